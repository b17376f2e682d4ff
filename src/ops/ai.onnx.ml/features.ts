import { add, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { float, floats, int, ints, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { samplesOf } from './samples.js';

/**
 * Takes the columns that Y lists out of X. A vector gives a row of one sample, as onnxruntime has it; the specification
 * leaves it open.
 */
export const arrayFeatureExtractor = defineOp({
  type: 'ArrayFeatureExtractor',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_ArrayFeatureExtractor.html',
  inputs: { X: 'activation', Y: 'index' },
  outputs: { Z: 'X' },
  infer({ X, Y }) {
    if (X.shape.length === 0) throw new NodeError('input X is a scalar, should hold feature vectors');
    const indices = product(Y.shape);
    return [X.shape.length === 1 ? [1, indices] : [...X.shape.slice(0, -1), indices]];
  },
  cost: { operations: '0', memory: { reads: { X: '∏Z' } }, source: 'ONNX specification: moves data' },
});

/** Joins feature vectors, one input after the other, and gives them out as float32. */
export const featureVectorizer = defineOp({
  type: 'FeatureVectorizer',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_FeatureVectorizer.html',
  inputs: { X: 'activation*' },
  outputs: { Y: 'float32' },
  attributes: { inputdimensions: ints() },
  infer({ X }, { inputdimensions }) {
    let count: Dim | undefined;
    let width: Dim = 0;
    for (const input of X) {
      if (input === undefined) throw new NodeError('an input X is left out');
      const samples = samplesOf(input);
      count ??= samples.count;
      width = add(width, product(input.shape.slice(1).length === 0 ? input.shape : input.shape.slice(1)));
    }
    if (count === undefined) throw new NodeError('input X is missing');
    return [[count, inputdimensions?.reduce((sum, size) => sum + size, 0) ?? width]];
  },
  cost: { operations: '0', memory: 'stream', source: 'ONNX specification: moves data' },
});

/** Rescales features: (X − offset)·scale. */
export const scaler = defineOp({
  type: 'Scaler',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_Scaler.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: { offset: floats(), scale: floats() },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: '2·∏X',
    memory: 'stream',
    source: 'ONNX specification: a subtraction and a multiplication per element',
  },
});

/** Divides each row by its maximum, its sum or its Euclidean length. */
export const normalizer = defineOp({
  type: 'Normalizer',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_Normalizer.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: { norm: text('MAX') },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: 'perElement·∏X',
    memory: 'stream',
    terms: (_, { norm }) => ({ perElement: norm === 'L2' ? 4 : 2 }),
    source: 'ONNX specification: MAX and L1 reduce and divide; L2 squares, sums, divides and takes a root',
  },
});

/** 1 where an element exceeds a threshold, else 0. */
export const binarizer = defineOp({
  type: 'Binarizer',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_Binarizer.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { threshold: float(0) },
  infer: ({ X }) => [X.shape],
  cost: { operations: '∏X', memory: 'stream', source: 'ONNX specification: a comparison per element' },
});

/** Puts a value in the place of one that stands for "missing". */
export const imputer = defineOp({
  type: 'Imputer',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_Imputer.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: {
    imputed_value_floats: floats(),
    replaced_value_float: float(0),
    imputed_value_int64s: ints(),
    replaced_value_int64: int(0),
  },
  infer: ({ X }) => [X.shape],
  cost: { operations: '∏X', memory: 'stream', source: 'ONNX specification: a comparison per element' },
});
