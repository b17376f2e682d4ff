import { bind, equals, isKnown, symbol, symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis } from '../analysis.js';
import { evaluatorAt } from './evaluator.js';
import type { StepDimensions } from './steps.js';

/** The tokens of a page of a cache where the model leaves the number open: the fewest that onnxruntime takes. */
const USUAL_PAGE = 16;

/**
 * The sizes of a run whose context has so many tokens at its end: a prefill is given all of them, a step the last ones.
 */
export function stepSizes(
  kind: 'prefill' | 'decode',
  context: number,
  { added, step, past, total, free, batch, settled, attended, pages }: StepDimensions,
): ReadonlyMap<string, number> {
  const given = kind === 'prefill' ? context : step;
  const before = context - given;
  const first = new Map<string, number>([
    ...[...past.keys()].map((name) => [name, 0] as const),
    ...total.map((name) => [name, before] as const),
  ]);
  if (added !== undefined) first.set(added, before);
  /**
   * The places that are filled before the run: as many as a run over all tokens before it would leave. A buffer of
   * fixed size has room for all.
   */
  const filled = (name: string, after: Dim): number => {
    if (equals(after, symbol(name))) return context;
    const left = bind(after, first);
    return isKnown(left) && added !== undefined ? Number(left) : before;
  };
  const sizes = new Map<string, number>([
    ...batch.map((name) => [name, 1] as const),
    ...(added === undefined ? [] : [[added, given] as const]),
    ...[...past].map(([name, after]) => [name, filled(name, after)] as const),
    ...[...total, ...free].map((name) => [name, context] as const),
    ...settled,
  ]);
  for (const [name, rest] of attended) {
    const besides = bind(rest, sizes);
    if (isKnown(besides)) sizes.set(name, context - Number(besides));
  }
  if (pages !== undefined) {
    const page = isKnown(pages.size) ? Number(pages.size) : USUAL_PAGE;
    for (const name of symbolsOf(pages.size)) sizes.set(name, page);
    for (const name of symbolsOf(pages.count)) sizes.set(name, Math.ceil(context / page));
    for (const name of symbolsOf(pages.each)) sizes.set(name, Math.ceil(context / page));
  }
  return sizes;
}

/** Sizes with those that operators say by them. */
export function sizesToldAt({ symbols }: Analysis, sizes: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const all = new Map(sizes);
  const at = evaluatorAt(sizes);
  for (const { symbol: name, usual } of symbols) {
    const size = all.has(name) ? undefined : at(usual);
    if (size !== undefined) all.set(name, size);
  }
  return all;
}
