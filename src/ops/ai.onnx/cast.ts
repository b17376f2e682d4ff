import { bitsOf, dtypeOfCode, dtypes, isInteger } from '../../ir/index.js';
import type { DType, Placed, RankedTensor } from '../../ir/index.js';
import type { AttributeReader } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { castElement } from '../elements/element-cast.js';
import { isNumeric, wrap } from '../elements/element-number.js';
import { mapElements } from '../elements/elements.js';
import { foldPlaced } from '../elements/placed.js';
import type { Elements } from '../families/strides.js';
import { specificationOf } from '../families/elementwise.js';
import { NodeError } from '../language/node-error.js';

/**
 * An element type by its number or, in opset 1, its name in TensorProto.DataType; undefined for one that is newer than
 * this.
 */
const elementType: AttributeReader<DType | undefined> = (name, { attributes }) => {
  const attribute = attributes.get(name);
  if (attribute?.kind === 'int') return dtypeOfCode(Number(attribute.value));
  if (attribute?.kind !== 'string') {
    throw new NodeError(
      attribute === undefined
        ? `attribute ${name} is missing`
        : `attribute ${name} is of type ${attribute.kind}, should be int`,
    );
  }
  const text = attribute.value.toLowerCase();
  return dtypes.find(
    (dtype) =>
      dtype === text || (dtype === 'float32' && text === 'float') || (dtype === 'float64' && text === 'double'),
  );
};

const source = 'a conversion is no arithmetic';

/** Another element type for every element. To the same type it moves nothing. */
export const cast = defineOp({
  type: 'Cast',
  since: 1,
  category: 'data-movement',
  spec: specificationOf('Cast'),
  inputs: { input: 'activation' },
  outputs: { output: (_, { to }) => to },
  attributes: { to: elementType },
  infer: ({ input }) => [input.shape],
  elements: ({ input }, { to }) => [castElements(input, to)],
  placed: ({ input }, { to }) => castPlaced(input, to),
  detail: () => ({ kind: 'movement', function: 'cast' }),
  cost: {
    operations: '0',
    memory: ({ input }, { to }) => (to !== undefined && input.dtype === to ? 'view' : 'stream'),
    source,
  },
});

/** Cast to the element type of another tensor, whose elements are not read. */
export const castLike = defineOp({
  type: 'CastLike',
  since: 15,
  category: 'data-movement',
  spec: specificationOf('CastLike'),
  inputs: { input: 'activation', target_type: 'config' },
  outputs: { output: 'target_type' },
  infer: ({ input }) => [input.shape],
  inferUnranked: ({ input }) => [input.shape],
  elements: ({ input, target_type: target }) => [castElements(input, target.dtype)],
  placed: ({ input, target_type: target }) => castPlaced(input, target.dtype),
  detail: () => ({ kind: 'movement', function: 'castlike' }),
  cost: {
    operations: '0',
    memory: ({ input, target_type: target }) =>
      target.dtype !== undefined && input.dtype === target.dtype ? 'view' : { reads: { target_type: '0' } },
    source,
  },
});

/** The same bytes read as another element type of the same width. */
export const bitCast = defineOp({
  type: 'BitCast',
  since: 26,
  category: 'data-movement',
  spec: specificationOf('BitCast'),
  inputs: { input: 'activation' },
  outputs: { output: (_, { to }) => to },
  attributes: { to: elementType },
  infer: ({ input }, { to }) => {
    if (input.dtype !== undefined && to !== undefined && bitsOf(input.dtype) !== bitsOf(to)) {
      throw new NodeError(`${input.dtype} and ${to} are not of one width`);
    }
    return [input.shape];
  },
  elements: ({ input }, { to }) => [
    to !== undefined && isInteger(to) && input.dtype !== undefined && isInteger(input.dtype)
      ? mapElements(input, (element) => (isNumeric(element) ? wrap(element, to) : undefined))
      : undefined,
  ],
  detail: () => ({ kind: 'movement', function: 'bitcast' }),
  cost: { operations: '0', memory: 'view', source: 'nothing is computed' },
});

function castPlaced(input: RankedTensor, to: DType | undefined): Placed | undefined {
  if (to === undefined) return undefined;
  return foldPlaced([input], ([element]) =>
    element === undefined ? undefined : castElement(element, input.dtype, to),
  );
}

function castElements(input: RankedTensor, to: DType | undefined): Elements | undefined {
  return to === undefined ? undefined : mapElements(input, (element) => castElement(element, input.dtype, to));
}
