import {
  biasAdd,
  biasDropout,
  biasGelu,
  biasSoftmax,
  biasSplitGelu,
  bitmaskBiasDropout,
  bitmaskDropout,
  fastGelu,
  gatedAdd,
  geluBefore20,
  qOrderedGelu,
  quickGelu,
} from '../../../src/ops/com.microsoft/activation.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

const [N, S, H] = [2, 5, 8];
const n = N * S * H;
const X = f32(N, S, H);

testOp(geluBefore20, [{ name: 'exact: 5 an element', inputs: { X }, outputs: [X], flops: 5 * n }]);
testOp(biasGelu, [{ name: 'an addition before it', inputs: { A: X, B: f32(H) }, outputs: [X], flops: 6 * n }]);
testOp(fastGelu, [
  { name: 'by tanh: 8 an element', inputs: { X }, outputs: [X], flops: 8 * n },
  { name: 'with a bias', inputs: { X, bias: f32(H) }, outputs: [X], flops: 9 * n },
]);
testOp(quickGelu, [
  {
    name: 'x·sigmoid(αx)',
    inputs: { X },
    attributes: { alpha: 1.5 },
    outputs: [X],
    flops: 6 * n,
    detail: { parameters: { alpha: 1.5 } },
  },
]);
testOp(biasSplitGelu, [
  {
    name: 'a bias on all, GELU (5) and a product on half',
    inputs: { X, bias: f32(H) },
    outputs: [f32(N, S, H / 2)],
    flops: n + 6 * (n / 2),
    pin: [H],
  },
]);
testOp(qOrderedGelu, [
  {
    name: 'scaled and requantised',
    inputs: { X: tensor('int8', N, S, H), scale_X: f32(), scale_Y: f32() },
    outputs: [tensor('int8', N, S, H)],
    flops: (1 + 5 + 4) * n,
  },
]);
testOp(biasSoftmax, [
  {
    name: 'of the last two axes together',
    inputs: { data: X, bias: f32(1, S, H) },
    attributes: { axis: 1 },
    outputs: [X],
    flops: 6 * n - 2 * N,
    detail: { kind: 'softmax', length: S * H },
  },
  {
    name: 'of rows',
    inputs: { data: X, bias: f32(1, S, H) },
    attributes: { axis: -1 },
    outputs: [X],
    flops: 6 * n - 2 * N * S,
  },
]);
testOp(biasDropout, [
  {
    name: 'bias and residual, a mask',
    inputs: { data: X, bias: f32(H), residual: X },
    outputs: [X, tensor('bool', N, S, H)],
    flops: 2 * n,
  },
  { name: 'bias alone', inputs: { data: X, bias: f32(H) }, outputs: [X], flops: n },
]);
testOp(bitmaskBiasDropout, [
  {
    name: 'a mask of one bit an element',
    inputs: { data: X, bias: f32(H) },
    outputs: [X, tensor('uint32', Math.ceil(n / 32))],
    flops: n,
  },
]);
testOp(bitmaskDropout, [
  {
    name: 'the identity',
    inputs: { data: X },
    outputs: [X, tensor('uint32', Math.ceil(n / 32))],
    flops: 0,
    view: true,
  },
]);
testOp(biasAdd, [{ name: 'two additions', inputs: { X, bias: f32(H), skip: X }, outputs: [X], flops: 2 * n }]);
testOp(gatedAdd, [{ name: 'one gate a row', inputs: { X, Y: X, gate: f32(N, S, 1) }, outputs: [X], flops: 2 * n }]);
