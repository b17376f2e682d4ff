import { diffArrays } from 'diff';
import type { Analysis, Layer } from '../analysis/index.js';
import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { canonicalOrder } from './canonical-order.js';

/** Layers of two models that are one and the same, and those that have no counterpart. */
export interface Matching {
  readonly pairs: readonly (readonly [base: Layer, head: Layer])[];
  readonly removed: readonly Layer[];
  readonly added: readonly Layer[];
}

/**
 * Matches the layers of two models: first those that are alike in operator, settings and sizes, aligned in the graphs' own order; of the rest those of the
 * same name and operator; of the rest those of the same operator, aligned likewise, where most are matched by then. Positions in the file and names that a re-export makes up play no part.
 */
export function matchLayers(base: Analysis, head: Analysis): Matching {
  const pairs: (readonly [Layer, Layer])[] = [];
  let before = canonicalOrder(base);
  let after = canonicalOrder(head);
  const settle = (found: readonly (readonly [Layer, Layer])[]): void => {
    pairs.push(...found);
    const taken = new Set<Layer>(found.flat());
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
  before: readonly Layer[],
  after: readonly Layer[],
  signature: (layer: Layer) => string,
): readonly (readonly [Layer, Layer])[] {
  const found: (readonly [Layer, Layer])[] = [];
  let [left, right] = [0, 0];
  for (const { count = 0, added, removed } of diffArrays(before.map(signature), after.map(signature))) {
    if (!added && !removed) {
      for (let step = 0; step < count; step++) {
        const [base, head] = [before[left + step], after[right + step]];
        if (base !== undefined && head !== undefined) found.push([base, head]);
      }
    }
    if (!added) left += count;
    if (!removed) right += count;
  }
  return found;
}

function byName(before: readonly Layer[], after: readonly Layer[]): readonly (readonly [Layer, Layer])[] {
  const names = new Map(after.map((layer) => [layer.label, layer]));
  return before.flatMap((layer) => {
    const other = names.get(layer.label);
    return other !== undefined && operatorOf(other) === operatorOf(layer) ? [[layer, other] as const] : [];
  });
}

function operatorOf({ node }: Layer): string {
  return `${node.domain}.${node.opType}`;
}

/** What makes two layers alike: operator, detail but for the bias that a folded normalisation leaves, and the outputs' sizes. */
function fullSignature(layer: Layer): string {
  const detail: object | undefined = layer.detail === undefined ? undefined : { ...layer.detail, bias: undefined };
  const shapes = layer.outputs.map((edge) =>
    edge?.type.kind === 'tensor'
      ? (edge.type.shape?.map((dim) => print(dim)).join('x') ?? '?')
      : (edge?.type.kind ?? '-'),
  );
  return `${operatorOf(layer)} ${shapes.join(' ')} ${JSON.stringify(detail, printDims)}`;
}

function printDims(_: string, item: unknown): unknown {
  if (typeof item === 'bigint') return String(item);
  return isExpression(item) ? print(item) : item;
}

function isExpression(item: unknown): item is Exclude<Dim, number | bigint> {
  return typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'expression';
}
