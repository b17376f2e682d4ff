import { ratioText } from '../../../text/index.js';

/** Kernels that take less than this share of the least time show that the roof is too low, beyond what times vary. */
const TOO_FAST = 0.95;

/** How near kernels come to the least time that a roof allows them; nothing where no kernel has a bound. */
export function reachedText(ms: number, boundMs: number): string {
  if (boundMs <= 0) return '';
  const text = ` Its kernels take ${ratioText(ms / boundMs)} × the least time that this allows`;
  return ms / boundMs < TOO_FAST
    ? `${text}, so the roof is too low: the device did other work while it was measured. Measure the roof again.`
    : `${text}.`;
}
