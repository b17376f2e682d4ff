import {
  compareAtoms,
  compareMonomials,
  complexity,
  fromTerms,
  isNonNegative,
  monomialOf,
  termsOf,
} from './expression.js';
import { ONE } from './form.js';
import type { Atom, Dim, Expression, Factor, Monomial, Term } from './form.js';
import { addIntegers, type Integer, multiplyIntegers, negateInteger } from './integer.js';
import { ExpressionTooLarge, MAX_TERMS } from './limits.js';

/** a + b. */
export function add(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') {
    const total = a + b;
    const small = total | 0;
    if (small === total) return small;
  }
  if (typeof a !== 'object' && typeof b !== 'object') return addIntegers(a, b);
  if (a === 0) return b;
  if (b === 0) return a;
  return fromTerms(addTerms(termsOf(a), termsOf(b)));
}

/** a − b. */
export function subtract(a: Dim, b: Dim): Dim {
  return add(a, negate(b));
}

/** −a. */
export function negate(a: Dim): Dim {
  return typeof a === 'object' ? scale(a, -1) : negateInteger(a);
}

/** a × b. Throws ExpressionTooLarge when the product would pass `MAX_TERMS`, `MAX_DEGREE` or `MAX_COEFFICIENT_BITS`. */
export function multiply(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = a * b;
    const small = result | 0;
    if (small === result) return small;
  }
  if (typeof a !== 'object') return typeof b === 'object' ? scale(b, a) : multiplyIntegers(a, b);
  return typeof b === 'object' ? multiplyExpressions(a, b) : scale(a, b);
}

/** The sum of any number of dims, in time linear in their terms. */
export function sum(list: readonly Dim[]): Dim {
  let constant: Integer = 0;
  const expressions: Expression[] = [];
  // An iterator for each of the many lists would take longer than the sum.
  for (let index = 0; index < list.length; index++) {
    const dim = list[index] ?? 0;
    if (typeof dim === 'object') expressions.push(dim);
    else if (dim !== 0) constant = addIntegers(constant, dim);
  }
  const [first, second] = expressions;
  if (first === undefined) return constant;
  if (second === undefined) return add(first, constant);
  const collected = new Terms();
  collected.add(constant, ONE);
  for (const { terms } of expressions) {
    for (const { coefficient, monomial } of terms) collected.add(coefficient, monomial);
  }
  return fromTerms(collected.sorted());
}

/** The product of any number of dims; 1 for none. Throws as `multiply` does. */
export function product(list: readonly Dim[]): Dim {
  let constant: Integer = 1;
  let symbolic: Dim = 1;
  for (let index = 0; index < list.length; index++) {
    const dim = list[index] ?? 1;
    if (typeof dim === 'object') symbolic = multiply(symbolic, dim);
    else if (dim !== 1) constant = multiplyIntegers(constant, dim);
  }
  return symbolic === 1 ? constant : multiply(symbolic, constant);
}

/** base to a power ≥ 0. Throws as `multiply` does. */
export function raise(base: Dim, power: number): Dim {
  let result: Dim = 1;
  let square = base;
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  return result;
}

/** Two sorted lists of terms, merged. */
export function addTerms(a: readonly Term[], b: readonly Term[]): Term[] {
  const merged: Term[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left === undefined) return merged.concat(b.slice(j));
    if (right === undefined) return merged.concat(a.slice(i));
    const order = compareMonomials(left.monomial, right.monomial);
    if (order < 0) merged.push(left);
    else if (order > 0) merged.push(right);
    else {
      const coefficient = addIntegers(left.coefficient, right.coefficient);
      if (coefficient !== 0) merged.push({ coefficient, monomial: left.monomial });
    }
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

export function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  if (a.degree === 0) return b;
  if (b.degree === 0) return a;
  const factors = multiplyFactors(a.factors, b.factors);
  // A monomial of symbols alone holds no minimum.
  return monomialOf(a.complexity === 1 && b.complexity === 1 ? factors : withoutIndicators(factors));
}

function multiplyFactors(a: readonly Factor[], b: readonly Factor[]): Factor[] {
  const factors: Factor[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left === undefined) return factors.concat(b.slice(j));
    if (right === undefined) return factors.concat(a.slice(i));
    const order = compareAtoms(left.atom, right.atom);
    if (order < 0) factors.push(left);
    else if (order > 0) factors.push(right);
    else factors.push({ atom: left.atom, power: left.power + right.power });
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

/**
 * The factors without each min(e, 1) that changes nothing: it is 0 or 1, so its powers are itself, and 0 only where a
 * term of e is 0, whose atoms make the product 0 if they are factors of it, too. So s·min(s, 1) is s.
 */
function withoutIndicators(factors: readonly Factor[]): readonly Factor[] {
  let kept = factors;
  for (const factor of factors) {
    const terms = termsOfIndicator(factor.atom);
    if (terms === undefined) continue;
    const others = kept.filter((other) => other !== factor);
    const isHeld = terms.some(({ monomial }) =>
      monomial.factors.every(({ atom }) => others.some((other) => compareAtoms(other.atom, atom) === 0)),
    );
    if (isHeld) kept = others;
    else if (factor.power > 1) kept = kept.map((other) => (other === factor ? { atom: factor.atom, power: 1 } : other));
  }
  return kept;
}

/** The terms of e where the atom is min(e, 1) and e ≥ 0. */
function termsOfIndicator(atom: Atom): readonly Term[] | undefined {
  if (atom.kind !== 'minimum') return undefined;
  const [held, one, ...others] = atom.arguments;
  return held !== undefined && one === 1 && others.length === 0 && isNonNegative(held) ? termsOf(held) : undefined;
}

function scale(a: Expression, by: Integer): Dim {
  if (by === 0) return 0;
  if (by === 1) return a;
  return fromTerms(
    a.terms.map(({ coefficient, monomial }) => ({ coefficient: multiplyIntegers(coefficient, by), monomial })),
  );
}

function multiplyExpressions(a: Expression, b: Expression): Dim {
  if (a.terms.length * b.terms.length > MAX_TERMS) throw tooManyTerms();
  const collected = new Terms();
  for (const left of a.terms) {
    for (const right of b.terms) {
      collected.add(
        multiplyIntegers(left.coefficient, right.coefficient),
        multiplyMonomials(left.monomial, right.monomial),
      );
    }
  }
  const result = fromTerms(collected.sorted());
  if (complexity(result) > MAX_TERMS) throw tooManyTerms();
  return result;
}

function tooManyTerms(): ExpressionTooLarge {
  return new ExpressionTooLarge(`a product of more than ${MAX_TERMS} terms`);
}

/** Terms in any order, those of one monomial added up. */
class Terms {
  readonly #terms = new Map<string, Term>();

  add(coefficient: Integer, monomial: Monomial): void {
    const before = this.#terms.get(monomial.key)?.coefficient ?? 0;
    this.#terms.set(monomial.key, { coefficient: addIntegers(before, coefficient), monomial });
  }

  sorted(): Term[] {
    return [...this.#terms.values()]
      .filter((term) => term.coefficient !== 0)
      .sort((a, b) => compareMonomials(a.monomial, b.monomial));
  }
}
