import { isKnown, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Coverage, Layer, Totals } from '../analysis.js';
import { runCounts, storedCounts } from './counts.js';
import type { Counts } from './counts.js';
import { countPerInference } from './per-inference.js';

/** Sums over a model's layers: work by the number of runs, stored tensors once. The peak is worked out when needed. */
export function sumTotals(layers: readonly Layer[], peak: () => Dim | undefined): Totals {
  const stored = storedCounts.map((count) => [count, sumNonZero(layers.map((layer) => layer[count]))] as const);
  const run = runCounts.map(
    (count) => [count, sumNonZero(layers.map((layer) => countPerInference(layer, count)))] as const,
  );
  // The lists have every count.
  const counts = Object.fromEntries([...stored, ...run]) as Record<keyof Counts, Dim>;
  return {
    layers: layers.filter(isRunning).length,
    ...counts,
    get peakBytes() {
      return peak();
    },
  };
}

/** The sum of some parts. Zeros are left out first, since most counts of most layers are 0. */
function sumNonZero(parts: readonly Dim[]): Dim {
  return sum(parts.filter((part) => part !== 0));
}

/** Whether a layer does work on data: it is neither constant nor shape arithmetic. */
export function isRunning({ category }: Pick<Layer, 'category'>): boolean {
  return category !== 'constant' && category !== 'shape';
}

/**
 * Whether every figure that the totals sum is known for a layer; the bytes of strings, for example, are not. A layer
 * that never runs adds nothing, so it counts as known.
 */
export function isCosted(layer: Layer): boolean {
  return layer.times === 0 || runCounts.every((count) => layer[count] !== undefined);
}

/** How much of the model the totals cover. */
export function measureCoverage(layers: readonly Layer[]): Coverage {
  const running = layers.filter(isRunning);
  const unknownOps = new Map<string, number>();
  let shaped = 0;
  let costed = 0;
  const covered: Dim[] = [];
  const all: Dim[] = [];
  let open = false;
  for (const layer of running) {
    if (layer.operator === undefined && layer.times !== 0) {
      const name = layer.node.domain === 'ai.onnx' ? layer.node.opType : `${layer.node.domain}.${layer.node.opType}`;
      unknownOps.set(name, (unknownOps.get(name) ?? 0) + 1);
    }
    const known = isCosted(layer);
    if (known) costed++;
    if (layer.outputs.every((edge) => edge === undefined || edge.type.kind !== 'tensor' || isRanked(edge.type))) {
      shaped++;
    }
    for (const edge of layer.outputs) {
      if (edge?.type.kind !== 'tensor') continue;
      if (edge.elements === undefined) {
        open = true;
        continue;
      }
      all.push(edge.elements);
      if (known) covered.push(edge.elements);
    }
  }
  const share = costed === running.length ? 1 : open ? undefined : shareOf(covered, all);
  return { layers: running.length, shaped, costed, costedElements: share, unknownOps };
}

/** The share that one sum is of another; undefined unless both are known. */
function shareOf(parts: readonly Dim[], wholes: readonly Dim[]): number | undefined {
  if (!wholes.every(isKnown) || !parts.every(isKnown)) return undefined;
  const [part, whole] = [sum(parts), sum(wholes)];
  return isKnown(part) && isKnown(whole) && whole > 0 ? Number(part) / Number(whole) : undefined;
}
