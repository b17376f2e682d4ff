// The form of a dim: what it consists of.

import type { Integer } from './integer.js';

/**
 * The length of an axis, or any count made of such lengths: a number when it is a safe integer, a bigint only beyond
 * 2^53, an expression only when it holds a symbol.
 */
export type Dim = Integer | Expression;

/**
 * A polynomial with integer coefficients over atoms, in canonical form: terms sorted (higher degree first, then by
 * name), no coefficient 0, never a constant alone. `key` is its printed text; two expressions are equal exactly when
 * their keys are.
 */
export interface Expression {
  readonly kind: 'expression';
  readonly terms: readonly Term[];
  readonly key: string;
  /** About how many characters `key` has. */
  readonly length: number;
}

/** coefficient × monomial; the constant term has the monomial `ONE`. */
export interface Term {
  readonly coefficient: Integer;
  readonly monomial: Monomial;
}

/** A product of powers of distinct atoms, sorted. */
export interface Monomial {
  readonly factors: readonly Factor[];
  readonly degree: number;
  readonly key: string;
  /** 1, plus what its floors, minima and maxima hold. */
  readonly complexity: number;
  /** Whether it is ≥ 0 for every value of its symbols, as far as its form shows. */
  readonly nonNegative: boolean;
  /** Whether a symbol in it, or in what it holds, has an upper bound. */
  readonly bounded: boolean;
}

export interface Factor {
  readonly atom: Atom;
  readonly power: number;
}

export type Atom = NamedSymbol | Floor | Extremum;

interface AtomFacts {
  readonly key: string;
  /** 0 for a symbol, else 1 plus the complexity of what it holds. */
  readonly complexity: number;
  /** How deep floors, minima and maxima stand in one another. */
  readonly nesting: number;
  readonly nonNegative: boolean;
  readonly bounded: boolean;
}

/** A named integer ≥ 0 that is not known yet. */
export interface NamedSymbol extends AtomFacts {
  readonly kind: 'symbol';
  readonly name: string;
  /** The most that it can be, where that is known. */
  readonly atMost: Dim | undefined;
}

/** dividend ÷ divisor, rounded down. Every coefficient of the dividend is in [0, divisor). */
export interface Floor extends AtomFacts {
  readonly kind: 'floor';
  readonly dividend: Expression;
  readonly divisor: Integer;
}

/** The least or greatest of two or more arguments, sorted, none implied by the others. */
export interface Extremum extends AtomFacts {
  readonly kind: 'minimum' | 'maximum';
  readonly arguments: readonly Dim[];
}

/** The monomial of the constant term. */
export const ONE: Monomial = {
  factors: [],
  degree: 0,
  key: '',
  complexity: 1,
  nonNegative: true,
  bounded: false,
};
