import { dataInputs, isRunning, isView, layersOfKind, readersOf } from '../../analysis/index.js';
import type { Analysis, Layer } from '../../analysis/index.js';
import type { Wishes } from '../../changes/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { toNumber } from '../../dim/index.js';
import { bytesText, thingsText } from '../../text/index.js';

/** Two Transposes with nothing but element-wise work between them. */
interface Pair {
  readonly first: Layer;
  readonly between: readonly Layer[];
  readonly second: Layer;
  /** Whether the second undoes the first; otherwise one Transpose can replace both. */
  readonly cancels: boolean;
}

export default defineRule({
  id: 'redundant-transpose',
  severity: 'info',
  summary: 'Two Transposes with only element-wise work between them are one, or none.',
  options: {},
  metric: { name: 'pairs', unit: 'count', of: (analysis) => pairsOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const pairs = pairsOf(analysis);
    for (const cancels of [true, false]) {
      const found = pairs.filter((pair) => pair.cancels === cancels);
      if (found.length === 0) continue;
      const layers = found.flatMap(({ first, second }) => [first.index, second.index]);
      const lostBytes = movedBytes(analysis, cancels ? layers : found.map(({ second }) => second.index));
      const moved = toNumber(lostBytes);
      const cost = moved === undefined ? '' : ` and move ${bytesText(moved)} for nothing`;
      yield {
        layers,
        lostBytes,
        message:
          `${placeOf(analysis, layers)}: ${thingsText(found.length, 'pair')} of Transposes with only ` +
          `element-wise work between ${cancels ? 'undo each other' : 'are one Transpose'}${cost}: ` +
          `${cancels ? 'take both out' : 'make one of two'}; onnxruntime does so at load`,
        mending: () => mendingOf(found),
        mendedBy: 'onnxruntime',
        data: { pairs: found.length, between: found.map(({ between }) => between.length) },
        key: cancels ? 'cancel' : 'merge',
      };
    }
  },
});

/**
 * Without the Transposes where they undo each other, else with one for both; undefined where constants between would
 * have to be turned as well.
 */
function mendingOf(pairs: readonly Pair[]): Wishes | undefined {
  const isTurned = ({ inputs }: Layer): boolean =>
    inputs.some((edge) => edge?.provenance === 'constant' && edge.elements !== 1);
  if (pairs.some(({ between }) => between.some(isTurned))) return undefined;
  const both = pairs.filter(({ cancels }) => cancels);
  const merged = pairs.filter(({ cancels }) => !cancels);
  return {
    removed: both.flatMap(({ first, second }) => [first.index, second.index]),
    reordered: both.flatMap(({ between }) => between.map(({ index }) => index)),
    gone: merged.map(({ first }) => first.index),
    nodes: new Map(
      merged.map(({ first, second }) => {
        const turned = permutationOf(first) ?? [];
        const value = (permutationOf(second) ?? []).map((axis) => turned[axis] ?? axis);
        const attributes = new Map([['perm', { kind: 'ints', value } as const]]);
        return [second.index, [{ ...second.node, inputs: first.node.inputs, attributes }]] as const;
      }),
    ),
  };
}

function pairsOf(analysis: Analysis): readonly Pair[] {
  const paired = new Set<Layer>();
  const pairs: Pair[] = [];
  for (const first of layersOfKind(analysis, 'movement')) {
    const permutation = permutationOf(first);
    if (permutation === undefined || paired.has(first)) continue;
    const { between, next } = followElementwise(analysis, first);
    const second = next === undefined ? undefined : permutationOf(next);
    if (next === undefined || second === undefined || second.length !== permutation.length) continue;
    const cancels = second.every((axis, position) => permutation[axis] === position);
    if (!cancels && between.length > 0) continue;
    paired.add(next);
    pairs.push({ first, between, second: next, cancels });
  }
  return pairs;
}

/** The permutation of a Transpose that moves data. */
function permutationOf(layer: Layer): readonly number[] | undefined {
  const { detail } = layer;
  return detail?.kind === 'movement' && detail.function === 'transpose' && isRunning(layer) && !isView(layer)
    ? detail.permutation
    : undefined;
}

/** The element-wise layers that follow one another and read nothing else but constants, and what comes after them. */
function followElementwise(
  analysis: Analysis,
  start: Layer,
): { readonly between: readonly Layer[]; readonly next: Layer | undefined } {
  const readers = readersOf(analysis);
  const between: Layer[] = [];
  for (let at = start; ;) {
    const [output, another] = at.outputs;
    const next = output === undefined || another !== undefined ? undefined : readers.only(output);
    if (next === undefined || !isElementwise(next)) return { between, next };
    between.push(next);
    at = next;
  }
}

function isElementwise(layer: Layer): boolean {
  const { detail } = layer;
  return (
    (detail?.kind === 'elementwise' || (detail?.kind === 'movement' && detail.function === 'cast')) &&
    dataInputs(layer).length === 1
  );
}
