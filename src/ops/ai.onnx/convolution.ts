import { isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Shape, Value } from '../../ir/index.js';
import { int, ints } from '../attributes.js';
import { defineOp } from '../define.js';
import type { ConvolutionDetail } from '../detail.js';
import type { Terms } from '../formula.js';
import { NodeError } from '../node-error.js';
import { agreed, dimension, printShape } from '../shapes.js';
import { kernelOf, slide, spread, windowAttributes, windowOf } from './window.js';
import type { Window, WindowSettings } from './window.js';

const attributes = { ...windowAttributes, group: int(1) };

/** The values of the attributes above. */
interface ConvolutionSettings extends WindowSettings {
  readonly group: number;
}

/** What a convolution's operands say of it. */
interface Convolution {
  readonly batch: Dim;
  readonly inputChannels: Dim;
  readonly outputChannels: Dim;
  readonly inputSpatial: Shape;
  readonly window: Window;
}

/** Convolution over any number of spatial axes; groups, dilation and `auto_pad` included. */
export const conv = defineOp({
  type: 'Conv',
  since: 1,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__Conv.html',
  inputs: { X: 'activation', W: 'weight', B: 'weight?' },
  outputs: { Y: 'X' },
  attributes,
  infer: ({ X, W }, settings) => [outputShape(X, W, settings)],
  detail: ({ X, W, B }, settings, [Y]) => describe(X, W, settings, Y, B !== undefined),
  cost: {
    multiplyAdds: 'N·Cout·∏out·(Cin/g)·∏k',
    operations: 'bias·N·Cout·∏out',
    memory: 'stream',
    terms: ({ X, W, B }, settings, [Y]) => termsOf(X, W, settings, Y, B !== undefined),
    source: 'Ma et al. 2018, section 3; the bias is one addition an output element',
  },
});

/** Convolution of 8-bit integers into 32-bit ones. */
export const convInteger = defineOp({
  type: 'ConvInteger',
  since: 10,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConvInteger.html',
  inputs: { x: 'activation', w: 'weight', x_zero_point: 'scale?', w_zero_point: 'scale?' },
  outputs: { y: 'int32' },
  attributes,
  infer: ({ x, w }, settings) => [outputShape(x, w, settings)],
  detail: ({ x, w }, settings, [y]) => describe(x, w, settings, y, false),
  cost: {
    multiplyAdds: 'N·Cout·∏out·(Cin/g)·∏k',
    operations: 'xOffset·∏x + wOffset·∏w',
    memory: 'stream',
    terms: ({ x, w, x_zero_point, w_zero_point }, settings, [y]) => ({
      ...termsOf(x, w, settings, y, false),
      xOffset: x_zero_point === undefined ? 0 : 1,
      wOffset: w_zero_point === undefined ? 0 : 1,
    }),
    source: 'as Conv; each operand with a zero point has it subtracted once an element',
  },
});

/** Convolution of quantised operands, requantised. */
export const qLinearConv = defineOp({
  type: 'QLinearConv',
  since: 10,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__QLinearConv.html',
  inputs: {
    x: 'activation', x_scale: 'scale', x_zero_point: 'scale', w: 'weight', w_scale: 'scale', w_zero_point: 'scale',
    y_scale: 'scale', y_zero_point: 'scale', B: 'weight?',
  },
  outputs: { y: ({ y_zero_point, x }) => y_zero_point.dtype ?? x.dtype },
  attributes,
  infer: ({ x, w }, settings) => [outputShape(x, w, settings)],
  detail: ({ x, w, B }, settings, [y]) => describe(x, w, settings, y, B !== undefined),
  cost: {
    multiplyAdds: 'N·Cout·∏out·(Cin/g)·∏k',
    operations: '∏x + ∏w + bias·∏y + 5·∏y',
    memory: 'stream',
    terms: ({ x, w, B }, settings, [y]) => termsOf(x, w, settings, y, B !== undefined),
    source: 'as Conv; zero points are subtracted once an element, the result is scaled, rounded, offset and clamped (1 + 1 + 1 + 2)',
  },
});

/** Transposed convolution: each input element meets each tap once, whatever is cropped afterwards. */
export const convTranspose = defineOp({
  type: 'ConvTranspose',
  since: 1,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConvTranspose.html',
  inputs: { X: 'activation', W: 'weight', B: 'weight?' },
  outputs: { Y: 'X' },
  attributes: { ...attributes, output_padding: ints(), output_shape: ints() },
  infer({ X, W }, settings) {
    const { batch, outputChannels, inputSpatial, window } = readTransposed(X, W, settings);
    return [[batch, outputChannels, ...spread(inputSpatial, window, settings.output_padding, settings.output_shape)]];
  },
  detail: ({ X, W, B }, settings, [Y]) => detailOf(readTransposed(X, W, settings), settings.group, Y, B !== undefined, true),
  cost: {
    multiplyAdds: 'N·Cin·∏in·(Cout/g)·∏k',
    operations: 'bias·∏Y',
    memory: 'stream',
    terms({ X, W, B }, settings) {
      const { batch, inputChannels, outputChannels, inputSpatial, window } = readTransposed(X, W, settings);
      return { N: batch, Cin: inputChannels, Cout: outputChannels, in: inputSpatial, g: settings.group, k: window.kernel, bias: B === undefined ? 0 : 1 };
    },
    source: 'the adjoint of Conv: as many products as the convolution it transposes; the bias is one addition an output element',
  },
});

