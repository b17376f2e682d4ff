import { svmClassifier, svmRegressor } from '../../../src/ops/ai.onnx.ml/support-vectors.js';
import { f32, floats, i64, tensor, testOp } from '../../testers/test-op.js';

// N samples, F features, S support vectors, C classes. RBF: subtract, square, add per feature, then a product and an
// exponential.
testOp(svmClassifier, [
  {
    name: 'a machine per pair of four classes',
    inputs: { X: f32(7, 5) },
    attributes: {
      kernel_type: 'RBF',
      vectors_per_class: [3, 2, 1, 2],
      classlabels_ints: [0, 1, 2, 3],
      coefficients: floats(1),
      rho: floats(1),
    },
    outputs: [i64(7), f32(7, 6)],
    multiplyAdds: 0,
    flops: 7 * 8 * (3 * 5 + 2) + 7 * 8 * 2 * 3 + 7 * 6 * 2,
  },
  {
    name: 'probabilities: one per class, a logistic per pair',
    inputs: { X: f32(7, 5) },
    attributes: {
      kernel_type: 'POLY',
      vectors_per_class: [3, 2, 1],
      classlabels_strings: ['a', 'b', 'c'],
      prob_a: floats(1, 1, 1),
      prob_b: floats(0, 0, 0),
    },
    outputs: [tensor('string', 7), f32(7, 3)],
    flops: 7 * 6 * (2 * 5 + 3) + 7 * 6 * 2 * 2 + 7 * 3 * (2 + 5),
  },
  {
    name: 'linear machines have no support vectors',
    inputs: { X: f32(7, 5) },
    attributes: { classlabels_ints: [0, 1, 2], coefficients: floats(1), rho: floats(1) },
    outputs: [i64(7), f32(7, 3)],
    flops: 7 * 3 * 2 * 5 + 7 * 3 * 2,
  },
]);

testOp(svmRegressor, [
  {
    name: 'tanh kernel of eight vectors',
    inputs: { X: f32(7, 5) },
    attributes: { kernel_type: 'SIGMOID', n_supports: 8, one_class: 1 },
    outputs: [f32(7, 1)],
    flops: 7 * 8 * (2 * 5 + 3) + 7 * 8 * 2 + 7,
  },
  { name: 'plain linear model', inputs: { X: f32(7, 5) }, outputs: [f32(7, 1)], flops: 7 * 2 * 5 },
]);
