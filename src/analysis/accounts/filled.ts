import { isFloat } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { isFollowed } from './provenance.js';
import type { Use } from './stored-uses.js';

/** Tells tensors that an exporter filled with one number from those that were learned. */
export interface Filled {
  has(stored: StoredTensor, uses: readonly Use[]): boolean;
}

/** The most layers that are followed from a normalisation to the affine step that is its own. */
const MAX_STEPS = 8;

/**
 * Tensors of nothing but zeros, or nothing but ones, are no weights where
 * - a `Constant` node makes them in a model whose weights are initializers: a first state, the scale and shift that a
 *   normalisation without any must be given;
 * - they scale and shift an instance normalisation whose result is scaled by other stored numbers, as GroupNorm is
 *   spelled out.
 */
export function filledIn(draft: Draft): Filled {
  let hasInitializers: boolean | undefined;
  return {
    has(stored, uses) {
      if ((stored.pattern !== 'zeros' && stored.pattern !== 'ones') || uses.length === 0) return false;
      if (isOfConstant(stored)) {
        hasInitializers ??= draft.edges.some(({ stored: other }) => other !== undefined && isWeightLike(other));
        if (hasInitializers) return true;
      }
      return uses.every(({ layer, role }) => role === 'weight' && isScaledAgain(draft, layer));
    },
  };
}

function isOfConstant({ origin: { field } }: StoredTensor): boolean {
  return field !== 'initializer';
}

function isWeightLike({ dtype, dims, origin: { field } }: StoredTensor): boolean {
  return field === 'initializer' && dtype !== undefined && isFloat(dtype) && dims.some((dim) => dim > 1);
}

/** Whether other stored numbers multiply the result of an instance normalisation, with nothing but moves between. */
function isScaledAgain({ layers }: Draft, layer: LayerDraft): boolean {
  if (layer.detail?.kind !== 'normalization' || layer.detail.function !== 'instance') return false;
  let [value]: readonly (EdgeDraft | undefined)[] = layer.outputs;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [index, another] = value?.consumers ?? [];
    const reader = index === undefined ? undefined : layers[index];
    if (reader === undefined || another !== undefined) return false;
    if (isFollowed(reader) && reader.inputs[0] === value) [value] = reader.outputs;
    else {
      const isProduct = reader.detail?.kind === 'elementwise' && reader.detail.function === 'mul';
      return isProduct && reader.inputs.some((input) => input !== value && input?.provenance === 'constant');
    }
  }
  return false;
}
