import { floats, int, ints, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { postTransformOperations } from './post-transform.js';
import { classLabels, samplesOf } from './samples.js';

const kernels = {
  LINEAR: { perFeature: 2, perVector: 0 },
  // (γ·⟨x, v⟩ + c)^d
  POLY: { perFeature: 2, perVector: 3 },
  // exp(−γ·|x − v|²)
  RBF: { perFeature: 3, perVector: 2 },
  // tanh(γ·⟨x, v⟩ + c)
  SIGMOID: { perFeature: 2, perVector: 3 },
} as const;

/**
 * Operations of one kernel: so many for each feature and so many more for each support vector.
 * @throws NodeError on a kernel that the specification does not have
 */
function kernelOf(kernelType: string): { readonly perFeature: number; readonly perVector: number } {
  if (Object.hasOwn(kernels, kernelType)) return kernels[kernelType as keyof typeof kernels];
  throw new NodeError(`kernel_type is ${kernelType}, which is none of ${Object.keys(kernels).join(', ')}`);
}

/** Votes of one machine per pair of classes, or of one linear machine per class where there are no support vectors. */
export const svmClassifier = defineOp({
  type: 'SVMClassifier',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_SVMClassifier.html',
  inputs: { X: 'activation' },
  outputs: {
    Y: (_, { classlabels_strings, classlabels_ints }) => classLabels(classlabels_strings, classlabels_ints).dtype,
    Z: 'float32',
  },
  attributes: {
    kernel_type: text('LINEAR'),
    kernel_params: floats(),
    vectors_per_class: ints(),
    support_vectors: floats(),
    coefficients: floats(),
    prob_a: floats(),
    prob_b: floats(),
    rho: floats(),
    post_transform: text('NONE'),
    classlabels_strings: texts(),
    classlabels_ints: ints(),
  },
  infer({ X }, attributes) {
    const { count } = samplesOf(X);
    return [[count], [count, machinesOf(attributes).scores]];
  },
  cost: {
    operations: 'N·S·(perFeature·F + perVector) + N·S·2·(C - 1) + N·linear·2·F + N·P·(2 + probability) + N·post',
    memory: 'stream',
    terms({ X }, attributes) {
      const { count, features } = samplesOf(X);
      const { vectors, classes, pairs, scores, probabilities } = machinesOf(attributes);
      return {
        N: count,
        F: features,
        S: vectors,
        C: classes,
        P: vectors > 0 ? pairs : classes,
        linear: vectors > 0 ? 0 : classes,
        probability: probabilities ? 5 : 0,
        post: postTransformOperations(attributes.post_transform, scores),
        ...kernelOf(attributes.kernel_type),
      };
    },
    source:
      'ONNX specification: the kernel with each support vector, the coefficients of each pair of ' +
      'classes, rho, a vote; a logistic with prob_a and prob_b (their iterative coupling depends on ' +
      'the data and is left out)',
  },
});

interface MachineAttributes {
  readonly vectors_per_class: readonly number[] | undefined;
  readonly classlabels_strings: readonly string[] | undefined;
  readonly classlabels_ints: readonly number[] | undefined;
  readonly prob_a: readonly number[] | undefined;
}

/**
 * Scores are one per class, but raw ones of support vectors one per pair of classes (two for two classes), as
 * onnxruntime gives them out.
 */
function machinesOf({ vectors_per_class, classlabels_strings, classlabels_ints, prob_a }: MachineAttributes): {
  readonly vectors: number;
  readonly classes: number;
  readonly pairs: number;
  readonly scores: number;
  readonly probabilities: boolean;
} {
  const vectors = (vectors_per_class ?? []).reduce((sum, count) => sum + count, 0);
  const classes = classLabels(classlabels_strings, classlabels_ints).count;
  if (classes === 0) throw new NodeError('neither classlabels_strings nor classlabels_ints is given');
  const pairs = (classes * (classes - 1)) / 2;
  const probabilities = (prob_a?.length ?? 0) > 0;
  const scores = vectors === 0 || probabilities ? classes : classes > 2 ? pairs : 2;
  return { vectors, classes, pairs, scores, probabilities };
}

/** One number per sample: the kernel with each support vector, weighted; a plain linear model where there are none. */
export const svmRegressor = defineOp({
  type: 'SVMRegressor',
  domain: 'ai.onnx.ml',
  since: 1,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_SVMRegressor.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: {
    kernel_type: text('LINEAR'),
    kernel_params: floats(),
    support_vectors: floats(),
    one_class: int(0),
    coefficients: floats(),
    n_supports: int(0),
    post_transform: text('NONE'),
    rho: floats(),
  },
  infer: ({ X }) => [[samplesOf(X).count, 1]],
  cost: {
    operations: 'N·S·(perFeature·F + perVector) + N·S·2 + N·linear·2·F + N·oneClass + N·post',
    memory: 'stream',
    terms({ X }, { kernel_type, n_supports, one_class, post_transform }) {
      const { count, features } = samplesOf(X);
      return {
        N: count,
        F: features,
        S: Math.max(0, n_supports),
        linear: n_supports > 0 ? 0 : 1,
        oneClass: one_class === 0 ? 0 : 1,
        post: postTransformOperations(post_transform, 1),
        ...kernelOf(kernel_type),
      };
    },
    source:
      'ONNX specification: the kernel with each support vector, its coefficient, rho, the sign of a one-class machine',
  },
});