/** Convolution whose taps are displaced by data, each sampled by bilinear interpolation. */
export const deformConv = defineOp({
  type: 'DeformConv',
  since: 19,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__DeformConv.html',
  inputs: { X: 'activation', W: 'weight', offset: 'activation', B: 'weight?', mask: 'activation?' },
  outputs: { Y: 'X' },
  attributes: { ...attributes, offset_group: int(1) },
  infer: ({ X, W }, settings) => [outputShape(X, W, settings)],
  detail: ({ X, W, B }, settings, [Y]) => describe(X, W, settings, Y, B !== undefined),
  cost: {
    multiplyAdds: 'N·Cout·∏out·(Cin/g)·∏k',
    operations: 'bias·∏Y + ∏offset + (sampling + masked)·N·Cin·∏out·∏k',
    memory: 'stream',
    terms: ({ X, W, B, mask }, settings, [Y]) => ({
      ...termsOf(X, W, settings, Y, B !== undefined),
      // n-linear interpolation weighs the 2^n corners and adds them up.
      sampling: 2 ** (X.shape.length - 1) - 1,
      masked: mask === undefined ? 0 : 1,
    }),
    source: 'as Conv; each offset is added to a position, and each value met by a tap is interpolated (2ⁿ products, 2ⁿ − 1 additions) and scaled by its mask',
  },
});

function read(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings): Convolution {
  requireRanks(input, weight);
  const { group } = settings;
  const outputChannels = dimension(weight, 0);
  const ofWeight = multiply(dimension(weight, 1), group);
  const ofInput = dimension(input, 1);
  requireEqual(ofInput, ofWeight, group);
  if (isKnown(outputChannels) && BigInt(outputChannels) % BigInt(group) !== 0n) throw new NodeError(`${outputChannels} output channels do not fall into ${group} groups`);
  return {
    batch: dimension(input, 0),
    // The weight's own shape decides: it is stored, where the input's may be a symbol.
    inputChannels: agreed([ofWeight, ofInput]) ?? ofWeight,
    outputChannels,
    inputSpatial: input.shape.slice(2),
    window: windowOf(settings, kernelOf(weight.shape.slice(2), settings.kernel_shape)),
  };
}

function readTransposed(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings): Convolution {
  requireRanks(input, weight);
  const { group } = settings;
  const ofWeight = dimension(weight, 0);
  const ofInput = dimension(input, 1);
  requireEqual(ofInput, ofWeight, group);
  return {
    batch: dimension(input, 0),
    inputChannels: agreed([ofWeight, ofInput]) ?? ofWeight,
    outputChannels: multiply(dimension(weight, 1), group),
    inputSpatial: input.shape.slice(2),
    window: windowOf(settings, kernelOf(weight.shape.slice(2), settings.kernel_shape)),
  };
}

function requireRanks(input: RankedTensor, weight: RankedTensor): void {
  if (input.shape.length < 3) throw new NodeError(`a convolution's input needs batch, channels and a spatial axis, not ${printShape(input.shape)}`);
  if (weight.shape.length !== input.shape.length) throw new NodeError(`an input of rank ${input.shape.length} meets a weight of rank ${weight.shape.length}`);
}

function requireEqual(ofInput: Dim, ofWeight: Dim, group: number): void {
  if (group < 1) throw new NodeError(`group is ${group}`);
  if (isKnown(ofInput) && isKnown(ofWeight) && ofInput !== ofWeight) throw new NodeError(`an input of ${ofInput} channels meets a weight for ${ofWeight}`);
}

function outputShape(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings): Shape {
  const { batch, outputChannels, inputSpatial, window } = read(input, weight, settings);
  return [batch, outputChannels, ...slide(inputSpatial, window)];
}

function describe(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings, output: Value | undefined, bias: boolean): ConvolutionDetail | undefined {
  return detailOf(read(input, weight, settings), settings.group, output, bias, false);
}

function detailOf(convolution: Convolution, groups: number, output: Value | undefined, bias: boolean, transposed: boolean): ConvolutionDetail | undefined {
  const { batch, inputChannels, outputChannels, inputSpatial, window } = convolution;
  const { kernel, strides, dilations } = window;
  const outputSpatial = spatialOf(output);
  if (outputSpatial === undefined) return undefined;
  return { kind: 'convolution', transposed, batch, groups, inputChannels, outputChannels, inputSpatial, outputSpatial, kernel, strides, dilations, bias };
}

function termsOf(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings, output: Value | undefined, bias: boolean): Terms {
  const { batch, inputChannels, outputChannels, window } = read(input, weight, settings);
  return { N: batch, Cin: inputChannels, Cout: outputChannels, out: spatialOf(output), g: settings.group, k: window.kernel, bias: bias ? 1 : 0 };
}

function spatialOf(output: Value | undefined): Shape | undefined {
  return isRanked(output) ? output.shape.slice(2) : undefined;
}
