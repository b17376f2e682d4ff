import { toNumber } from '../../dim/index.js';
import { bitsOf, isFloat, isInteger } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { PackedWeight } from '../../ops/index.js';
import type { Draft, EdgeDraft } from '../walk/draft.js';
import { isData, tensorTypeOf } from './stored-uses.js';

/** A chain of layers that unpacks weights has a dozen layers. */
const MAX_LAYERS = 128;

/**
 * The packing of the integers of a stored tensor, where layers that run at load take them apart by shifts and masks.
 */
export type SpelledOut = { readonly kind: 'weight'; readonly packed: PackedWeight } | { readonly kind: 'scale' };

/**
 * Weights that a graph unpacks at load, with shifts, masks and conversions, before a layer computes with them. The
 * elements of the unpacked tensor are the numbers that the stored tensor holds; a stored tensor that unpacks to a small
 * part of these holds their zero points.
 */
export function spelledOutPacking(
  draft: Draft,
  stored: StoredTensor,
  starts: readonly EdgeDraft[],
): SpelledOut | undefined {
  const bits = stored.dtype === undefined || !isInteger(stored.dtype) ? undefined : bitsOf(stored.dtype);
  if (bits === undefined || bits > 32) return undefined;
  const [start] = starts;
  const held = start?.elements === undefined ? undefined : toNumber(start.elements);
  if (held === undefined || held <= 1) return undefined;
  const numbers = numbersMadeOf(draft, starts);
  if (numbers === undefined || numbers === 0) return undefined;
  const width = (bits * held) / numbers;
  if (Number.isInteger(width) && width >= 1 && width <= 8) {
    return { kind: 'weight', packed: { numbers, type: `int${width}` } };
  }
  return width < 1 ? { kind: 'scale' } : undefined;
}

/**
 * The elements of the largest floating-point constant that layers which run read, among those made of a value at load.
 */
function numbersMadeOf({ layers }: Draft, starts: readonly EdgeDraft[]): number | undefined {
  const seen = new Set<EdgeDraft>(starts);
  const open = [...starts];
  let most: number | undefined;
  for (let edge = open.pop(); edge !== undefined && seen.size <= MAX_LAYERS; edge = open.pop()) {
    const dtype = tensorTypeOf(edge);
    for (const index of edge.consumers) {
      const layer = layers[index];
      if (layer === undefined) continue;
      const role = layer.operator?.roleOf(layer.inputs.indexOf(edge)) ?? 'activation';
      if (layer.category === 'constant') {
        if (!isData(role)) continue;
        for (const output of layer.outputs) {
          if (output === undefined || seen.has(output)) continue;
          seen.add(output);
          open.push(output);
        }
      } else if (dtype !== undefined && isFloat(dtype) && (role === 'weight' || isData(role))) {
        const elements = edge.elements === undefined ? undefined : toNumber(edge.elements);
        if (elements !== undefined) most = Math.max(most ?? 0, elements);
      }
    }
  }
  return most;
}
