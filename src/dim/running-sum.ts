import { add, subtract } from './arithmetic.js';
import { compareMonomials, fromTerms, termsOf } from './expression.js';
import type { Dim, Term } from './form.js';
import { addIntegers, type Integer, negateInteger } from './integer.js';
import { MAX_RUNNING_TERMS } from './limits.js';

/** A sum that parts are added to and taken from, each in time linear in the part however long the sum is. */
export class RunningSum {
  /** The sum while it has few terms. */
  #sum: Dim | undefined;
  /** Its terms by the text of their monomials, while it has many. */
  readonly #terms = new Map<string, Term>();

  constructor(start: Dim) {
    this.#sum = start;
  }

  add(part: Dim): void {
    this.#change(part, add, asIs);
  }

  subtract(part: Dim): void {
    this.#change(part, subtract, negateInteger);
  }

  /** The sum; undefined while it has more than `MAX_RUNNING_TERMS` terms. */
  get value(): Dim | undefined {
    return this.#sum;
  }

  #change(part: Dim, combine: (sum: Dim, part: Dim) => Dim, sign: (coefficient: Integer) => Integer): void {
    if (this.#sum !== undefined) {
      const next = combine(this.#sum, part);
      if (typeof next !== 'object' || termsOf(next).length <= MAX_RUNNING_TERMS) {
        this.#sum = next;
        return;
      }
      this.#sum = undefined;
      for (const term of termsOf(next)) this.#terms.set(term.monomial.key, term);
      return;
    }
    for (const { coefficient, monomial } of termsOf(part)) {
      const before = this.#terms.get(monomial.key)?.coefficient ?? 0;
      const after = addIntegers(before, sign(coefficient));
      if (after === 0) this.#terms.delete(monomial.key);
      else this.#terms.set(monomial.key, { coefficient: after, monomial });
    }
    if (this.#terms.size > MAX_RUNNING_TERMS) return;
    const terms = [...this.#terms.values()].sort((a, b) => compareMonomials(a.monomial, b.monomial));
    this.#terms.clear();
    this.#sum = fromTerms(terms);
  }
}

function asIs(coefficient: Integer): Integer {
  return coefficient;
}
