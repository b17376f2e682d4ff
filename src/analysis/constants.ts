import { bitsOf } from '../ir/index.js';
import { MAX_FOLLOWED_ELEMENTS } from '../ops/index.js';
import type { Attribute, DType, Node, Origin, StoredElement, StoredTensor, Tensor } from '../ir/index.js';

/**
 * The tensor that a `Constant` node with these attributes stores, whatever attribute it stands in; undefined when it has none. An attribute
 * gives the same tensor each time, for a function that is called twice stores its constants once.
 */
export function constantOf({ origin }: Node, attributes: ReadonlyMap<string, Attribute>): StoredTensor | undefined {
  for (const [name, attribute] of attributes) {
    if (attribute.kind === 'tensor' && (name === 'value' || name === 'sparse_value')) return attribute.value;
    if (!name.startsWith('value_')) continue;
    const known = listed.get(attribute) ?? tensorOfList(attribute, name.endsWith('s'), { owner: origin, field: 'attribute' });
    if (known === undefined) continue;
    listed.set(attribute, known);
    return known;
  }
  return undefined;
}

const listed = new WeakMap<Attribute, StoredTensor>();

function tensorOfList(attribute: Attribute, isList: boolean, origin: Origin): StoredTensor | undefined {
  const list = listOf(attribute);
  if (list === undefined) return undefined;
  const [dtype, elements] = list;
  return { name: '', dtype, dims: isList ? [elements.length] : [], bytes: elements.length * ((bitsOf(dtype) ?? 0) / 8), location: { kind: 'typed' }, elements, origin };
}

function listOf(attribute: Attribute): readonly [DType, readonly StoredElement[]] | undefined {
  switch (attribute.kind) {
    case 'float':
      return ['float32', [attribute.value]];
    case 'floats':
      return ['float32', attribute.value];
    case 'int':
      return ['int64', [attribute.value]];
    case 'ints':
      return ['int64', attribute.value];
    case 'string':
      return ['string', [attribute.value]];
    case 'strings':
      return ['string', attribute.value];
    default:
      return undefined;
  }
}

/** A stored tensor as a value. A negative dimension, which no tensor can have, leaves the shape unknown. */
export function valueOfStored({ dtype, dims, elements }: StoredTensor): Tensor {
  const shape = dims.every((dim) => dim >= 0) ? dims : undefined;
  const isFollowed = elements !== undefined && elements.length <= MAX_FOLLOWED_ELEMENTS;
  return { kind: 'tensor', dtype, shape, elements: isFollowed ? elements : undefined };
}
