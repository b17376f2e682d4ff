import { floats, int, ints, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { postTransformOperations } from './post-transform.js';
import { classLabels, samplesOf } from './samples.js';

/** A linear model per class, whose greatest score names the class. */
export const linearClassifier = defineOp({
  type: 'LinearClassifier',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_LinearClassifier.html',
  inputs: { X: 'activation' },
  outputs: {
    Y: (_, { classlabels_strings, classlabels_ints }) => classLabels(classlabels_strings, classlabels_ints).dtype,
    Z: 'float32',
  },
  attributes: {
    coefficients: floats(),
    intercepts: floats(),
    multi_class: int(0),
    classlabels_strings: texts(),
    classlabels_ints: ints(),
    post_transform: text('NONE'),
  },
  infer({ X }, attributes) {
    const { count } = samplesOf(X);
    return [[count], [count, scoreCount(attributes)]];
  },
  cost: {
    operations: 'N·C·(2·F) + N·intercepts + N·max(C - 1, 1) + N·post',
    memory: 'stream',
    terms({ X }, attributes) {
      const { count, features } = samplesOf(X);
      const models = attributes.intercepts?.length ?? scoreCount(attributes);
      return {
        N: count,
        F: features,
        C: models,
        intercepts: attributes.intercepts?.length ?? 0,
        post: postTransformOperations(attributes.post_transform, scoreCount(attributes)),
      };
    },
    source:
      'ONNX specification: a product with the coefficients, the intercepts, the search for the ' +
      'greatest score, post_transform',
  },
});

/** Scores per sample: one per model; two where a single model tells two classes apart. */
function scoreCount({
  intercepts,
  classlabels_strings,
  classlabels_ints,
}: {
  readonly intercepts: readonly number[] | undefined;
  readonly classlabels_strings: readonly string[] | undefined;
  readonly classlabels_ints: readonly number[] | undefined;
}): number {
  const labels = classLabels(classlabels_strings, classlabels_ints).count;
  if (intercepts === undefined) return labels;
  return intercepts.length === 1 && labels === 2 ? 2 : intercepts.length;
}

/** A linear model per target. */
export const linearRegressor = defineOp({
  type: 'LinearRegressor',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_LinearRegressor.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: { coefficients: floats(), intercepts: floats(), targets: int(1), post_transform: text('NONE') },
  infer: ({ X }, { targets }) => [[samplesOf(X).count, targets]],
  cost: {
    operations: 'N·C·(2·F) + N·intercepts + N·post',
    memory: 'stream',
    terms({ X }, { targets, intercepts, post_transform }) {
      const { count, features } = samplesOf(X);
      return {
        N: count,
        F: features,
        C: targets,
        intercepts: intercepts?.length ?? 0,
        post: postTransformOperations(post_transform, targets),
      };
    },
    source: 'ONNX specification: a product with the coefficients, the intercepts, post_transform',
  },
});
