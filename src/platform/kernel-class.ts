import { alignmentOf, hasFewInputs, isDepthwise, tapsOnInput, wholeVectors } from './convolution-class.js';
import type { ConvolutionFacts } from './convolution-class.js';
import type { Facts } from './facts.js';
import { flag, log2, productOf } from './kernel-description.js';
import type { Amounts, Description } from './kernel-description.js';
import type { WorkKernel } from './kernel.js';
import { otherKernel } from './other-kernel.js';

/** The class and features of a kernel; undefined where a size or type is unknown. */
export function describeKernel(kernel: WorkKernel): Description | undefined {
  const { readBytes, writeBytes, constantBytes } = kernel;
  if (readBytes === undefined || writeBytes === undefined || constantBytes === undefined) return undefined;
  const bytes = readBytes + writeBytes;
  const { facts } = kernel.main;
  const type = typeOf(kernel);
  switch (facts?.kind) {
    case 'convolution':
      return facts.transposed
        ? transposedConvolution(facts, kernel, { bytes, constantBytes }, type)
        : convolution(facts, kernel, type);
    case 'matmul':
      return product(facts, kernel, { bytes, constantBytes }, type);
    case 'recurrent':
      return recurrent(facts, { bytes, constantBytes }, type);
    default:
      return otherKernel(kernel, { bytes, constantBytes }, type);
  }
}

/** The element type in the class of a kernel: nothing for float32. */
function typeOf({ main, layers }: WorkKernel): string {
  if (layers.some(({ facts }) => facts?.kind === 'quantization')) return ' int8';
  const dtype = main.outputs[0]?.dtype;
  return dtype === undefined || dtype === 'float32' ? '' : ` ${dtype}`;
}

const slowActivations = new Set([
  'Sigmoid',
  'Tanh',
  'HardSwish',
  'Erf',
  'Mul',
  'HardSigmoid',
  'Exp',
  'Gelu',
  'Softplus',
]);

function convolution(facts: ConvolutionFacts, { main, layers }: WorkKernel, type: string): Description {
  const { groups, inputChannels, outputChannels, batch, kernel, strides, dilations } = facts;
  const aligned = alignmentOf(main) === 'aligned' && type === '';
  const depthwise = isDepthwise(facts);
  const taps = aligned ? tapsOnInput(facts) : productOf(kernel);
  const outs = productOf(facts.outputSpatial) * batch;
  const ins = productOf(facts.inputSpatial) * batch;
  const inGroup = inputChannels / groups;
  const added = layers.filter(({ op }) => op === 'Add' || op === 'Sum').length;
  const after = layers.filter((layer) => layer !== main && layer.op !== 'Add' && layer.op !== 'Sum');
  const slow = after.filter(({ op }) => slowActivations.has(op)).length;
  const padded = (channels: number): number => (aligned ? wholeVectors(channels) : channels);
  const name = aligned
    ? depthwise
      ? 'depthwise'
      : groups > 1
        ? 'grouped'
        : hasFewInputs(facts)
          ? 'first'
          : taps === 1
            ? 'pointwise'
            : 'dense'
    : depthwise
      ? 'depthwise unaligned'
      : type !== '' && taps === 1
        ? 'pointwise unaligned'
        : 'unaligned';
  const macs =
    outs *
    taps *
    (name === 'depthwise'
      ? padded(outputChannels)
      : name === 'grouped'
        ? outputChannels * inGroup
        : name === 'first'
          ? padded(outputChannels) * inputChannels
          : aligned
            ? padded(outputChannels) * padded(inputChannels)
            : outputChannels * inGroup);
  return {
    class: `convolution ${name}${type}`,
    family: undefined,
    features: {
      inputs: depthwise ? 0 : log2(inGroup),
      outputs: log2(depthwise ? outputChannels : outputChannels / groups),
      positions: log2(outs),
      width: log2(facts.outputSpatial.at(-1) ?? 1),
      taps: log2(taps),
      strided: flag(strides.some((stride) => stride > 1)),
      groups: depthwise ? 0 : log2(groups),
      added,
      slow,
      rectified: flag(after.some(({ op }) => op === 'Relu' || op === 'LeakyRelu')),
      clipped: flag(after.some(({ op }) => op === 'Clip')),
      dilated: flag(dilations.some((dilation) => dilation > 1)),
    },
    amounts: {
      macs,
      bytes: 4 * (padded(inputChannels) * ins + padded(outputChannels) * outs * (1 + added)),
      constantBytes: 4 * outputChannels * inGroup * taps,
    },
  };
}

function transposedConvolution(
  { batch, groups, inputChannels, outputChannels, inputSpatial, outputSpatial, kernel, strides }: ConvolutionFacts,
  { layers }: WorkKernel,
  moved: Omit<Amounts, 'macs'>,
  type: string,
): Description {
  const taps = productOf(kernel);
  return {
    class: `convolution transposed${type}`,
    family: undefined,
    features: {
      inputs: log2(inputChannels / groups),
      outputs: log2(outputChannels / groups),
      positions: log2(productOf(outputSpatial) * batch),
      taps: log2(taps),
      groups: log2(groups),
      strided: flag(strides.some((stride) => stride > 1)),
      fused: flag(layers.length > 1),
    },
    amounts: {
      macs: productOf(inputSpatial) * batch * inputChannels * (outputChannels / groups) * taps,
      ...moved,
    },
  };
}

function product(
  { batch, m, n, k }: Extract<Facts, { kind: 'matmul' }>,
  { main, layers }: WorkKernel,
  moved: Omit<Amounts, 'macs'>,
  type: string,
): Description {
  const macs = batch * m * n * k;
  if (main.inputs[1]?.constant !== true && main.inputs[0]?.constant !== true) {
    return {
      class: `batched product${type}`,
      family: undefined,
      features: { batch: log2(batch), rows: log2(m), columns: log2(n), inner: log2(k) },
      amounts: { macs, ...moved },
    };
  }
  const rows = batch * m;
  return {
    class: `${rows <= 2 ? 'matrix-vector' : 'matrix'} product${type}`,
    family: undefined,
    features: {
      rows: log2(rows),
      columns: log2(n),
      inner: log2(k),
      slow: layers.filter(({ op }) => slowActivations.has(op)).length,
      plain: flag(main.op === 'MatMul'),
      added: flag(layers.some(({ op }) => op === 'Add')),
    },
    amounts: { macs, ...moved },
  };
}

function recurrent(
  { cell, steps, batch, directions, gates, inputSize, hiddenSize }: Extract<Facts, { kind: 'recurrent' }>,
  moved: Omit<Amounts, 'macs'>,
  type: string,
): Description {
  return {
    class: `recurrent ${cell}${type}`,
    family: `recurrent${type}`,
    features: {
      steps: log2(steps),
      batch: log2(batch),
      hidden: log2(hiddenSize),
      inputs: log2(inputSize),
      directions: log2(directions),
    },
    amounts: {
      macs: steps * batch * directions * gates * hiddenSize * (inputSize + hiddenSize),
      // Every step reads the weights.
      bytes: moved.bytes + steps * moved.constantBytes,
      constantBytes: moved.constantBytes,
    },
  };
}
