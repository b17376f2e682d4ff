import { diffArrays } from 'diff';
import { print } from '../dim/index.js';
import type { Report, ReportLayer } from '../report/index.js';
import { canonicalOrder } from './canonical-order.js';

/**
 * Layers added and removed up to which two orders are aligned as well as can be: that takes time in proportion to their
 * square. Networks that differ more are matched layer by layer, in the order in which those of a kind come.
 */
const MOST_EDITS = 1000;

/** Layers of two models that are one and the same, and those that have no counterpart. */
export interface Matching {
  readonly pairs: readonly (readonly [base: ReportLayer, head: ReportLayer])[];
  readonly removed: readonly ReportLayer[];
  readonly added: readonly ReportLayer[];
}

/**
 * Matches the layers of two models: first those that are alike in operator, settings and sizes, aligned in the graphs'
 * own order; of the rest those of the same name and operator; of the rest those of the same operator, aligned in the
 * order of both graphs, where most are matched by then. Positions in the file and names that a re-export makes up play
 * no part.
 */
export function matchLayers(base: Report, head: Report): Matching {
  const pairs: (readonly [ReportLayer, ReportLayer])[] = [];
  let before = canonicalOrder(base);
  let after = canonicalOrder(head);
  const settle = (found: readonly (readonly [ReportLayer, ReportLayer])[]): void => {
    for (const pair of found) pairs.push(pair);
    const taken = new Set<ReportLayer>(found.flat());
    before = before.filter((layer) => !taken.has(layer));
    after = after.filter((layer) => !taken.has(layer));
  };
  settle(align(before, after, fullSignature));
  settle(byName(before, after));
  // Two networks that share little are no versions of one another: to pair off their convolutions would say nothing.
  if (pairs.length >= Math.min(before.length, after.length)) settle(align(before, after, operatorOf));
  return { pairs, removed: before, added: after };
}

function align(
  before: readonly ReportLayer[],
  after: readonly ReportLayer[],
  signature: (layer: ReportLayer) => string,
): readonly (readonly [ReportLayer, ReportLayer])[] {
  const [base, head] = [before.map(signature), after.map(signature)];
  const difference = diffArrays(base, head, { maxEditLength: MOST_EDITS });
  if (difference === undefined) return inTurn(before, base, after, head);
  const found: (readonly [ReportLayer, ReportLayer])[] = [];
  let [left, right] = [0, 0];
  for (const { count = 0, added, removed } of difference) {
    if (!added && !removed) {
      for (let step = 0; step < count; step++) {
        const [old, current] = [before[left + step], after[right + step]];
        if (old !== undefined && current !== undefined) found.push([old, current]);
      }
    }
    if (!added) left += count;
    if (!removed) right += count;
  }
  return found;
}

/** Layers of one signature in the order in which they come. */
function inTurn(
  before: readonly ReportLayer[],
  base: readonly string[],
  after: readonly ReportLayer[],
  head: readonly string[],
): readonly (readonly [ReportLayer, ReportLayer])[] {
  const waiting = new Map<string, { readonly layers: ReportLayer[]; next: number }>();
  after.forEach((layer, index) => {
    const key = head[index] ?? '';
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, { layers: [layer], next: 0 });
    else same.layers.push(layer);
  });
  return before.flatMap((layer, index) => {
    const same = waiting.get(base[index] ?? '');
    const other = same?.layers[same.next];
    if (same === undefined || other === undefined) return [];
    same.next += 1;
    return [[layer, other] as const];
  });
}

function byName(
  before: readonly ReportLayer[],
  after: readonly ReportLayer[],
): readonly (readonly [ReportLayer, ReportLayer])[] {
  const names = new Map(after.map((layer) => [layer.label, layer]));
  return before.flatMap((layer) => {
    const other = names.get(layer.label);
    return other !== undefined && operatorOf(other) === operatorOf(layer) ? [[layer, other] as const] : [];
  });
}

function operatorOf({ domain, op }: ReportLayer): string {
  return `${domain}.${op}`;
}

/**
 * The text by which two layers are alike: operator, detail but for the bias that a folded normalisation leaves, and the
 * outputs' sizes.
 */
function fullSignature(layer: ReportLayer): string {
  const detail: object | null = layer.detail === null ? null : { ...layer.detail, bias: undefined };
  const shapes = layer.outputs.map((value) => {
    if (value === null) return '-';
    return 'shape' in value ? (value.shape?.map((dim) => print(dim)).join('x') ?? '?') : value.type;
  });
  return `${operatorOf(layer)} ${shapes.join(' ')} ${JSON.stringify(detail)}`;
}
