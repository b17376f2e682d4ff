import { toNumber } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Layer } from '../analysis.js';

/**
 * The share of a map that a convolution or pooling steps over, as a 1×1 kernel of stride 2 does over three quarters,
 * and need not read; 0 for other layers, and along an axis whose sizes are open.
 */
export function skippedShareOf({ detail, inputs: [input], outputs: [output] }: Layer): number {
  const isWindow =
    (detail?.kind === 'convolution' && !detail.transposed) || (detail?.kind === 'pool' && !detail.global);
  if (!isWindow || !isRanked(input?.type) || !isRanked(output?.type)) return 0;
  const dilations = detail.kind === 'convolution' ? detail.dilations : [];
  const [ins, outs] = [input.type.shape.slice(2), output.type.shape.slice(2)];
  let read = 1;
  detail.kernel.forEach((size, axis) => {
    const [kernel, length, places] = [size, ins[axis], outs[axis]].map((dim) =>
      dim === undefined ? undefined : toNumber(dim),
    );
    if (kernel === undefined || length === undefined || places === undefined || length === 0) return;
    const taps = (detail.strides[axis] ?? 1) < (kernel - 1) * (dilations[axis] ?? 1) + 1 ? length : places * kernel;
    read *= Math.min(1, taps / length);
  });
  return 1 - read;
}
