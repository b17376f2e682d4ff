import { isKnown, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Coverage, Layer, Totals } from '../analysis.js';
import { countNames, runCounts, storedCounts } from './counts.js';
import type { Counts, RunCount, StoredCount } from './counts.js';
import { perInference } from './per-inference.js';

/** Sums over a model's layers: work by the number of runs, stored tensors once. The peak is worked out when needed. */
export function sumTotals(layers: readonly Layer[], peak: () => Dim | undefined): Totals {
  const stored = storedCounts.map((count) => [count, sumStored(layers, count)] as const);
  const run = runCounts.map((count) => [count, sumOfRun(layers, count)] as const);
  // The lists have every count.
  const counts = Object.fromEntries([...stored, ...run]) as Record<keyof Counts, Dim>;
  let running = 0;
  for (const layer of layers) if (isRunning(layer)) running++;
  return {
    layers: running,
    ...counts,
    get peakBytes() {
      return peak();
    },
  };
}

// Most counts of most layers are 0.
function sumStored(layers: readonly Layer[], count: StoredCount): Dim {
  const parts: Dim[] = [];
  for (const layer of layers) if (layer[count] !== 0) parts.push(layer[count]);
  return sum(parts);
}

function sumOfRun(layers: readonly Layer[], count: RunCount): Dim {
  const parts: Dim[] = [];
  for (const layer of layers) {
    const each = layer[count];
    if (each === undefined || each === 0) continue;
    const isOnce = layer.times === 1 && typeof each === 'number';
    parts.push(isOnce ? each : perInference(layer, countNames[count], each));
  }
  return sum(parts);
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
  if (layer.times === 0) return true;
  for (const count of runCounts) if (layer[count] === undefined) return false;
  return true;
}

/** How much of the model the totals cover. */
export function measureCoverage(layers: readonly Layer[]): Coverage {
  const unknownOps = new Map<string, number>();
  let running = 0;
  let shaped = 0;
  let costed = 0;
  for (const layer of layers) {
    if (!isRunning(layer)) continue;
    running++;
    if (layer.operator === undefined && layer.times !== 0) {
      const name = layer.node.domain === 'ai.onnx' ? layer.node.opType : `${layer.node.domain}.${layer.node.opType}`;
      unknownOps.set(name, (unknownOps.get(name) ?? 0) + 1);
    }
    if (isCosted(layer)) costed++;
    if (isShaped(layer)) shaped++;
  }
  const costedElements = costed === running ? 1 : costedShare(layers.filter(isRunning));
  return { layers: running, shaped, costed, costedElements, unknownOps };
}

function isShaped({ outputs }: Layer): boolean {
  for (const edge of outputs) if (edge?.type.kind === 'tensor' && !isRanked(edge.type)) return false;
  return true;
}

/** The share of the output elements that costed layers give; undefined while it is not known. */
function costedShare(running: readonly Layer[]): number | undefined {
  const covered: Dim[] = [];
  const all: Dim[] = [];
  for (const layer of running) {
    const known = isCosted(layer);
    for (const edge of layer.outputs) {
      if (edge?.type.kind !== 'tensor') continue;
      if (edge.elements === undefined) return undefined;
      all.push(edge.elements);
      if (known) covered.push(edge.elements);
    }
  }
  return shareOf(covered, all);
}

/** The share that one sum is of another; undefined unless both are known. */
function shareOf(parts: readonly Dim[], wholes: readonly Dim[]): number | undefined {
  if (!wholes.every(isKnown) || !parts.every(isKnown)) return undefined;
  const [part, whole] = [sum(parts), sum(wholes)];
  return isKnown(part) && isKnown(whole) && whole > 0 ? Number(part) / Number(whole) : undefined;
}
