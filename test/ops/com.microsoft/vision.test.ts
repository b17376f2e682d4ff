import { symbol } from '../../../src/dim/index.js';
import { cropAndResize, gridSampleBefore16 } from '../../../src/ops/com.microsoft/vision.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

testOp(gridSampleBefore16, [
  {
    name: 'takes the places of its grid',
    inputs: { X: f32(2, 3, 8, 10), grid: f32(2, 4, 5, 2) },
    outputs: [f32(2, 3, 4, 5)],
    pin: [2],
  },
]);

const images = { X: f32(2, 3, 8, 10), rois: f32(6, 4), batch_indices: tensor('int32', 6) };
testOp(cropAndResize, [
  {
    name: 'bilinear: 4 products and 3 additions',
    inputs: { ...images, crop_size: known('int32', 5, 7) },
    outputs: [f32(6, 3, 5, 7)],
    flops: 7 * 6 * 3 * 5 * 7,
  },
  {
    name: 'nearest moves; a size that is data',
    inputs: { ...images, crop_size: tensor('int32', 2) },
    attributes: { mode: 'nearest' },
    outputs: [f32(6, 3, symbol('fresh_crop_height'), symbol('fresh_crop_width'))],
    flops: 0,
  },
]);
