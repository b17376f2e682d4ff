import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';

/** Of the matrices that a stored tensor holds along its first axis, those that a token is multiplied by. */
export interface PickedExperts {
  readonly all: Dim;
  readonly chosen: Dim;
}

/**
 * The experts that a Gather picks for each token out of the weights of all (`W[chosen]`), the tensor having an axis of
 * experts before those of a matrix; undefined where anything else reads it, or the number is not known.
 */
export function pickedExperts(draft: Draft, edges: readonly EdgeDraft[]): PickedExperts | undefined {
  const open = new Set(edges);
  let picked: PickedExperts | undefined;
  for (const edge of open) {
    for (const index of edge.consumers) {
      const layer = draft.layers[index];
      const [output] = layer?.outputs ?? [];
      if (layer === undefined || layer.inputs[0] !== edge) return undefined;
      if (isConversion(layer) && output !== undefined) {
        open.add(output);
        continue;
      }
      const here = pickedBy(layer);
      if (here === undefined || (picked !== undefined && here.chosen !== picked.chosen)) return undefined;
      picked = here;
    }
  }
  return picked;
}

function pickedBy({ detail, inputs: [weights, indices] }: LayerDraft): PickedExperts | undefined {
  if (detail?.kind !== 'movement' || detail.function !== 'gather' || detail.axis !== 0) return undefined;
  if (!isRanked(weights?.type) || !isRanked(indices?.type) || indices.provenance !== 'data') return undefined;
  const [all, ...matrix] = weights.type.shape;
  const chosen = indices.type.shape.length === 0 ? 1 : indices.type.shape.at(-1);
  if (all === undefined || matrix.length < 2 || chosen === undefined) return undefined;
  return isKnown(all) && isKnown(chosen) && chosen < all ? { all, chosen } : undefined;
}

function isConversion({ detail }: LayerDraft): boolean {
  return detail?.kind === 'quantization' || (detail?.kind === 'movement' && detail.function === 'cast');
}
