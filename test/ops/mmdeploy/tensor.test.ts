import {
  cornerPool,
  dotProductAttention,
  gatherTopk,
  gridSampler,
  mmcvInstanceNormalization,
} from '../../../src/ops/mmdeploy/tensor.js';
import { f32, i64, testOp } from '../../testers/test-op.js';

for (const operator of mmcvInstanceNormalization) {
  testOp(operator, [
    {
      name: 'as the standard has it',
      inputs: { input: f32(2, 4, 5, 5), scale: f32(4), B: f32(4) },
      outputs: [f32(2, 4, 5, 5)],
      flops: 7 * 2 * 4 * 25 + 3 * 8,
    },
  ]);
}
// Bilinear: 4 products and 3 additions an element, 4 operations a coordinate; nearest copies.
for (const operator of gridSampler) {
  testOp(operator, [
    {
      name: 'bilinear',
      inputs: { X: f32(2, 3, 8, 10), grid: f32(2, 4, 5, 2) },
      attributes: { interpolation_mode: 0, padding_mode: 0, align_corners: 0 },
      outputs: [f32(2, 3, 4, 5)],
      flops: 7 * 2 * 3 * 20 + 4 * 2 * 20 * 2,
      pin: [2],
    },
    {
      name: 'nearest',
      inputs: { X: f32(2, 3, 8, 10), grid: f32(2, 4, 5, 2) },
      attributes: { interpolation_mode: 1 },
      outputs: [f32(2, 3, 4, 5)],
      flops: 4 * 2 * 20 * 2,
      pin: [2],
    },
  ]);
}
for (const operator of dotProductAttention) {
  testOp(operator, [
    {
      name: 'one head, weights besides',
      inputs: { query: f32(8, 10, 16), key: f32(8, 12, 16), value: f32(8, 12, 16) },
      outputs: [f32(8, 10, 16), f32(8, 10, 12)],
      multiplyAdds: 8 * 10 * 12 * 2 * 16,
      flops: 2 * 8 * 10 * 12 * 2 * 16 + 5 * 8 * 10 * 12 - 2 * 8 * 10,
    },
  ]);
}
for (const operator of gatherTopk) {
  testOp(operator, [
    {
      name: 'slices sample by sample',
      inputs: { data: f32(2, 100, 4), indices: i64(2, 20) },
      outputs: [f32(2, 20, 4)],
      reads: { 0: 2 * 20 * 4 },
    },
  ]);
}
for (const operator of cornerPool) {
  testOp(operator, [
    { name: 'a comparison', inputs: { input: f32(2, 4, 8, 8) }, outputs: [f32(2, 4, 8, 8)], flops: 2 * 4 * 64 },
  ]);
}
