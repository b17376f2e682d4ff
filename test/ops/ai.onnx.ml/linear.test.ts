import { linearClassifier, linearRegressor } from '../../../src/ops/ai.onnx.ml/linear.js';
import { f32, floats, i64, tensor, testOp } from '../../testers/test-op.js';

// N samples of F features, C models: a product, the intercepts, the greatest of C scores, a softmax of 5·C − 2.
testOp(linearClassifier, [
  {
    name: 'three classes by number',
    inputs: { X: f32(7, 4) },
    attributes: {
      coefficients: floats(...new Array<number>(12).fill(1)),
      intercepts: floats(1, 2, 3),
      classlabels_ints: [0, 1, 2],
      post_transform: 'SOFTMAX',
    },
    outputs: [i64(7), f32(7, 3)],
    multiplyAdds: 0,
    flops: 7 * 3 * (2 * 4) + 7 * 3 + 7 * 2 + 7 * (5 * 3 - 2),
  },
  {
    name: 'one model tells two texts apart and scores both',
    inputs: { X: tensor('int64', 7, 4) },
    attributes: {
      coefficients: floats(1, 2, 3, 4),
      intercepts: floats(1),
      classlabels_strings: ['no', 'yes'],
      post_transform: 'LOGISTIC',
    },
    outputs: [tensor('string', 7), f32(7, 2)],
    flops: 7 * (2 * 4) + 7 + 7 + 7 * 4 * 2,
  },
  {
    name: 'a vector is one sample',
    inputs: { X: f32(4) },
    attributes: { intercepts: floats(1, 2, 3), classlabels_ints: [0, 1, 2] },
    outputs: [i64(1), f32(1, 3)],
  },
]);

testOp(linearRegressor, [
  {
    name: 'two targets',
    inputs: { X: f32(7, 4) },
    attributes: { coefficients: floats(1, 2, 3, 4, 5, 6, 7, 8), intercepts: floats(1, 2), targets: 2 },
    outputs: [f32(7, 2)],
    flops: 7 * 2 * (2 * 4) + 7 * 2,
  },
  {
    name: 'one target without an intercept',
    inputs: { X: f32(4) },
    attributes: { coefficients: floats(1, 2, 3, 4) },
    outputs: [f32(1, 1)],
    flops: 2 * 4,
  },
]);
