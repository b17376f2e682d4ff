import type { Dim } from '../../dim/index.js';
import type { Layer } from '../analysis.js';

/**
 * The share of a convolution's taps that lie in its padding, which a runtime need not compute. 0 for other layers; an
 * axis whose sizes `at` does not know adds nothing.
 */
export function paddedShareOf({ detail }: Layer, at: (dim: Dim) => number | undefined): number {
  if (detail?.kind !== 'convolution' || detail.transposed) return 0;
  let inside = 1;
  detail.kernel.forEach((size, axis) => {
    const [kernel, input, output] = [size, detail.inputSpatial[axis], detail.outputSpatial[axis]].map((dim) =>
      dim === undefined ? undefined : at(dim),
    );
    if (kernel === undefined || input === undefined || output === undefined) return;
    inside *= shareInside(kernel, input, output, detail.strides[axis] ?? 1, detail.dilations[axis] ?? 1);
  });
  return 1 - inside;
}

/** Positions of an axis beyond which taps are not counted one by one: their padding is next to nothing. */
const COUNTED = 4096;

/** The share of an axis's taps that lie on the input, its padding halved between both ends. */
function shareInside(kernel: number, input: number, output: number, stride: number, dilation: number): number {
  if (output * kernel === 0 || output > COUNTED || kernel > COUNTED) return 1;
  const padding = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
  const before = Math.floor(padding / 2);
  let inside = 0;
  for (let position = 0; position < output; position += 1) {
    const first = position * stride - before;
    const from = Math.max(0, Math.ceil(-first / dilation));
    const to = Math.min(kernel - 1, Math.floor((input - 1 - first) / dilation));
    inside += Math.max(0, to - from + 1);
  }
  return inside / (output * kernel);
}
