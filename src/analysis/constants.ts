import { fromInteger } from '../dim/index.js';
import { bitsOf } from '../ir/index.js';
import { MAX_FOLLOWED_ELEMENTS } from '../ops/index.js';
import type { Attribute, DType, Element, Node, StoredElement, StoredTensor, Tensor } from '../ir/index.js';

/** The tensor that a `Constant` node stores, whatever attribute it stands in; undefined when it has none. */
export function constantOf(node: Node): StoredTensor | undefined {
  const [output = ''] = node.outputs;
  for (const [name, attribute] of node.attributes) {
    if (attribute.kind === 'tensor' && (name === 'value' || name === 'sparse_value')) return { ...attribute.value, name: output };
    const list = listOf(attribute);
    if (list !== undefined && name.startsWith('value_')) {
      const [dtype, values] = list;
      return {
        name: output,
        dtype,
        dims: name.endsWith('s') ? [values.length] : [],
        bytes: values.length * ((bitsOf(dtype) ?? 0) / 8),
        location: { kind: 'typed' },
        elements: values,
        origin: `${node.origin}.attribute`,
      };
    }
  }
  return undefined;
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
  const shape = dims.every((dim) => dim >= 0) ? dims.map(fromInteger) : undefined;
  const follows = elements !== undefined && elements.length <= MAX_FOLLOWED_ELEMENTS;
  return { kind: 'tensor', dtype, shape, elements: follows ? elements.map(elementOf) : undefined };
}

function elementOf(element: StoredElement): Element {
  return typeof element === 'bigint' ? fromInteger(element) : element;
}
