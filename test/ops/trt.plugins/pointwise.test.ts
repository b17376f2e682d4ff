import { clip, gelu, leakyRelu, normalize, reorg, resizeNearest } from '../../../src/ops/trt.plugins/pointwise.js';
import { f32, float, testOp } from '../../testers/test-op.js';

const count = 2 * 8 * 6 * 4;
for (const operator of leakyRelu) {
  testOp(operator, [
    {
      name: 'a comparison and a product',
      inputs: { input: f32(2, 8, 6, 4) },
      attributes: { negSlope: float(0.5) },
      outputs: [f32(2, 8, 6, 4)],
      flops: 2 * count,
      detail: { kind: 'elementwise', function: 'leakyrelu', parameters: { alpha: 0.5 } },
    },
  ]);
}
for (const operator of clip) {
  testOp(operator, [
    {
      name: 'two comparisons',
      inputs: { input: f32(2, 8, 6, 4) },
      attributes: { clipMax: float(6) },
      outputs: [f32(2, 8, 6, 4)],
      flops: 2 * count,
      detail: { kind: 'elementwise', function: 'clip', parameters: { min: 0, max: 6 } },
    },
  ]);
}
for (const operator of gelu) {
  testOp(operator, [
    {
      name: 'after a bias',
      inputs: { input: f32(2, 8, 6, 4) },
      attributes: { has_bias: 1 },
      outputs: [f32(2, 8, 6, 4)],
      flops: 9 * count,
    },
  ]);
}
for (const operator of normalize) {
  testOp(operator, [{ name: 'keeps the shape', inputs: { input: f32(2, 8, 6, 4) }, outputs: [f32(2, 8, 6, 4)] }]);
}
for (const operator of reorg) {
  testOp(operator, [
    {
      name: 'YOLO v2: 64 channels of 26 × 26 are 256 of 13 × 13',
      inputs: { input: f32(1, 64, 26, 26) },
      attributes: { stride: 2 },
      outputs: [f32(1, 256, 13, 13)],
      flops: 0,
      pin: [26],
    },
  ]);
}
for (const operator of resizeNearest) {
  testOp(operator, [
    {
      name: 'both sides by a scale',
      inputs: { input: f32(1, 64, 13, 7) },
      attributes: { scale: float(2) },
      outputs: [f32(1, 64, 26, 14)],
      flops: 0,
    },
  ]);
}
