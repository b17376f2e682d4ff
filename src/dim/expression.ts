import { type Integer, toInteger } from './integer.js';
import { ExpressionTooLarge, MAX_DEGREE, MAX_NAME, MAX_NESTING, MAX_TERMS, spendText } from './limits.js';
import { extremumText, floorText, monomialText, polynomialText, symbolText } from './printing.js';
import { symbolName } from './symbol-names.js';
import { ONE } from './form.js';
import type { Atom, Dim, Expression, Extremum, Factor, Floor, Monomial, Term } from './form.js';

/**
 * An expression of one symbol: an integer from 0 to `atMost`, if that is given. Any name will do; equal names are one
 * symbol, called as `symbolName` says.
 */
export function symbol(name: string, atMost?: Dim): Expression {
  const short = symbolName(name);
  return fromAtom({
    kind: 'symbol',
    name: short,
    key: symbolText(short),
    complexity: 0,
    nesting: 0,
    nonNegative: true,
    atMost,
    bounded: atMost !== undefined,
  });
}

/** The name of a dim that is one symbol and nothing else. */
export function soleSymbol(dim: Dim): string | undefined {
  if (typeof dim !== 'object' || dim.terms.length !== 1) return undefined;
  const [term] = dim.terms;
  const [factor, another] = term?.monomial.factors ?? [];
  if (term?.coefficient !== 1 || another !== undefined || factor?.power !== 1) return undefined;
  return factor.atom.kind === 'symbol' ? factor.atom.name : undefined;
}

/** Whether a dim is a number, with no symbol left in it. */
export function isKnown(dim: Dim): dim is number | bigint {
  return typeof dim !== 'object';
}

/** The number, if the dim is known and safe (below 2^53). */
export function toNumber(dim: Dim): number | undefined {
  return typeof dim === 'number' ? dim : undefined;
}

/** The dim of an integer of any size. Throws RangeError on a fraction, NaN or an infinity. */
export function fromInteger(value: number | bigint): Dim {
  return toInteger(value);
}

/** About how many characters the text of a dim has; 0 for a number below 2^53, which is never long. */
export function textLength(dim: Dim): number {
  return typeof dim === 'object' ? dim.length : integerLength(dim);
}

/** Hexadecimal digits are counted in no time, and are a sixth fewer. */
function integerLength(integer: Integer): number {
  return typeof integer === 'bigint' ? Math.ceil(1.21 * integer.toString(16).length) : 0;
}

/** Whether two dims have one canonical form. Dims that differ here may still agree in value. */
export function equals(a: Dim, b: Dim): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && a.key === b.key);
}

/** How large a dim is: the number of its terms, floors, minima and maxima, nested ones included; 1 for a known one. */
export function complexity(dim: Dim): number {
  if (typeof dim !== 'object') return 1;
  return dim.terms.reduce((total, term) => total + term.monomial.complexity, 0);
}

/** The terms of any dim; none for 0. */
export function termsOf(dim: Dim): readonly Term[] {
  if (typeof dim === 'object') return dim.terms;
  return dim === 0 ? [] : [{ coefficient: dim, monomial: ONE }];
}

/** The dim of terms already sorted and distinct, none of them 0. */
export function fromTerms(terms: readonly Term[]): Dim {
  const first = terms[0];
  if (first === undefined) return 0;
  return first.monomial.degree === 0 ? first.coefficient : new Polynomial(terms);
}

/** An expression whose text is made when it is asked for: of most sums on the way to a total it never is. */
class Polynomial implements Expression {
  readonly kind = 'expression';
  readonly terms: readonly Term[];
  readonly length: number;
  #key: string | undefined;

  /** Throws ExpressionTooLarge beyond the text that `limitText` allows. */
  constructor(terms: readonly Term[]) {
    let length = 0;
    for (const { coefficient, monomial } of terms) {
      length += TERM_TEXT + monomial.key.length + integerLength(coefficient);
    }
    // A symbol by itself costs nothing: it is made wherever a size is not known.
    if (length > MAX_NAME + TERM_TEXT) spendText(length);
    this.terms = terms;
    this.length = length;
  }

