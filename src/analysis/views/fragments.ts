import { print } from '../../dim/index.js';
import type { Analysis } from '../analysis.js';
import { activationGraphOf } from './activation-graph.js';
import { findAntichain } from './antichain.js';
import { branchesOf } from './branches.js';
import type { Branch } from './branches.js';
import { fragmentSize } from './fragment-size.js';
import { isWideEnough } from './width-bound.js';
import { append } from '../../text/index.js';

/** A branch of a network and the most fragments of one output size in it that no path orders. */
export interface Fragmented {
  readonly branch: Branch;
  /** Layers that can run side by side. */
  readonly fragments: readonly number[];
}

/**
 * No branch of a real network has more candidates. Of more, the most that stand at one depth are taken for the widest
 * set: no path joins them.
 */
const MAX_CANDIDATES = 4096;

/**
 * The widest set of fragments of every branch, small branches first; layers of one that reaches `threshold` do not
 * count again in those around it. Sets of fewer than `least` fragments, at most the threshold, are left out.
 */
export function fragmentsOf(analysis: Analysis, threshold: number, least: number): readonly Fragmented[] {
  const { layers } = analysis;
  // To find branches takes a while, and in most networks none is wide enough.
  if (!isWideEnough(analysis, least)) return [];
  const counted = new Set<number>();
  return branchesOf(analysis).list.flatMap((branch): Fragmented[] => {
    const bySize = new Map<string, number[]>();
    for (const index of branch.layers) {
      const size = counted.has(index) ? undefined : fragmentSize(layers[index]);
      if (size === undefined) continue;
      const key = print(size);
      append(bySize, key, index);
    }
    let fragments: readonly number[] = [];
    for (const candidates of bySize.values()) {
      if (candidates.length < least || candidates.length <= fragments.length) continue;
      const widest = sideBySide(analysis, branch, candidates);
      if (widest.length > fragments.length) fragments = widest;
    }
    if (fragments.length >= threshold) for (const index of branch.layers) counted.add(index);
    return fragments.length < least ? [] : [{ branch, fragments }];
  });
}

/** The largest set of candidates of which no path leads from one to another. */
function sideBySide(analysis: Analysis, { layers }: Branch, candidates: readonly number[]): readonly number[] {
  const { successors } = activationGraphOf(analysis);
  if (candidates.length > MAX_CANDIDATES) return mostAtOneDepth(layers, successors, candidates);
  const positions = new Map(layers.map((index, position) => [index, position]));
  const local = layers.map((index) => (successors[index] ?? []).flatMap((next) => positions.get(next) ?? []));
  const chosen = new Set(candidates.flatMap((index) => positions.get(index) ?? []));
  return findAntichain(local, chosen).flatMap((position) => layers[position] ?? []);
}

/** The most candidates that are as many layers from the branch's start. */
function mostAtOneDepth(
  layers: readonly number[],
  successors: readonly (readonly number[])[],
  candidates: readonly number[],
): readonly number[] {
  const depths = new Map<number, number>();
  for (const index of layers) {
    const depth = depths.get(index) ?? 0;
    for (const next of successors[index] ?? []) depths.set(next, Math.max(depths.get(next) ?? 0, depth + 1));
  }
  const byDepth = new Map<number, number[]>();
  let most: readonly number[] = [];
  for (const index of candidates) {
    const depth = depths.get(index) ?? 0;
    const same = byDepth.get(depth) ?? [];
    same.push(index);
    byDepth.set(depth, same);
    if (same.length > most.length) most = same;
  }
  return most;
}
