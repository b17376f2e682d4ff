import {
  deformableConv2d,
  fakeQuantize,
  groupNorm,
  normalize,
  swish,
} from '../../../src/ops/org.openvinotoolkit/operators.js';
import { f32, testOp } from '../../testers/test-op.js';

const bound = f32();
testOp(fakeQuantize, [
  {
    name: 'seven an element',
    inputs: { data: f32(2, 8, 4, 4), input_low: bound, input_high: bound, output_low: bound, output_high: bound },
    attributes: { levels: 256 },
    outputs: [f32(2, 8, 4, 4)],
    flops: 7 * 2 * 8 * 16,
    detail: { kind: 'quantization', function: 'requantize' },
  },
]);
testOp(swish, [{ name: 'a sigmoid and a product', inputs: { data: f32(2, 8) }, outputs: [f32(2, 8)], flops: 5 * 16 }]);
testOp(normalize, [
  {
    name: 'four an element',
    inputs: { data: f32(2, 8, 4, 4), weights: f32(8) },
    outputs: [f32(2, 8, 4, 4)],
    flops: 4 * 256,
  },
]);
testOp(groupNorm, [
  {
    name: 'as GroupNormalization',
    inputs: { data: f32(2, 8, 4, 4), gamma: f32(8), beta: f32(8) },
    attributes: { num_groups: 4 },
    outputs: [f32(2, 8, 4, 4)],
    flops: 7 * 256 + 3 * 2 * 4,
  },
]);
testOp(deformableConv2d, [
  {
    name: 'offsets come before the weights',
    inputs: { X: f32(1, 4, 8, 8), offset: f32(1, 18, 8, 8), W: f32(6, 4, 3, 3) },
    attributes: { pads: [1, 1, 1, 1] },
    outputs: [f32(1, 6, 8, 8)],
    multiplyAdds: 6 * 64 * 4 * 9,
    pin: [3],
  },
]);
