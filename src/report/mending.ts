import type { Wishes } from '../changes/index.js';
import type { Finding, Times, Worth } from '../rules/index.js';
import type { MendingReport } from './findings.js';

/** The most changes that are tried together. */
const MOST = 16;

/**
 * The savings of mending findings together: those that save most first, each as far as it agrees with those before.
 * Undefined where no saving is known.
 */
export function mendingReport(findings: readonly Finding[], worthOf: Times['worthOf']): MendingReport | undefined {
  if (worthOf === undefined) return undefined;
  const saving = findings
    .filter(({ worth }) => worth?.gains === true)
    .toSorted((a, b) => (b.worth?.savedMs ?? 0) - (a.worth?.savedMs ?? 0))
    .slice(0, MOST);
  let together: Wishes = {};
  let worth: Extract<Worth, { kind: 'known' }> | undefined;
  let count = 0;
  for (const { wishes = {} } of saving) {
    const merged = merge(together, wishes);
    const next = merged === undefined ? undefined : worthOf(merged);
    if (merged === undefined || next?.kind !== 'known' || next.savedMs <= (worth?.savedMs ?? 0)) continue;
    together = merged;
    worth = next;
    count += 1;
  }
  return worth && { findings: count, savedMs: worth.savedMs, sigmaMs: worth.sigmaMs };
}

/** Two changes as one; undefined where they ask for different numbers. */
function merge(a: Wishes, b: Wishes): Wishes | undefined {
  const [channels, groups, kernels] = [
    union(a.channels, b.channels),
    union(a.groups, b.groups),
    union(a.kernels, b.kernels),
  ];
  const [nodes, tensors] = [union(a.nodes, b.nodes), union(a.tensors, b.tensors)];
  if (channels === undefined || groups === undefined || kernels === undefined) return undefined;
  if (nodes === undefined || tensors === undefined) return undefined;
  const both = (name: 'removed' | 'gone' | 'reordered'): readonly number[] => [
    ...new Set([...(a[name] ?? []), ...(b[name] ?? [])]),
  ];
  return {
    channels,
    groups,
    kernels,
    nodes,
    tensors,
    removed: both('removed'),
    gone: both('gone'),
    reordered: both('reordered'),
  };
}

function union<K, V>(
  a: ReadonlyMap<K, V> = new Map(),
  b: ReadonlyMap<K, V> = new Map(),
): ReadonlyMap<K, V> | undefined {
  return [...b].some(([key, value]) => (a.get(key) ?? value) !== value) ? undefined : new Map([...a, ...b]);
}
