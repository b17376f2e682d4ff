import type { Attribute, Value } from '../../ir/index.js';
import type { Operator } from '../../ops/index.js';

/** All that an operator's answer depends on. */
export interface Question {
  readonly operator: Operator;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly inputs: readonly ({ readonly type: Value } | undefined)[];
  readonly opset: number | undefined;
  readonly outputCount: number;
}

/**
 * The answers of operators so far. Networks repeat their blocks: of the nodes of a transformer four in five ask what
 * another has asked, with the very same operator, attributes and values.
 */
export class Applications<T> {
  readonly #operators = new AnswerStep<T>();

  /**
   * The step at which the answer to a question is kept, one for each question. An answer with a name of the node in it
   * is not to be kept.
   */
  stepFor({ operator, attributes, inputs, opset, outputCount }: Question): AnswerStep<T> {
    let step = this.#operators.next(operator).next(attributes).next(opset).next(outputCount);
    inputs.forEach((input) => {
      step = step.next(input?.type);
    });
    return step;
  }
}

/** A step on the way to an answer, and the answer of a question that ends here. */
class AnswerStep<T> {
  answer: T | undefined;
  // Most steps lead to one other: a map for each would take more memory than the answers.
  #part: unknown;
  #only: AnswerStep<T> | undefined;
  #others: Map<unknown, AnswerStep<T>> | undefined;

  next(part: unknown): AnswerStep<T> {
    if (this.#only === undefined) {
      this.#part = part;
      this.#only = new AnswerStep();
      return this.#only;
    }
    if (this.#part === part) return this.#only;
    this.#others ??= new Map();
    let step = this.#others.get(part);
    if (step === undefined) {
      step = new AnswerStep();
      this.#others.set(part, step);
    }
    return step;
  }
}
