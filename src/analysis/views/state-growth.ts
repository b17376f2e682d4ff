import { add, bind, isKnown, subtract, sum, symbol, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { CarriedState } from './carried-state.js';
import { evaluatorAt } from './evaluator.js';
import { stepSizes } from './step-sizes.js';
import type { StepDimensions } from './steps.js';
import { sumOf } from '../../text/index.js';

/** The bytes by which states grow, for a batch of 1. */
export interface Growth {
  readonly perUnit: readonly { readonly symbol: string; readonly bytes: number }[];
  /** With each token; undefined where dimensions do not tell. */
  readonly perTokenBytes: number | undefined;
}

/** States that grow until a window is full. */
export interface StateWindow {
  readonly tokens: number;
  readonly perTokenBytes: number;
}

/** The growth of states that take so many bytes as `sizes` say. */
export function growthOf(
  states: readonly CarriedState[],
  sizes: readonly (Dim | undefined)[],
  dimensions: StepDimensions | undefined,
): Growth {
  if (dimensions?.pages !== undefined) return growthOfPages(sizes, dimensions.pages, dimensions.attended);
  const pasts = [...(dimensions?.past.keys() ?? [])];
  // Where some states grow without end and others hold a window, all tokens are counted by the past of the former.
  const bases = pasts.length > 0 && (dimensions?.total.length ?? 0) > 0 ? pasts : pasts.slice(0, 1);
  const units = (bases.length === 0 ? [undefined] : bases)
    .map((past) => unitsOf(sizes, meaningOf(dimensions, past)))
    .reduce((most, each) => (each.size > most.size ? each : most));
  return {
    perUnit: [...units].map(([name, bytes]) => ({ symbol: name, bytes })),
    perTokenBytes: dimensions === undefined ? undefined : bytesOfToken(states, sizes, dimensions),
  };
}

/** What one more token adds to states that grow without end, or takes of the longest buffers of fixed size. */
function bytesOfToken(
  states: readonly CarriedState[],
  sizes: readonly (Dim | undefined)[],
  dimensions: StepDimensions,
): number | undefined {
  const { places, room, given } = dimensions;
  if (given !== undefined) {
    const all = sizesAt(sizes, given.context, dimensions).filter((_, index) => {
      const input = states[index]?.input;
      return input !== undefined && given.states.has(input);
    });
    return all.every((size) => size !== undefined) ? sumOf(all) / given.context : undefined;
  }
  if (places.length > 0) return sumOf(places.filter(({ tokens }) => tokens === room).map((each) => each.perTokenBytes));
  const end = endOf(dimensions);
  const [before, after] = [end - 1, end].map((context) => sizesAt(sizes, context, dimensions));
  if (before === undefined || after === undefined) return undefined;
  const more = after.map((size, state) => (size ?? NaN) - (before[state] ?? NaN));
  return more.some(Number.isNaN) ? undefined : sumOf(more);
}

/**
 * The sizes of states after a run that ends with so many tokens in its context; a size that no context tells stays as
 * it is.
 */
function sizesAt(
  sizes: readonly (Dim | undefined)[],
  context: number,
  dimensions: StepDimensions,
): readonly (number | undefined)[] {
  const kind = dimensions.begins ? 'prefill' : 'decode';
  const at = evaluatorAt(
    new Map([...stepSizes(kind, context, dimensions), ...dimensions.free.map((name) => [name, 1] as const)]),
  );
  return sizes.map((size) => at(size));
}

/** The growth of a cache in pages, by the bytes of one place: the keys and values of one token. */
function growthOfPages(
  sizes: readonly (Dim | undefined)[],
  pages: NonNullable<StepDimensions['pages']>,
  attended: StepDimensions['attended'],
): Growth {
  const size = sumKnown(sizes);
  const one = new Map([...symbolsOf(pages.size)].map((name): [string, Dim] => [name, 1]));
  const [count, another] = symbolsOf(pages.count);
  const page = bind(pages.size, one);
  if (size === undefined || !isKnown(page) || count === undefined || another !== undefined) {
    return { perUnit: [], perTokenBytes: undefined };
  }
  const ofPage = unitsOf([bind(size, one)], new Map()).get(count);
  const bytes = ofPage === undefined ? undefined : ofPage / Number(page);
  return {
    perUnit: bytes === undefined ? [] : [...attended.keys()].map((name) => ({ symbol: name, bytes })),
    perTokenBytes: bytes,
  };
}

/** No context is as long; the bytes of a state are exact numbers there. */
const ENDLESS = 2 ** 30;

/** The longest context: a window that is longer is never full. */
function endOf({ step, positions = ENDLESS }: StepDimensions): number {
  return Math.max(Math.min(positions, ENDLESS), step + 2);
}

/** The windows of states, each with the bytes of those that it bounds. */
export function windowsOf(sizes: readonly (Dim | undefined)[], dimensions: StepDimensions): readonly StateWindow[] {
  if (dimensions.given !== undefined) return [];
  const sizeAt = (context: number) => sizesAt(sizes, context, dimensions);
  const longest = endOf(dimensions);
  const { step } = dimensions;
  const [first, second, last, end] = [sizeAt(step), sizeAt(step + 1), sizeAt(longest - 1), sizeAt(longest)];
  const windows = new Map<number, number>();
  for (const { tokens, perTokenBytes } of dimensions.places) {
    if (tokens !== dimensions.room) windows.set(tokens, (windows.get(tokens) ?? 0) + perTokenBytes);
  }
  for (const [state] of sizes.entries()) {
    const [one, two, most, after] = [first[state], second[state], last[state], end[state]];
    if (one === undefined || two === undefined || most === undefined || two <= one || most !== after) continue;
    const tokens = step + (most - one) / (two - one);
    windows.set(tokens, (windows.get(tokens) ?? 0) + two - one);
  }
  return [...windows].map(([tokens, perTokenBytes]) => ({ tokens, perTokenBytes }));
}

/** A batch of 1, and all tokens as those of the past and those that are added. */
function meaningOf(dimensions: StepDimensions | undefined, past: string | undefined): ReadonlyMap<string, Dim> {
  const { batch = [], total = [], added, attended = [] } = dimensions ?? {};
  const one: Dim = 1;
  const meaning = new Map<string, Dim>(past === undefined ? [] : batch.map((name) => [name, one]));
  if (past === undefined) return meaning;
  const all = add(symbol(past), added === undefined ? 1 : symbol(added));
  for (const name of total) meaning.set(name, all);
  for (const [name, rest] of attended) meaning.set(name, subtract(all, rest));
  return meaning;
}

/** The bytes that one more of each dimension adds to the sizes that grow evenly with it. */
function unitsOf(sizes: readonly (Dim | undefined)[], meaning: ReadonlyMap<string, Dim>): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const size of sizes) {
    const ofOne = size === undefined ? undefined : unlessTooLarge(() => bind(size, meaning));
    if (ofOne === undefined) continue;
    for (const name of symbolsOf(ofOne)) {
      const more = unlessTooLarge(() => subtract(bind(ofOne, new Map([[name, add(symbol(name), 1)]])), ofOne));
      if (more !== undefined && isKnown(more)) units.set(name, (units.get(name) ?? 0) + Number(more));
    }
  }
  return units;
}

/** The sum, where all parts are known. */
export function sumKnown(parts: readonly (Dim | undefined)[]): Dim | undefined {
  return parts.every((part) => part !== undefined) ? sum(parts) : undefined;
}
