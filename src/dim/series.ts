import { add, multiply, product, raise, subtract, sum } from './arithmetic.js';
import { bind, symbolsOf } from './binding.js';
import { divideExactly, floorDivide } from './division.js';
import { fromAtom, fromTerms, isNonNegative, monomialOf, symbol, termsOf, toNumber } from './expression.js';
import type { Dim, Term } from './form.js';
import { unlessTooLarge } from './limits.js';

/** A sum of no closed form is added up term by term while it has at most so many. */
const MAX_ADDED_UP = 4096;

/**
 * A dim as a polynomial in one symbol: coefficients by power. Undefined when the symbol stands in a floor, minimum or
 * maximum.
 */
export function coefficientsIn(dim: Dim, name: string): readonly Dim[] | undefined {
  const byPower: Term[][] = [];
  for (const term of termsOf(dim)) {
    let power = 0;
    const others = term.monomial.factors.filter((factor) => {
      if (factor.atom.kind !== 'symbol' || factor.atom.name !== name) return true;
      power = factor.power;
      return false;
    });
    if (others.some(({ atom }) => atom.kind !== 'symbol' && symbolsOf(fromAtom(atom)).has(name))) return undefined;
    const list = (byPower[power] ??= []);
    list.push(power === 0 ? term : { coefficient: term.coefficient, monomial: monomialOf(others) });
  }
  return Array.from(byPower, (terms) => sum((terms ?? []).map((term) => fromTerms([term]))));
}

/** Sums of powers, 0^k + … + (n − 1)^k, as coefficients of n, n², … over a denominator (Faulhaber's formulas). */
const powerSums: readonly { readonly coefficients: readonly number[]; readonly denominator: number }[] = [
  { coefficients: [1], denominator: 1 },
  { coefficients: [-1, 1], denominator: 2 },
  { coefficients: [1, -3, 2], denominator: 6 },
  { coefficients: [0, 1, -2, 1], denominator: 4 },
  { coefficients: [-1, 0, 10, -15, 6], denominator: 30 },
];

/** A multiple of every denominator of `powerSums`. */
const COMMON_DENOMINATOR = 60;

/**
 * The sum of a dim over a symbol's values 0, 1, …, count − 1. Undefined when it has no closed form and the count is not
 * a number that small, and when the formula grows too large.
 */
export function sumOver(dim: Dim, name: string, count: Dim): Dim | undefined {
  if (!symbolsOf(dim).has(name)) return unlessTooLarge(() => multiply(dim, count));
  return unlessTooLarge(() => {
    const coefficients = coefficientsIn(dim, name);
    if (coefficients !== undefined && coefficients.length <= powerSums.length) return closedSum(coefficients, count);
    const number = toNumber(count);
    if (number === undefined || number > MAX_ADDED_UP) return undefined;
    return sum(Array.from({ length: number }, (_, value) => bind(dim, new Map([[name, value]]))));
  });
}

function closedSum(coefficients: readonly Dim[], count: Dim): Dim {
  const scaled = coefficients.map((coefficient, power) => {
    const { coefficients: list, denominator } = powerSums[power] ?? { coefficients: [], denominator: 1 };
    const powers = list.map((factor, index) =>
      multiply(raise(count, index + 1), (factor * COMMON_DENOMINATOR) / denominator),
    );
    return product([coefficient, sum(powers)]);
  });
  const total = sum(scaled);
  return divideExactly(total, COMMON_DENOMINATOR) ?? floorDivide(total, COMMON_DENOMINATOR);
}

/** The dims of which a dim is the greatest: those of `max(…)`, else itself. */
function greatestOf(dim: Dim): readonly Dim[] {
  const [term, ...others] = termsOf(dim);
  const [factor, another] = term?.monomial.factors ?? [];
  const isAtom = others.length === 0 && another === undefined && term?.coefficient === 1 && factor?.power === 1;
  return isAtom && factor?.atom.kind === 'maximum' ? factor.atom.arguments : [dim];
}

/**
 * The greatest value of a dim over a symbol's values 0, 1, …, count − 1, where one end has it: the dim rises, falls, or
 * is linear in the symbol, or is the greatest of dims that are so. Undefined where that cannot be told.
 */
export function greatestOver(dim: Dim, name: string, count: Dim): readonly Dim[] | undefined {
  if (!symbolsOf(dim).has(name)) return [dim];
  const parts = greatestOf(dim);
  if (parts.length > 1) {
    const greatest = parts.map((part) => greatestOver(part, name, count));
    return greatest.every((each) => each !== undefined) ? greatest.flat() : undefined;
  }
  return unlessTooLarge(() => {
    const at = (value: Dim): Dim => bind(dim, new Map([[name, value]]));
    const coefficients = coefficientsIn(dim, name);
    const last = subtract(count, 1);
    const rising = coefficients?.slice(1).every(isNonNegative);
    if (rising === true) return [at(last)];
    if (coefficients !== undefined && coefficients.length <= 2) return [at(0), at(last)];
    const number = toNumber(count);
    if (number === undefined || number > MAX_ADDED_UP) return undefined;
    return Array.from({ length: number }, (_, value) => at(value));
  });
}

/** The dim of a symbol, for `bind`. */
export function shifted(name: string, by: number): ReadonlyMap<string, Dim> {
  return new Map([[name, add(symbol(name), by)]]);
}
