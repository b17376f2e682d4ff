import { add, ceilDivide, floorDivide, isKnown, maximum, multiply, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { RankedTensor, Shape } from '../ir/index.js';
import type { PoolDetail } from './detail.js';
import { NodeError } from './node-error.js';
import { dimension, printShape } from './shapes.js';
import { slide, windowOf } from './window.js';
import type { Window, WindowSettings } from './window.js';

/**
 * The kernel of a pooling, which only its attribute tells.
 * @throws NodeError when it is missing or not positive
 */
export function poolKernel(input: RankedTensor, { kernel_shape }: { readonly kernel_shape: readonly number[] | undefined }): Shape {
  if (input.shape.length < 3) throw new NodeError(`a pooling's input needs batch, channels and a spatial axis, not ${printShape(input.shape)}`);
  if (kernel_shape === undefined) throw new NodeError('attribute kernel_shape is missing');
  if (kernel_shape.some((size) => size < 1)) throw new NodeError(`kernel_shape must be positive, not ${printShape(kernel_shape)}`);
  return kernel_shape;
}

/**
 * The shape that a pooling gives.
 * @throws NodeError when the attributes do not fit
 */
export function pooledShape(input: RankedTensor, settings: WindowSettings): Shape {
  const window = windowOf(settings, poolKernel(input, settings));
  const spatial = input.shape.slice(2);
  const windows = slide(spatial, window).map((count, axis) => {
    const dilated = window.padding === 'same' && (window.dilations[axis] ?? 1) > 1;
    return dilated ? sameDilated(spatial[axis] ?? count, count, axis, window) : count;
  });
  if (windows.some((count) => isKnown(count) && count < 0)) throw new NodeError('a dilated window is larger than the padded input');
  return [dimension(input, 0), dimension(input, 1), ...windows];
}

/**
 * Windows of a dilated pooling with `auto_pad` SAME_*. The specification promises ceil(input / stride) of them; onnxruntime pads as if the kernel
 * were not dilated, so that fewer fit, and what a model does there is what it does.
 */
function sameDilated(size: Dim, promised: Dim, axis: number, { kernel, strides, dilations, roundsUp }: Window): Dim {
  const stride = strides[axis] ?? 1;
  const taps = kernel[axis] ?? 1;
  const padded = maximum(size, add(multiply(subtract(promised, 1), stride), taps));
  const slack = subtract(padded, add(multiply(subtract(taps, 1), dilations[axis] ?? 1), 1));
  return add(roundsUp ? ceilDivide(slack, stride) : floorDivide(slack, stride), 1);
}

/** A pooling as a layer's detail. */
export function poolDetail(what: PoolDetail['function'], input: RankedTensor, settings: WindowSettings): PoolDetail {
  const { kernel, strides } = windowOf(settings, poolKernel(input, settings));
  return { kind: 'pool', function: what, global: false, kernel, strides };
}
