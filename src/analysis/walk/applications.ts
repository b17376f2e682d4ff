import type { Attribute, Value } from '../../ir/index.js';
import type { Operator } from '../../ops/index.js';

/**
 * The answers of operators so far. Networks repeat their blocks: of the nodes of a transformer four in five ask what
 * another has asked, with the very same operator, attributes and values.
 */
export class Applications<T> {
  readonly #operators = new Place<T>();

  /**
   * The place where the answer to a question is kept. What has a name of the node in it is not to be kept. The opset
   * and the number of outputs belong to a question, too, but hardly ever differ: the answer tells for which it holds.
   */
  placeOf(
    operator: Operator,
    attributes: ReadonlyMap<string, Attribute>,
    inputs: readonly ({ readonly type: Value } | undefined)[],
  ): Place<T> {
    let place = this.#operators.next(operator).next(attributes);
    for (const input of inputs) place = place.next(input?.type);
    return place;
  }
}

/** A step on the way to an answer, and the answer of a question that ends here. */
class Place<T> {
  answer: T | undefined;
  // Most places lead to one other: a map for each would take more memory than the answers.
  #part: unknown;
  #only: Place<T> | undefined;
  #others: Map<unknown, Place<T>> | undefined;

  next(part: unknown): Place<T> {
    if (this.#only === undefined) {
      this.#part = part;
      this.#only = new Place();
      return this.#only;
    }
    if (this.#part === part) return this.#only;
    this.#others ??= new Map();
    let place = this.#others.get(part);
    if (place === undefined) {
      place = new Place();
      this.#others.set(part, place);
    }
    return place;
  }
}