  get key(): string {
    return (this.#key ??= polynomialText(this.terms));
  }
}

/** Characters that a term takes besides its monomial. */
const TERM_TEXT = 8;

export function fromAtom(atom: Atom): Expression {
  return new Polynomial([{ coefficient: 1, monomial: monomialOf([{ atom, power: 1 }]) }]);
}

/** The atom that a dim consists of, when it is one atom and nothing else. */
export function soleAtom(dim: Dim): Atom | undefined {
  const terms = termsOf(dim);
  const term = terms.length === 1 ? terms[0] : undefined;
  return term && atomOf(term);
}

/** The atom that a term consists of, when its coefficient and power are 1. */
export function atomOf({ coefficient, monomial }: Term): Atom | undefined {
  return coefficient === 1 && monomial.degree === 1 ? monomial.factors[0]?.atom : undefined;
}

/** An atom of a dividend already reduced by `floorDivide`. Throws ExpressionTooLarge. */
export function floorAtom(dividend: Expression, divisor: Integer): Floor {
  return {
    kind: 'floor',
    dividend,
    divisor,
    ...sizeOf([dividend]),
    key: floorText(dividend, divisor),
    nonNegative: isNonNegative(dividend),
  };
}

/** An atom of arguments already reduced by `minimum` or `maximum`. Throws ExpressionTooLarge. */
export function extremumAtom(kind: Extremum['kind'], list: readonly Dim[]): Extremum {
  const nonNegative = kind === 'maximum' ? list.some(isNonNegative) : list.every(isNonNegative);
  return { kind, arguments: list, ...sizeOf(list), key: extremumText(kind, list), nonNegative };
}

/**
 * Whether a dim is ≥ 0 by its form alone: no coefficient is below 0, and every atom is a symbol, a floor or min of what
 * is ≥ 0, or a max of which one argument is. `false` says nothing.
 */
export function isNonNegative(dim: Dim): boolean {
  if (typeof dim !== 'object') return dim >= 0;
  return dim.terms.every((term) => term.coefficient > 0 && term.monomial.nonNegative);
}

/** The monomial of sorted factors. Throws ExpressionTooLarge beyond `MAX_DEGREE`. */
export function monomialOf(factors: readonly Factor[]): Monomial {
  let degree = 0;
  let size = 1;
  let nonNegative = true;
  let bounded = false;
  for (const { atom, power } of factors) {
    bounded ||= atom.bounded;
    degree += power;
    size += atom.complexity;
    nonNegative &&= atom.nonNegative || power % 2 === 0;
  }
  if (degree > MAX_DEGREE) throw new ExpressionTooLarge(`a product of more than ${MAX_DEGREE} factors`);
  return { factors, degree, key: monomialText(factors), complexity: size, nonNegative, bounded };
}

/**
 * The order of terms: higher degree first, then by the first atom in which they differ. It is kept by multiplication,
 * so a product's first term is the product of the first terms, on which exact division rests.
 */
export function compareMonomials(a: Monomial, b: Monomial): number {
  if (a === b) return 0;
  if (a.degree !== b.degree) return b.degree - a.degree;
  for (let i = 0; ; i++) {
    const left = a.factors[i];
    const right = b.factors[i];
    if (left === undefined || right === undefined) return 0; // of one degree, they end together
    const order = compareAtoms(left.atom, right.atom) || right.power - left.power;
    if (order !== 0) return order;
  }
}

/** Whether something is an expression, of data that may hold anything. */
export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'expression';
}

/** Symbols first, then floors, minima and maxima; each by its text. */
export function compareAtoms(a: Atom, b: Atom): number {
  if (a === b) return 0;
  if ((a.kind === 'symbol') !== (b.kind === 'symbol')) return a.kind === 'symbol' ? -1 : 1;
  return compareKeys(a.key, b.key);
}

/** By UTF-16 code units: one order on every machine, whatever its locale. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sizeOf(held: readonly Dim[]): { complexity: number; nesting: number; bounded: boolean } {
  let size = 1;
  let nesting = 0;
  let bounded = false;
  for (const dim of held) {
    size += complexity(dim);
    for (const { monomial } of termsOf(dim)) {
      bounded ||= monomial.bounded;
      for (const { atom } of monomial.factors) nesting = Math.max(nesting, atom.nesting);
    }
  }
  if (size > MAX_TERMS) throw new ExpressionTooLarge(`an expression of more than ${MAX_TERMS} terms`);
  if (nesting >= MAX_NESTING) throw new ExpressionTooLarge(`an expression nested more than ${MAX_NESTING} deep`);
  return { complexity: size, nesting: nesting + 1, bounded };
}
