import type { DType, Value } from '../../ir/index.js';
import { float, floats, int, ints, tensorAttribute, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { samplesOf } from './samples.js';

const lookUp = 'ONNX specification: looks elements up and moves data, no arithmetic';

/** A map's values in the order of its keys; as many as the map happens to hold, or `max_map` of them. */
export const castMap = defineOp({
  type: 'CastMap',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_CastMap.html',
  inputs: { X: 'value' },
  outputs: {
    Y: (_, { cast_to }) => (cast_to === 'TO_STRING' ? 'string' : cast_to === 'TO_INT64' ? 'int64' : 'float32'),
  },
  attributes: { cast_to: text('TO_FLOAT'), map_form: text('DENSE'), max_map: int(1) },
  infer: (_, { map_form, max_map }, context) => [[1, map_form === 'SPARSE' ? max_map : context.fresh('entries')]],
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** A map's values in the order of a vocabulary. */
export const dictVectorizer = defineOp({
  type: 'DictVectorizer',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_DictVectorizer.html',
  inputs: { X: 'value' },
  outputs: { Y: ({ X }) => (X.kind === 'map' && X.element?.kind === 'tensor' ? X.element.dtype : undefined) },
  attributes: { string_vocabulary: texts(), int64_vocabulary: ints() },
  infer(_, { string_vocabulary, int64_vocabulary }) {
    const vocabulary = string_vocabulary ?? int64_vocabulary;
    if (vocabulary === undefined) throw new NodeError('neither string_vocabulary nor int64_vocabulary is given');
    return [[1, vocabulary.length]];
  },
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** One map per sample, from class labels to scores. */
export const zipMap = defineOp({
  type: 'ZipMap',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_ZipMap.html',
  inputs: { X: 'activation' },
  outputs: { Z: 'float32' },
  attributes: { classlabels_strings: texts(), classlabels_int64s: ints() },
  infer: ({ X }, { classlabels_strings }) => {
    const score: Value = { kind: 'tensor', dtype: 'float32', shape: [] };
    const map: Value = { kind: 'map', key: classlabels_strings?.length ? 'string' : 'int64', element: score };
    return [{ kind: 'sequence', element: map, length: samplesOf(X).count }];
  },
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** Integers for texts or texts for integers, by a table of categories. */
export const categoryMapper = defineOp({
  type: 'CategoryMapper',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_CategoryMapper.html',
  inputs: { X: 'activation' },
  outputs: { Y: ({ X }) => (X.dtype === 'string' ? 'int64' : X.dtype === 'int64' ? 'string' : undefined) },
  attributes: { cats_strings: texts(), cats_int64s: ints(), default_string: text('_Unused'), default_int64: int(-1) },
  infer: ({ X }) => [X.shape],
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** One number of a category for each element, spread over a last axis of ones and zeros. */
export const oneHotEncoder = defineOp({
  type: 'OneHotEncoder',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_OneHotEncoder.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: { cats_int64s: ints(), cats_strings: texts(), zeros: int(1) },
  infer({ X }, { cats_int64s, cats_strings }) {
    const categories = Math.max(cats_int64s?.length ?? 0, cats_strings?.length ?? 0);
    if (categories === 0) throw new NodeError('neither cats_int64s nor cats_strings is given');
    return [[...X.shape, categories]];
  },
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** Labels up to ai.onnx.ml 1: integers for texts or texts for integers. */
export const labelEncoder1 = defineOp({
  type: 'LabelEncoder',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html',
  inputs: { X: 'activation' },
  outputs: { Y: ({ X }) => (X.dtype === 'string' ? 'int64' : X.dtype === 'int64' ? 'string' : undefined) },
  attributes: { classes_strings: texts(), default_int64: int(-1), default_string: text('_Unused') },
  infer: ({ X }) => [X.shape],
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

/** Labels from ai.onnx.ml 2: any type for any type by a table; from 4 on it may stand in tensors. */
export const labelEncoder2 = defineOp({
  type: 'LabelEncoder',
  domain: 'ai.onnx.ml',
  since: 2,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html',
  inputs: { X: 'activation' },
  outputs: { Y: (_, attributes) => valueType(attributes) },
  attributes: {
    keys_strings: texts(),
    keys_int64s: ints(),
    keys_floats: floats(),
    keys_tensor: tensorAttribute(),
    values_strings: texts(),
    values_int64s: ints(),
    values_floats: floats(),
    values_tensor: tensorAttribute(),
    default_string: text('_Unused'),
    default_int64: int(-1),
    default_float: float(0),
    default_tensor: tensorAttribute(),
  },
  infer: ({ X }) => [X.shape],
  cost: { operations: '0', memory: 'stream', source: lookUp },
});

interface LabelValues {
  readonly values_strings: readonly string[] | undefined;
  readonly values_int64s: readonly number[] | undefined;
  readonly values_floats: readonly number[] | undefined;
  readonly values_tensor: { readonly dtype: DType | undefined } | undefined;
}

function valueType({ values_strings, values_int64s, values_floats, values_tensor }: LabelValues): DType | undefined {
  if (values_tensor !== undefined) return values_tensor.dtype;
  if (values_strings !== undefined) return 'string';
  if (values_int64s !== undefined) return 'int64';
  return values_floats === undefined ? undefined : 'float32';
}
