import { toNumber } from '../../dim/index.js';
import type { Value } from '../../ir/index.js';
import type { Operator } from '../../ops/index.js';
import type { Provenance } from '../analysis.js';
import type { EdgeDraft, LayerDraft } from '../walk/draft.js';

/**
 * Shape arithmetic works on as many numbers as a tensor has axes; longer values are data, even if they were computed
 * from shapes.
 */
export const MAX_SHAPE_ELEMENTS = 64;

/** How a node's outputs come to be, from its inputs. */
export function provenanceOf(
  operator: Operator | undefined,
  inputs: readonly (EdgeDraft | undefined)[],
  outputs: readonly Value[],
): Provenance {
  if (operator === undefined || operator.category === 'random') return 'data';
  let worst: Provenance = 'constant';
  for (const input of inputs) if (input !== undefined) worst = worse(worst, input.provenance);
  if (worst === 'constant') return 'constant';
  // An operator that reads only its input's shape declares itself of this category.
  if (operator.category === 'shape') return 'shape';
  return worst === 'shape' && outputs.every(isShapeSized) ? 'shape' : 'data';
}

/** The less certain of two provenances. */
export function worse(left: Provenance, right: Provenance): Provenance {
  if (left === 'data' || right === 'data') return 'data';
  return left === 'shape' || right === 'shape' ? 'shape' : 'constant';
}

/** Whether a value is no longer than a rank's worth of numbers. */
export function isShapeSized(value: Value): boolean {
  if (value.kind !== 'tensor' || value.shape === undefined || value.shape.length > 1) return value.kind === 'sequence';
  const [length = 1] = value.shape;
  const count = toNumber(length);
  return count !== undefined && count <= MAX_SHAPE_ELEMENTS;
}

/**
 * Whether data stays itself through a layer: moved, viewed, or converted to another number format. What is made of
 * sizes or of packed weights is new.
 */
export function isFollowed({ detail, cost, operator }: LayerDraft): boolean {
  const kind = detail?.kind;
  const category = operator?.category;
  const stays =
    kind === 'movement' ||
    kind === 'quantization' ||
    category === 'data-movement' ||
    category === 'quantization' ||
    cost?.memory === 'view';
  if (!stays) return false;
  const role = operator?.roleOf(0);
  return role === undefined || role === 'activation' || role === 'state' || role === 'value';
}
