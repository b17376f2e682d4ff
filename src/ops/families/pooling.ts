import { maximum, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import type { PoolDetail } from '../language/detail.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from './shapes.js';
import { slide, windowOf } from './window.js';
import type { Window, WindowSettings } from './window.js';

/**
 * The kernel of a pooling, which only its attribute tells.
 * @throws NodeError when it is missing or not positive
 */
export function poolKernel(
  input: RankedTensor,
  { kernel_shape }: { readonly kernel_shape: readonly number[] | undefined },
): Shape {
  if (input.shape.length < 3) {
    throw new NodeError(`a pooling's input needs batch, channels and a spatial axis, not ${printShape(input.shape)}`);
  }
  if (kernel_shape === undefined) throw new NodeError('attribute kernel_shape is missing');
  if (kernel_shape.some((size) => size < 1)) {
    throw new NodeError(`kernel_shape must be positive, not ${printShape(kernel_shape)}`);
  }
  return kernel_shape;
}

/**
 * The shape that a pooling gives.
 * @throws NodeError when the attributes do not fit
 */
export function pooledShape(input: RankedTensor, settings: WindowSettings): Shape {
  const window = windowOf(settings, poolKernel(input, settings));
  const windows = slide(input.shape.slice(2), window).map((count, axis) =>
    window.padding === 'same' ? sameDilated(count, axis, window) : count,
  );
  return [dimension(input, 0), dimension(input, 1), ...windows];
}

/**
 * Windows of a pooling with `auto_pad` SAME_*, whose dilation loses some of those that the specification promises,
 * ceil(input / stride): onnxruntime pads as if the kernel were not dilated, so that fewer fit, and what a model does
 * there is what it does.
 */
function sameDilated(promised: Dim, axis: number, { kernel, strides, dilations, roundsUp }: Window): Dim {
  const excess = (Number(kernel[axis] ?? 1) - 1) * ((dilations[axis] ?? 1) - 1);
  if (excess === 0) return promised;
  const stride = strides[axis] ?? 1;
  return maximum(1, subtract(promised, roundsUp ? Math.floor(excess / stride) : Math.ceil(excess / stride)));
}

/** A pooling as a layer's detail. */
export function poolDetail(what: PoolDetail['function'], input: RankedTensor, settings: WindowSettings): PoolDetail {
  const { kernel, strides } = windowOf(settings, poolKernel(input, settings));
  return { kind: 'pool', function: what, global: false, kernel, strides };
}
