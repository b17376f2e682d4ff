import type { Anchor, KernelProfile } from '../../measurement/index.js';
import type { TracedKernel } from '../profiles/trace-events.js';
import { activations, blockedTensor } from './anchors.js';

/**
 * The facts of a kernel without the optimised model: its anchors, that a fused or blocked convolution takes in an
 * addition and an activation, and that a product may be said to have taken in an addition.
 */
export function kernelByName(
  { name, op, durationsMs, calls }: TracedKernel,
  anchorsOf: (name: string) => readonly Anchor[],
): KernelProfile {
  const purpose = /^Reorder(?:Input|Output)/u.test(op) ? 'a change of layout' : undefined;
  const takesIn = op === 'FusedConv' || (op === 'Conv' && blockedTensor(name) !== undefined);
  return {
    name,
    durationsMs,
    calls,
    anchors: purpose === undefined ? anchorsOf(name) : [],
    purpose,
    epilogue: takesIn ? ['Add', 'Sum', ...activations] : name.includes('/MatMulAddFusion') ? ['Add'] : [],
  };
}
