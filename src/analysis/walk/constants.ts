import { bitsOf, MAX_RANK } from '../../ir/index.js';
import { MAX_FOLLOWED_ELEMENTS, placedInCourse } from '../../ops/index.js';
import type { Attribute, DType, Node, StoredElement, StoredTensor, Tensor } from '../../ir/index.js';

/** The tensors that the `Constant` nodes of one analysis store. */
export class Constants {
  readonly #inFunctions = new Map<Attribute, Map<string, StoredTensor>>();

  /**
   * The tensor that a `Constant` node with these attributes stores, whatever attribute it stands in; undefined when it
   * has none. Each node stores its own, though it may share the attribute with others of the same bytes; in a function
   * that is called twice it is the same both times.
   */
  of(node: Node, attributes: ReadonlyMap<string, Attribute>, isInFunction: boolean): StoredTensor | undefined {
    const attribute = attributeOf(attributes);
    if (attribute === undefined) return undefined;
    if (!isInFunction) return tensorOf(attribute, node);
    const ofAttribute = this.#inFunctions.get(attribute) ?? new Map<string, StoredTensor>();
    this.#inFunctions.set(attribute, ofAttribute);
    const stored = ofAttribute.get(node.origin) ?? tensorOf(attribute, node);
    if (stored !== undefined) ofAttribute.set(node.origin, stored);
    return stored;
  }
}

function attributeOf(attributes: ReadonlyMap<string, Attribute>): Attribute | undefined {
  const usual = attributes.get('value');
  if (usual?.kind === 'tensor') return usual;
  for (const [name, attribute] of attributes) {
    if (
      name === 'sparse_value'
        ? attribute.kind === 'tensor'
        : name.startsWith('value_') && listOf(attribute) !== undefined
    ) {
      return attribute;
    }
  }
  return undefined;
}

function tensorOf(attribute: Attribute, { origin }: Node): StoredTensor | undefined {
  if (attribute.kind === 'tensor') return { ...attribute.value };
  const list = listOf(attribute);
  if (list === undefined) return undefined;
  const [dtype, elements] = list;
  const isList = Array.isArray(attribute.value);
  return {
    name: '',
    dtype,
    dims: isList ? [elements.length] : [],
    bytes: elements.length * ((bitsOf(dtype) ?? 0) / 8),
    location: { kind: 'typed' },
    elements,
    origin: { owner: origin, field: 'attribute' },
  };
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
export function valueOfStored({ dtype, dims, elements, visible, course }: StoredTensor): Tensor {
  const shape = dims.length <= MAX_RANK && dims.every((dim) => dim >= 0) ? dims : undefined;
  const isFollowed = elements !== undefined && elements.length <= MAX_FOLLOWED_ELEMENTS;
  const placed = course === undefined || shape === undefined ? undefined : placedInCourse(course, shape);
  return { kind: 'tensor', dtype, shape, elements: isFollowed ? elements : undefined, visible, placed };
}
