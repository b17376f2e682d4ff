import { isSameDim } from '../../dim/index.js';
import type { Value } from '../../ir/index.js';
import type { BodyResult } from '../../ops/index.js';
import { append } from '../../text/index.js';
import type { Provenance } from '../analysis.js';
import { sameValue } from './combine-values.js';
import { dimsOf } from './value-dims.js';

/** The types of a body's inputs in any pass, found by walking the body until they stop changing. */
export interface SettledTypes {
  readonly initial: readonly Value[];
  readonly state: readonly Value[];
  /** Symbols of sizes that change from pass to pass by no rule that a formula tells. */
  readonly open: ReadonlySet<string>;
  /** After how many passes its types still changed; 0 where they do not. */
  readonly unsettledAfter: number;
}

/** What the walks of a repeated body came to. */
export interface BodyAnswer {
  readonly settled: SettledTypes;
  readonly result: BodyResult;
}

/**
 * All that the types in a repeated body depend on: the place of the body, the inputs of its layer, and the values that
 * the body takes from the graphs around it.
 */
export interface BodyQuestion {
  /** The label of the layer, which stays equal in every walk, and the name of the body. */
  readonly place: string;
  readonly values: readonly (Value | undefined)[];
  readonly provenances: readonly (Provenance | undefined)[];
}

/**
 * The answers of repeated bodies within repeated bodies. A walk that only tries types of the outer body takes the
 * answer of an inner one without its layers: otherwise each level of loops would double the time. The walk that stays
 * is made again, whole, where such layers are missing.
 */
export class BodyAnswers {
  readonly #known = new Map<string, { readonly question: BodyQuestion; readonly answer: BodyAnswer }[]>();
  #depth = 0;
  #isTrial = false;
  #left = 0;

  /** Whether a body is being walked. */
  get isWithin(): boolean {
    return this.#depth > 0;
  }

  /** Whether the walk only tries types. */
  get isTrial(): boolean {
    return this.#isTrial;
  }

  /** Walks a body. The result says whether its draft has all layers. */
  walk<T>(pass: () => T): T & { readonly isWhole: boolean } {
    const left = this.#left;
    this.#depth++;
    try {
      const walked = pass();
      return { ...walked, isWhole: this.#left === left || !this.#isTrial };
    } finally {
      this.#depth--;
    }
  }

  /** Does what tries types, and may leave out layers. */
  tryTypes<T>(work: () => T): T {
    return this.#as(true, work);
  }

  /** Does what leaves out no layer. */
  whole<T>(work: () => T): T {
    return this.#as(false, work);
  }

  #as<T>(isTrial: boolean, work: () => T): T {
    const before = this.#isTrial;
    this.#isTrial = isTrial;
    try {
      return work();
    } finally {
      this.#isTrial = before;
    }
  }

  /** Says that an answer is taken without its layers. */
  leaveOut(): void {
    this.#left++;
  }

  /** The answer to a question that was asked before. */
  find(question: BodyQuestion): BodyAnswer | undefined {
    return this.#known.get(question.place)?.find((known) => isSame(known.question, question))?.answer;
  }

  /** Keeps the answer to a question for later walks. */
  keep(question: BodyQuestion, answer: BodyAnswer): void {
    append(this.#known, question.place, { question, answer });
  }
}

function isSame(left: BodyQuestion, right: BodyQuestion): boolean {
  return (
    left.values.length === right.values.length &&
    left.values.every(
      (value, index) => left.provenances[index] === right.provenances[index] && isSameInAll(value, right.values[index]),
    )
  );
}

function isSameInAll(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined || !sameValue(left, right)) return false;
  const dims = dimsOf(right);
  return [...dimsOf(left)].every(([place, dim]) => isSameDim(dim, dims.get(place) ?? 0));
}
