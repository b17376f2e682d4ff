import type { Attribute, Origin } from '../ir/index.js';
import { readAttribute } from './attribute.js';
import { LONGEST_SHARED_ATTRIBUTE, MOST_SHARED_ATTRIBUTES } from './limits.js';
import type { Reading } from './reading.js';

/**
 * Attributes of a node. Networks repeat their blocks, so most nodes have attributes of the same bytes as others: these
 * are read once, and the nodes share one set. A set of more than `MOST_SHARED_ATTRIBUTES` belongs to one node and grows
 * in place.
 */
export class AttributeSet {
  readonly #attributes: Map<string, Attribute>;
  /** The sets that came of this one with one attribute more, by that attribute's bytes. */
  #grown: Map<string, AttributeSet> | undefined;

  /** A set that takes over the map that it is given. */
  constructor(attributes: Map<string, Attribute> = new Map()) {
    this.#attributes = attributes;
  }

  get attributes(): ReadonlyMap<string, Attribute> {
    return this.#attributes;
  }

  /** Reads an AttributeProto that ends at `end`: this set with the attribute. One that cannot be used is left out. */
  read(reading: Reading, end: number, owner: string, index: number): AttributeSet {
    const { cursor } = reading;
    const isOwn = this.#attributes.size > MOST_SHARED_ATTRIBUTES;
    const bytes = isOwn ? undefined : cursor.rawText(end, LONGEST_SHARED_ATTRIBUTE);
    const known = bytes === undefined ? undefined : this.#grown?.get(bytes);
    if (known !== undefined) {
      cursor.seek(end);
      return known;
    }
    const origin: Origin = { owner, field: 'attribute', index };
    const told = reading.diagnostics.length;
    const [name, attribute] = readAttribute(reading, end, origin);
    if (attribute === undefined) return this;
    if (isOwn) {
      this.#attributes.set(name, attribute);
      return this;
    }
    const grown = new AttributeSet(new Map(this.#attributes).set(name, attribute));
    if (grown.attributes.size > MOST_SHARED_ATTRIBUTES) return grown;
    if (bytes === undefined || !isShared(attribute) || reading.diagnostics.length > told) return grown;
    this.#grown ??= new Map();
    this.#grown.set(bytes, grown);
    return grown;
  }
}

/**
 * Whether attributes of equal bytes are equal: graphs hold nodes, and what is stored elsewhere is looked up by its
 * place.
 */
function isShared(attribute: Attribute): boolean {
  switch (attribute.kind) {
    case 'graph':
    case 'graphs':
    case 'tensors':
      return false;
    case 'tensor':
      return attribute.value.location.kind !== 'external';
    default:
      return true;
  }
}
