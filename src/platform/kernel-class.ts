import { alignmentOf, hasFewInputs, isDepthwise, tapsOnInput, wholeVectors } from './convolution-class.js';
import type { ConvolutionFacts } from './convolution-class.js';
import type { Facts } from './facts.js';
import { isView } from './kernel.js';
import type { WorkKernel } from './kernel.js';
import { sizeOf } from './network.js';
import type { NetworkLayer } from './network.js';

/** The work of a kernel, in amounts. */
export interface Amounts {
  readonly macs: number;
  /** Data in and out. */
  readonly bytes: number;
  readonly weightBytes: number;
}

/** The facts of a kernel before it runs. */
export interface Description {
  /** Kernels of one class are computed alike, so that the time of one tells of another. */
  readonly class: string;
  /**
   * A wider class, for platforms where the class itself was not sampled; undefined where no wider one would tell
   * anything.
   */
  readonly family: string | undefined;
  /** By name, sizes as their logarithms to base 2. All kernels of a class have the same features. */
  readonly features: Readonly<Record<string, number>>;
  readonly amounts: Amounts;
}

/** The class and features of a kernel; undefined where a size or type is unknown. */
export function describeKernel(kernel: WorkKernel): Description | undefined {
  const { readBytes, writeBytes, weightBytes } = kernel;
  if (readBytes === undefined || writeBytes === undefined || weightBytes === undefined) return undefined;
  const bytes = readBytes + writeBytes;
  const { facts } = kernel.main;
  const type = typeOf(kernel);
  switch (facts?.kind) {
    case 'convolution':
      return facts.transposed
        ? transposedConvolution(facts, kernel, { bytes, weightBytes }, type)
        : convolution(facts, kernel, type);
    case 'matmul':
      return product(facts, kernel, { bytes, weightBytes }, type);
    case 'recurrent':
      return recurrent(facts, { bytes, weightBytes }, type);
    default:
      return other(kernel, { bytes, weightBytes }, type);
  }
}

/** The element type in the class of a kernel: nothing for float32. */
function typeOf({ main, layers }: WorkKernel): string {
  if (layers.some(({ facts }) => facts?.kind === 'quantization')) return ' int8';
  const dtype = main.outputs[0]?.dtype;
  return dtype === undefined || dtype === 'float32' ? '' : ` ${dtype}`;
}

const log2 = (value: number): number => Math.log2(Math.max(value, 1e-3));
const flag = (value: boolean): number => (value ? 1 : 0);
const productOf = (values: readonly number[]): number => values.reduce((product, value) => product * value, 1);

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
      weightBytes: 4 * outputChannels * inGroup * taps,
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
      bytes: moved.bytes + steps * moved.weightBytes,
      weightBytes: moved.weightBytes,
    },
  };
}

/** Work that computes little for what it moves. */
function other(kernel: WorkKernel, moved: Omit<Amounts, 'macs'>, type: string): Description | undefined {
  const { main, layers } = kernel;
  const outs = sizeOf(main.outputs[0]);
  const ins = sizeOf(main.inputs[0]);
  if (outs === undefined) return undefined;
  return {
    class: nameOf(main, layers) + (main.facts?.kind === 'movement' ? '' : type),
    family:
      main.facts === undefined ? undefined : `any ${main.facts.kind}${main.facts.kind === 'movement' ? '' : type}`,
    features: {
      outputs: log2(outs),
      inputs: log2(Math.max(ins ?? 1, arithmetic.has(main.op) ? (sizeOf(main.inputs[1]) ?? 1) : 1)),
      last: log2((main.facts?.kind === 'reduction' ? main.inputs : main.outputs)[0]?.dims?.at(-1) ?? 1),
      ...particularsOf(main),
    },
    amounts: { macs: 0, ...moved },
  };
}

/** The settings on which the time of some kinds depends, besides their sizes. */
function particularsOf({
  op,
  facts,
  inputs: [input, other],
  outputs: [output],
}: NetworkLayer): Readonly<Record<string, number>> {
  const dims = input?.dims ?? [];
  switch (facts?.kind) {
    case 'pool':
      return facts.global
        ? {}
        : { taps: log2(productOf(facts.kernel)), strided: flag(facts.strides.some((stride) => stride > 1)) };
    case 'softmax':
      return { length: log2(facts.length) };
    case 'reduction':
      return { innermost: flag(facts.axes?.some((axis) => axis === -1 || axis === dims.length - 1) ?? false) };
    case 'elementwise':
      return arithmetic.has(op) ? { smaller: log2(Math.min(sizeOf(input) ?? 1, sizeOf(other) ?? 1)) } : {};
    case 'movement':
      if (facts.permutation !== undefined) {
        return { run: log2(runOf(dims, facts.permutation)), rank: dims.length };
      }
      return facts.axis === undefined
        ? {}
        : {
            run: log2(
              productOf(
                (output?.dims ?? []).slice(facts.axis < 0 ? facts.axis + (output?.dims?.length ?? 0) : facts.axis),
              ),
            ),
          };
    default:
      return {};
  }
}

/**
 * How many elements that lie side by side a permutation leaves side by side; of one that moves the innermost axis, the
 * innermost length.
 */
function runOf(dims: readonly number[], permutation: readonly number[]): number {
  let run = 1;
  for (let axis = dims.length - 1; axis >= 0 && permutation[axis] === axis; axis -= 1) run *= dims[axis] ?? 1;
  return run === 1 ? (dims.at(-1) ?? 1) : run;
}

const arithmetic = new Set(['Add', 'Sub', 'Mul', 'Div']);

function nameOf(main: NetworkLayer, layers: readonly NetworkLayer[]): string {
  const computing = [...new Set(layers.filter((layer) => !isView(layer)).map(({ op }) => op))].sort();
  if (computing.length > 1) return computing.join('·');
  if (main.op === 'Transpose') {
    const permutation = main.facts?.kind === 'movement' ? main.facts.permutation : undefined;
    return permutation?.at(-1) === (permutation?.length ?? 0) - 1 ? 'Transpose of rows' : 'Transpose';
  }
  if (main.facts?.kind === 'resize') return `${main.op} ${main.facts.mode}`;
  if (arithmetic.has(main.op)) return `arithmetic ${operandsOf(main)}`;
  return main.op;
}

/** How the two operands of an arithmetic operator stand to each other. */
function operandsOf({ inputs: [left, right] }: NetworkLayer): string {
  const [a, b] = [left?.dims ?? [], right?.dims ?? []];
  if (a.length === b.length && a.every((dim, axis) => dim === b[axis])) return 'of equals';
  if (Math.min(sizeOf(left) ?? 1, sizeOf(right) ?? 1) === 1) return 'by a scalar';
  return a.at(-1) === b.at(-1) && (a.at(-1) ?? 1) > 1 ? 'by rows' : 'by channels';
}
