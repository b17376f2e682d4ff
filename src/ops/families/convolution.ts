import { isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Shape, Value } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import type { ConvolutionDetail } from '../language/detail.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, dimension } from './shapes.js';
import { kernelOf, slide, spread, windowAttributes, windowOf } from './window.js';
import type { Window, WindowSettings } from './window.js';

/** The attributes of convolutions. */
export const convolutionAttributes = { ...windowAttributes, group: int(1) };

/** The values of the attributes above. */
export interface ConvolutionSettings extends WindowSettings {
  readonly group: number;
}

/** The settings of a transposed convolution. */
export interface TransposedSettings extends ConvolutionSettings {
  readonly output_padding?: readonly number[] | undefined;
  readonly output_shape?: readonly number[] | undefined;
}

/** Multiply-adds of a convolution. */
export const convolutionProducts = 'N·Cout·∏out·(Cin/g)·∏k';

/**
 * Multiply-adds of a transposed convolution: each input element meets each tap once, whatever is cropped afterwards.
 */
export const transposedProducts = 'N·Cin·∏in·(Cout/g)·∏k';

/** The inputs of a convolution of quantised operands, whose result is quantised again. */
export const quantizedInputs = {
  x: 'activation',
  x_scale: 'scale',
  x_zero_point: 'scale',
  w: 'weight',
  w_scale: 'scale',
  w_zero_point: 'scale',
  y_scale: 'scale',
  y_zero_point: 'scale',
  B: 'weight?',
} as const;

/** The operations of such a convolution besides its products. */
export const quantizedOperations = '∏x + ∏w + bias·∏y + 5·∏y';

/** The reason for these numbers. */
export const quantizedSource =
  'zero points are subtracted once an element, the result is scaled, rounded, offset and clamped (1 + 1 + 1 + 2)';

/** The facts that a convolution's operands tell. */
interface Convolution {
  readonly batch: Dim;
  readonly inputChannels: Dim;
  readonly outputChannels: Dim;
  readonly inputSpatial: Shape;
  readonly window: Window;
}

function read(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings): Convolution {
  requireRanks(input, weight);
  const { group } = settings;
  const outputChannels = dimension(weight, 0);
  const ofWeight = multiply(dimension(weight, 1), group);
  const ofInput = dimension(input, 1);
  requireEqual(ofInput, ofWeight, group);
  requireGroups(outputChannels, group);
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
  requireGroups(ofWeight, group);
  return {
    batch: dimension(input, 0),
    inputChannels: agreed([ofWeight, ofInput]) ?? ofWeight,
    outputChannels: multiply(dimension(weight, 1), group),
    inputSpatial: input.shape.slice(2),
    window: windowOf(settings, kernelOf(weight.shape.slice(2), settings.kernel_shape)),
  };
}

function requireRanks(input: RankedTensor, weight: RankedTensor): void {
  if (input.shape.length < 3) {
    throw new NodeError(
      `a convolution's input needs batch, channels and a spatial axis, not ${printShape(input.shape)}`,
    );
  }
  if (weight.shape.length !== input.shape.length) {
    throw new NodeError(`an input of rank ${input.shape.length} meets a weight of rank ${weight.shape.length}`);
  }
}

function requireEqual(ofInput: Dim, ofWeight: Dim, group: number): void {
  if (group < 1) throw new NodeError(`group is ${group}`);
  if (isKnown(ofInput) && isKnown(ofWeight) && ofInput !== ofWeight) {
    throw new NodeError(`an input of ${ofInput} channels meets a weight for ${ofWeight}`);
  }
}

function requireGroups(channels: Dim, group: number): void {
  if (isKnown(channels) && BigInt(channels) % BigInt(group) !== 0n) {
    throw new NodeError(`${channels} channels do not fall into ${group} groups`);
  }
}

/**
 * The shape that a convolution gives.
 * @throws NodeError when the operands or attributes do not fit
 */
export function convolvedShape(input: RankedTensor, weight: RankedTensor, settings: ConvolutionSettings): Shape {
  const { batch, outputChannels, inputSpatial, window } = read(input, weight, settings);
  return [batch, outputChannels, ...slide(inputSpatial, window)];
}

/** A convolution as a layer's detail. */
export function convolutionDetail(
  input: RankedTensor,
  weight: RankedTensor,
  settings: ConvolutionSettings,
  output: Value | undefined,
  bias: boolean,
): ConvolutionDetail | undefined {
  return detailOf(read(input, weight, settings), settings.group, output, bias, false);
}

function detailOf(
  convolution: Convolution,
  groups: number,
  output: Value | undefined,
  bias: boolean,
  transposed: boolean,
): ConvolutionDetail | undefined {
  const { batch, inputChannels, outputChannels, inputSpatial, window } = convolution;
  const { kernel, strides, dilations } = window;
  const outputSpatial = spatialOf(output);
  if (outputSpatial === undefined) return undefined;
  return {
    kind: 'convolution',
    transposed,
    batch,
    groups,
    inputChannels,
    outputChannels,
    inputSpatial,
    outputSpatial,
    kernel,
    strides,
    dilations,
    bias,
  };
}

/** The terms of `convolutionProducts`. */
export function convolutionTerms(
  input: RankedTensor,
  weight: RankedTensor,
  settings: ConvolutionSettings,
  output: Value | undefined,
  bias: boolean,
): Terms {
  const { batch, inputChannels, outputChannels, window } = read(input, weight, settings);
  return {
    N: batch,
    Cin: inputChannels,
    Cout: outputChannels,
    out: spatialOf(output),
    g: settings.group,
    k: window.kernel,
    bias: bias ? 1 : 0,
  };
}

/**
 * The shape that a transposed convolution gives.
 * @throws NodeError when the operands or attributes do not fit
 */
export function transposedShape(input: RankedTensor, weight: RankedTensor, settings: TransposedSettings): Shape {
  const { batch, outputChannels, inputSpatial, window } = readTransposed(input, weight, settings);
  return [batch, outputChannels, ...spread(inputSpatial, window, settings.output_padding, settings.output_shape)];
}

/** A transposed convolution as a layer's detail. */
export function transposedDetail(
  input: RankedTensor,
  weight: RankedTensor,
  settings: ConvolutionSettings,
  output: Value | undefined,
  bias: boolean,
): ConvolutionDetail | undefined {
  return detailOf(readTransposed(input, weight, settings), settings.group, output, bias, true);
}

/** The terms of `transposedProducts`. */
export function transposedTerms(
  input: RankedTensor,
  weight: RankedTensor,
  settings: ConvolutionSettings,
  bias: boolean,
): Terms {
  const { batch, inputChannels, outputChannels, inputSpatial, window } = readTransposed(input, weight, settings);
  return {
    N: batch,
    Cin: inputChannels,
    Cout: outputChannels,
    in: inputSpatial,
    g: settings.group,
    k: window.kernel,
    bias: bias ? 1 : 0,
  };
}

function spatialOf(output: Value | undefined): Shape | undefined {
  return isRanked(output) ? output.shape.slice(2) : undefined;
}
