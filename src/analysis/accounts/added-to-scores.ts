import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { arithmetic, countOf, functionOf, lengthsOf } from './arithmetic.js';
import { isFollowed } from './provenance.js';
import { rankOf } from '../sizes.js';
import type { Use } from './stored-uses.js';

/** The most layers between a mask and all the scores that it is added to: four in each of 128 blocks. */
const MAX_STEPS = 512;

/** The functions, besides arithmetic, that put masks and scores together. */
const choices: ReadonlySet<string> = new Set(['where', 'max', 'min', 'clip']);

/**
 * Whether a constant is what a formula adds to the scores of attention: a mask, which is the same for all heads; a bias
 * that falls evenly with the distance; the slopes of such a bias, each of which multiplies distances. `source` is the
 * tensor as it is stored, `isWeighed` tells whether weights were applied to what a layer gives.
 */
export function isOfScores(
  draft: Draft,
  { layer, position, edge }: Use,
  source: EdgeDraft,
  isWeighed: (producer: number) => boolean,
): boolean {
  const isOfForm =
    isShared(edge) ||
    (rankOf(edge) === rankOf(source) && isShared(source)) ||
    source.stored?.pattern === 'slopes' ||
    multipliesDistances();
  return isOfForm && endsInSoftmax(draft, layer);

  function multipliesDistances(): boolean {
    const other = layer.inputs[position === 0 ? 1 : 0];
    if (functionOf(layer) !== 'mul' || other === undefined || countOf(source) === 1) return false;
    if (lengthsOf(edge)?.at(-1) !== 1) return false;
    return other.producer === undefined ? other.stored !== undefined : !isWeighed(other.producer);
  }
}

/** Whether a table has a number for each pair of places, the same for all heads. */
function isShared(table: EdgeDraft): boolean {
  const lengths = lengthsOf(table);
  if (lengths === undefined || (lengths.at(-3) ?? 1) !== 1) return false;
  return (lengths.at(-1) ?? 1) > 1 && (lengths.at(-2) ?? 1) > 1;
}

/** Whether a layer's result ends, step by step, in inputs of a Softmax and nowhere else. */
function endsInSoftmax({ layers }: Draft, start: LayerDraft): boolean {
  const open = [start];
  const seen = new Set(open);
  for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
    if (layer.detail?.kind === 'softmax') {
      if (layer === start) return false;
      continue;
    }
    const name = functionOf(layer) ?? '';
    if (!isFollowed(layer) && !arithmetic.has(name) && !choices.has(name)) return false;
    const readers = layer.outputs.flatMap((output) => output?.consumers ?? []);
    if (readers.length === 0) return false;
    for (const index of readers) {
      const reader = layers[index];
      if (reader === undefined || seen.has(reader)) continue;
      if (seen.size >= MAX_STEPS) return false;
      seen.add(reader);
      open.push(reader);
    }
  }
  return true;
}
