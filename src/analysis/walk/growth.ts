import {
  add,
  bind,
  equals,
  minimum,
  multiply,
  subtract,
  sumOver,
  symbol,
  symbolsOf,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Value } from '../../ir/index.js';
import { dimsOf, TOTAL } from './value-dims.js';

/** A part of a loop's state: before the first pass, at the start of any pass, and after it. */
export interface StatePart {
  readonly initial: Value;
  readonly before: Value;
  readonly after: Value;
}

interface Moving {
  readonly name: string;
  readonly start: Dim;
  readonly next: Dim;
}

/**
 * Formulas for the symbols that stand for changing sizes of a loop's state, in the number of the pass, `pass`, counted
 * from 0: a size that grows by a step is a sum of steps; one that is another size from the first pass on stays that
 * size. A symbol that follows no such rule is left out.
 */
export function solveGrowth(
  parts: readonly StatePart[],
  moving: ReadonlySet<string>,
  pass: string,
): ReadonlyMap<string, Dim> {
  const open = new Map(parts.flatMap((part) => movingIn(part, moving)).map((each) => [each.name, each]));
  const solved = new Map<string, Dim>();
  const isSteady = (dim: Dim): boolean => [...symbolsOf(dim)].every((name) => !moving.has(name));
  for (let found = true; found;) {
    found = false;
    for (const { name, start, next } of open.values()) {
      const formula = unlessTooLarge(() => formulaOf(name, start, bind(next, solved), pass, isSteady));
      if (formula === undefined) continue;
      solved.set(name, formula);
      open.delete(name);
      found = true;
    }
  }
  return solved;
}

function formulaOf(
  name: string,
  start: Dim,
  next: Dim,
  pass: string,
  isSteady: (dim: Dim) => boolean,
): Dim | undefined {
  const step = subtract(next, symbol(name));
  if (isSteady(step)) {
    const growth = sumOver(step, pass, symbol(pass));
    return growth === undefined ? undefined : add(start, growth);
  }
  if (!isSteady(next)) return undefined;
  // From the second pass on it has the value that the pass before left.
  const before = bind(next, new Map([[pass, subtract(symbol(pass), 1)]]));
  if (equals(bind(before, new Map([[pass, 0]])), start)) return before;
  if (symbolsOf(next).has(pass)) return undefined;
  return add(start, multiply(subtract(next, start), minimum(symbol(pass), 1)));
}

/**
 * The moving symbols of a part of the state that stand alone in a place of it, with what stands there at first and
 * after a pass.
 */
function movingIn({ initial, before, after }: StatePart, moving: ReadonlySet<string>): readonly Moving[] {
  const [first, during, last] = [dimsOf(initial), dimsOf(before), dimsOf(after)];
  return [...during].flatMap(([place, dim]) => {
    const [name, ...others] = symbolsOf(dim);
    const start = first.get(place) ?? (place.startsWith(TOTAL) && initialLength(initial) === 0 ? 0 : undefined);
    const next = last.get(place);
    if (name === undefined || others.length > 0 || !moving.has(name) || !equals(dim, symbol(name))) return [];
    return start === undefined || next === undefined ? [] : [{ name, start, next }];
  });
}

function initialLength(value: Value): Dim | undefined {
  return value.kind === 'sequence' ? value.length : undefined;
}
