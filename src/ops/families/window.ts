import { add, ceilDivide, floorDivide, isKnown, minimum, multiply, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';
import { int, ints, text } from '../language/attributes.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed } from './shapes.js';

/** The attributes by which convolutions and poolings slide a window over the spatial axes. */
export const windowAttributes = {
  auto_pad: text('NOTSET'),
  kernel_shape: ints(),
  strides: ints(),
  dilations: ints(),
  pads: ints(),
};

/** The settings of a pooling, which may also round the number of windows up. */
export const poolAttributes = { ...windowAttributes, ceil_mode: int(0) };

/** The values of `windowAttributes` and `poolAttributes`. */
export interface WindowSettings {
  readonly auto_pad: string;
  readonly kernel_shape: readonly number[] | undefined;
  readonly strides: readonly number[] | undefined;
  readonly dilations: readonly number[] | undefined;
  readonly pads: readonly number[] | undefined;
  readonly ceil_mode?: number;
}

/** A window over the spatial axes: one entry an axis. */
export interface Window {
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
  readonly roundsUp: boolean;
  /** Whether it is a pooling's, which onnxruntime slides over less than it covers, too. */
  readonly isPooling: boolean;
}

/** Explicit padding, or padding that keeps `ceil(input / stride)` windows. */
export type Padding = 'same' | { readonly begins: readonly number[]; readonly ends: readonly number[] };

/**
 * Reads the window of a node. `auto_pad` other than NOTSET overrides `pads`, as runtimes do where a file holds both.
 * @throws NodeError when an attribute does not fit the kernel
 */
export function windowOf(settings: WindowSettings, kernel: Shape): Window {
  const rank = kernel.length;
  return {
    kernel,
    strides: positives('strides', settings.strides, rank),
    dilations: positives('dilations', settings.dilations, rank),
    padding: paddingOf(settings, rank),
    roundsUp: settings.ceil_mode === 1,
    isPooling: settings.ceil_mode !== undefined,
  };
}

/**
 * The kernel from a weight's spatial axes and the attribute, which must agree.
 * @throws NodeError when they differ
 */
export function kernelOf(weightSpatial: Shape, attribute: readonly number[] | undefined): Shape {
  if (attribute === undefined) return weightSpatial;
  if (attribute.length !== weightSpatial.length) {
    throw new NodeError(`kernel_shape has ${attribute.length} sizes, the weight ${weightSpatial.length}`);
  }
  return weightSpatial.map((dim, axis) => {
    const size = attribute[axis] ?? dim;
    if (isKnown(dim) && dim !== size) {
      throw new NodeError(`kernel_shape is ${printShape(attribute)}, the weight's kernel ${printShape(weightSpatial)}`);
    }
    return agreed([dim, size]) ?? dim;
  });
}

/**
 * How many windows fit along each spatial axis.
 * @throws NodeError when a window is larger than the padded input
 */
export function slide(input: Shape, window: Window): Shape {
  if (input.length !== window.kernel.length) {
    throw new NodeError(`an input of ${input.length} spatial axes meets a kernel of ${window.kernel.length}`);
  }
  return input.map((size, axis) => slideAxis(size, axis, window));
}

function slideAxis(size: Dim, axis: number, window: Window): Dim {
  const { kernel, strides, dilations, padding, roundsUp } = window;
  const stride = strides[axis] ?? 1;
  if (padding === 'same') return ceilDivide(size, stride);
  const begin = padding.begins[axis] ?? 0;
  const end = padding.ends[axis] ?? 0;
  const extent = extentOf(kernel[axis] ?? 1, dilations[axis] ?? 1);
  const padded = sum([size, begin, end]);
  const slack = subtract(padded, extent);
  // onnxruntime cuts slack ÷ stride towards 0, so a pooling's window may reach over the padded input by less than a
  // stride, or by one and give nothing.
  const lacks = isKnown(slack) && slack < 0;
  if (lacks && (!window.isPooling || slack < -stride)) {
    throw new NodeError(
      `a window of ${printShape([extent])} is larger than the padded input of ${printShape([padded])}`,
    );
  }
  if (lacks && !roundsUp) return add(ceilDivide(slack, stride), 1);
  if (!roundsUp) return add(floorDivide(slack, stride), 1);
  // A last window that would start in the end's padding is left out, so the windows are at most ceil((begin + size) /
  // stride). Both bounds differ by a constant before they are divided, so one division says it for every size.
  const least = minimum(add(slack, stride), add(size, begin));
  return ceilDivide(least, stride);
}

/**
 * The sizes that a transposed convolution gives.
 * @throws NodeError when a size comes out negative or an attribute does not fit
 */
export function spread(
  input: Shape,
  window: Window,
  outputPadding: readonly number[] | undefined,
  outputShape: readonly number[] | undefined,
): Shape {
  const { kernel, strides, dilations, padding } = window;
  const rank = kernel.length;
  if (input.length !== rank) throw new NodeError(`an input of ${input.length} spatial axes meets a kernel of ${rank}`);
  if (outputPadding !== undefined && outputPadding.length !== rank) {
    throw new NodeError(`output_padding has ${outputPadding.length} sizes, should have ${rank}`);
  }
  // Some exporters list batch and channels, too.
  if (outputShape !== undefined) {
    if (outputShape.length < rank) {
      throw new NodeError(`output_shape has ${outputShape.length} sizes, should have ${rank}`);
    }
    return outputShape.slice(outputShape.length - rank);
  }
  return input.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    const full = sum([
      multiply(subtract(size, 1), stride),
      extentOf(kernel[axis] ?? 1, dilations[axis] ?? 1),
      outputPadding?.[axis] ?? 0,
    ]);
    // What is more than input · stride is cropped; a kernel below the stride gives less, which nothing fills up.
    if (padding === 'same') return minimum(full, multiply(size, stride));
    const result = subtract(full, add(padding.begins[axis] ?? 0, padding.ends[axis] ?? 0));
    if (isKnown(result) && result < 0) throw new NodeError(`output axis ${axis + 2} would have the size ${result}`);
    return result;
  });
}

/** The extent of a dilated kernel. */
function extentOf(kernel: Dim, dilation: number): Dim {
  return add(multiply(subtract(kernel, 1), dilation), 1);
}

function positives(name: string, values: readonly number[] | undefined, rank: number): readonly number[] {
  // An empty list stands for an absent one in old files.
  if (values === undefined || (values.length === 0 && rank > 0)) return new Array<number>(rank).fill(1);
  if (values.length !== rank) throw new NodeError(`${name} has ${values.length} numbers, should have ${rank}`);
  if (values.some((value) => value < 1)) throw new NodeError(`${name} must be positive, not ${printShape(values)}`);
  return values;
}

function paddingOf({ auto_pad, pads }: WindowSettings, rank: number): Padding {
  switch (auto_pad) {
    case 'SAME_UPPER':
    case 'SAME_LOWER':
      return 'same';
    case 'VALID':
      return { begins: [], ends: [] };
    case 'NOTSET':
    case '':
      if (pads === undefined || pads.length === 0) return { begins: [], ends: [] };
      if (pads.length !== 2 * rank) throw new NodeError(`pads has ${pads.length} numbers, should have ${2 * rank}`);
      return { begins: pads.slice(0, rank), ends: pads.slice(rank) };
    default:
      throw new NodeError(`auto_pad is ${auto_pad}`);
  }
}
