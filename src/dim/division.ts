import { add, addTerms, multiply, multiplyMonomials } from './arithmetic.js';
import { atomOf, compareAtoms, floorAtom, fromAtom, fromTerms, monomialOf, soleAtom, termsOf } from './expression.js';
import type { Dim, Factor, Monomial, Term } from './form.js';
import {
  divideIntegersExactly,
  floorDivideIntegers,
  greatestCommonDivisor,
  type Integer,
  moduloIntegers,
  multiplyIntegers,
  negateInteger,
  toInteger,
} from './integer.js';
import { MAX_TERMS } from './limits.js';

/**
 * a ÷ divisor, rounded down. Throws RangeError unless the divisor is an integer > 0, ExpressionTooLarge as `multiply`
 * does.
 */
export function floorDivide(a: Dim, divisor: number | bigint): Dim {
  const by = toInteger(divisor);
  if (by <= 0) throw new RangeError(`The divisor of a floor division is ${divisor}; it must be above 0.`);
  if (by === 1) return a;
  if (typeof a !== 'object') return floorDivideIntegers(a, by);
  // Whole multiples of the divisor come out: floor((q·p + r)/q) = p + floor(r/q).
  const quotients: Term[] = [];
  const remainders: Term[] = [];
  for (const { coefficient, monomial } of a.terms) {
    const quotient = floorDivideIntegers(coefficient, by);
    const remainder = moduloIntegers(coefficient, by);
    if (quotient !== 0) quotients.push({ coefficient: quotient, monomial });
    if (remainder !== 0) remainders.push({ coefficient: remainder, monomial });
  }
  return add(fromTerms(quotients), floorOfReduced(remainders, by));
}

/** a ÷ divisor, rounded up. Throws as `floorDivide` does. */
export function ceilDivide(a: Dim, divisor: number | bigint): Dim {
  return floorDivide(add(a, add(toInteger(divisor), -1)), divisor);
}

/** The floor of terms whose coefficients are all in (0, divisor). */
function floorOfReduced(terms: readonly Term[], divisor: Integer): Dim {
  // floor((g·p + c)/(g·d)) = floor((p + floor(c/g))/d)
  let common = divisor;
  for (const { coefficient, monomial } of terms) {
    if (monomial.degree > 0) common = greatestCommonDivisor(common, coefficient);
  }
  const by = floorDivideIntegers(divisor, common);
  const smaller: Term[] = [];
  for (const { coefficient, monomial } of terms) {
    const reduced = floorDivideIntegers(coefficient, common);
    if (reduced !== 0) smaller.push({ coefficient: reduced, monomial });
  }
  const dividend = fromTerms(smaller);
  if (typeof dividend !== 'object') return 0; // a constant below the divisor

  // floor((floor(p/a) + r)/b) = floor((p + a·r)/(a·b)), whatever the integer r; with two floors either could go, so
  // neither does
  const floors = smaller.filter((term) => atomOf(term)?.kind === 'floor');
  const inner = soleAtom(fromTerms(floors));
  if (inner?.kind === 'floor') {
    const rest = fromTerms(smaller.filter((term) => !floors.includes(term)));
    return floorDivide(add(inner.dividend, multiply(rest, inner.divisor)), multiplyIntegers(inner.divisor, by));
  }
  return fromAtom(floorAtom(dividend, by));
}

/**
 * The dim q with q·b = a as polynomials, so that N·C·H ÷ N·C is H (as if no symbol were 0). Undefined when a remainder
 * is left, when b is 0, or when the quotient is too large for `multiply` to give a back.
 */
export function divideExactly(a: Dim, b: Dim): Dim | undefined {
  if (typeof a !== 'object' && typeof b !== 'object') return b === 0 ? undefined : divideIntegersExactly(a, b);
  const divisor = termsOf(b);
  const [first, ...others] = divisor;
  if (first === undefined) return undefined;
  const quotient: Term[] = [];
  let rest = termsOf(a);
  for (let leading = rest[0]; leading !== undefined; leading = rest[0]) {
    const next = divideTerms(leading, first);
    if (next === undefined || (quotient.length + 1) * divisor.length > MAX_TERMS) return undefined;
    quotient.push(next);
    rest = addTerms(
      rest.slice(1),
      others.map((term) => minusProduct(next, term)),
    );
  }
  return fromTerms(quotient);
}

function divideTerms(a: Term, b: Term): Term | undefined {
  const coefficient = divideIntegersExactly(a.coefficient, b.coefficient);
  const monomial = coefficient === undefined ? undefined : divideMonomials(a.monomial, b.monomial);
  return coefficient === undefined || monomial === undefined ? undefined : { coefficient, monomial };
}

function minusProduct(a: Term, b: Term): Term {
  return {
    coefficient: negateInteger(multiplyIntegers(a.coefficient, b.coefficient)),
    monomial: multiplyMonomials(a.monomial, b.monomial),
  };
}

function divideMonomials(a: Monomial, b: Monomial): Monomial | undefined {
  const factors: Factor[] = [];
  let j = 0;
  for (const factor of a.factors) {
    const right = b.factors[j];
    const order = right === undefined ? -1 : compareAtoms(factor.atom, right.atom);
    if (right === undefined || order < 0) {
      factors.push(factor);
      continue;
    }
    if (order > 0 || factor.power < right.power) return undefined;
    if (factor.power > right.power) factors.push({ atom: factor.atom, power: factor.power - right.power });
    j++;
  }
  return j === b.factors.length ? monomialOf(factors) : undefined;
}
