import type { Attribute } from '../ir/index.js';
import { MOST_SHARED_ATTRIBUTES } from './limits.js';

/**
 * Attributes of a node. Networks repeat their blocks, so most nodes have attributes of the same bytes as others: these
 * are read once, and the nodes share one set. A set of more than `MOST_SHARED_ATTRIBUTES` belongs to one node and grows
 * in place.
 */
export class AttributeSet {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Whether the set with one attribute more is looked up by that attribute's bytes. */
  readonly isShared: boolean;
  readonly #own: Map<string, Attribute>;
  // Not `#`, as in the cursor. The sets that came of this one with one attribute more, by that attribute's bytes.
  private grown: Map<string, AttributeSet> | undefined;

  /** A set that takes over the map that it is given. */
  constructor(attributes: Map<string, Attribute> = new Map()) {
    this.attributes = attributes;
    this.isShared = attributes.size <= MOST_SHARED_ATTRIBUTES;
    this.#own = attributes;
  }

  /** The set with the attribute of those bytes, where a node before had it. */
  grownBy(bytes: string): AttributeSet | undefined {
    return this.grown?.get(bytes);
  }

  /** The set with an attribute. Given its bytes, the set is kept for other nodes. */
  with(name: string, attribute: Attribute, bytes: string | undefined): AttributeSet {
    if (!this.isShared) {
      this.#own.set(name, attribute);
      return this;
    }
    const grown = new AttributeSet(new Map(this.attributes).set(name, attribute));
    if (!grown.isShared || bytes === undefined || !meansTheSame(attribute)) return grown;
    this.grown ??= new Map();
    this.grown.set(bytes, grown);
    return grown;
  }
}

/**
 * Whether attributes of equal bytes are equal: graphs hold nodes, and what is stored elsewhere is looked up by its
 * place.
 */
function meansTheSame(attribute: Attribute): boolean {
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
