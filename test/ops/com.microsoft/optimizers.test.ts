import {
  adamOptimizer,
  adamWOptimizer,
  lambOptimizer,
  sgdOptimizerV2,
} from '../../../src/ops/com.microsoft/optimizers.js';
import type { Sequence } from '../../../src/ir/index.js';
import { bool, f32, i64, tensor, testOp } from '../../testers/test-op.js';

const weights: Sequence = {
  kind: 'sequence',
  element: tensor('float32'),
  length: 2,
  items: [f32(16, 8), f32(16)],
};
const elements = 16 * 8 + 16;

testOp(adamOptimizer, [
  {
    name: 'a weight of float32 with a copy of float16',
    inputs: {
      R: f32(1),
      T: i64(1),
      weights: f32(16, 8),
      gradients: tensor('float16', 16, 8),
      moment_1: f32(16, 8),
      moment_2: f32(16, 8),
      mixed_precision_weights: tensor('float16', 16, 8),
    },
    outputs: [i64(1), f32(16, 8), f32(16, 8), f32(16, 8), tensor('float16', 16, 8), tensor('float16', 16, 8)],
    flops: 16 * 16 * 8,
  },
]);

testOp(adamWOptimizer, [
  {
    name: 'weights of several ranks',
    inputs: { lr: f32(), step: i64(), weights, gradients: weights, momentums_1: weights, momentums_2: weights },
    outputs: [bool(), weights, weights, weights],
    flops: 16 * elements,
  },
]);

testOp(sgdOptimizerV2, [
  {
    name: 'weights of several ranks',
    inputs: { lr: f32(), weights, gradients: weights },
    outputs: [bool(), weights],
    flops: 2 * elements,
  },
]);

testOp(lambOptimizer, [
  {
    name: 'two groups, the second without a copy',
    inputs: {
      update_signal: bool(1),
      loss_scale: f32(1),
      gradient_norm: f32(1),
      R: f32(1),
      step: i64(1),
      groups: [
        f32(16, 8),
        tensor('float16', 16, 8),
        f32(16, 8),
        f32(16, 8),
        tensor('float16', 16, 8),
        f32(4),
        tensor('float16', 4),
        f32(4),
        f32(4),
      ],
    },
    outputs: [
      i64(1),
      f32(16, 8),
      tensor('float16', 16, 8),
      f32(16, 8),
      f32(16, 8),
      tensor('float16', 16, 8),
      f32(4),
      tensor('float16', 4),
      f32(4),
      f32(4),
    ],
    flops: 21 * (16 * 8 + 4),
  },
]);
