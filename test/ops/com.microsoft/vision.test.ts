import { symbol } from '../../../src/dim/index.js';
import {
  cropAndResize,
  disentangledAttention,
  efficientNms,
  gridSampleBefore16,
  pyramidCrops,
} from '../../../src/ops/com.microsoft/vision.js';
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

testOp(efficientNms, [
  {
    name: 'as many places as may be filled',
    inputs: { boxes: f32(2, 50, 4), scores: f32(2, 50, 3) },
    attributes: { max_output_boxes: 10, score_activation: 1 },
    outputs: [tensor('int32', 2, 1), f32(2, 10, 4), f32(2, 10), tensor('int32', 2, 10)],
    flops: 5 * 2 * 50 * 3,
    pin: [4],
  },
]);

const maps = {
  feature_map_0: f32(2, 8, 16, 16),
  feature_map_1: f32(2, 8, 8, 8),
  feature_map_2: f32(2, 8, 4, 4),
  feature_map_3: f32(2, 8, 2, 2),
};
for (const operator of pyramidCrops) {
  testOp(operator, [
    {
      name: 'regions of one size',
      inputs: { boxes: f32(2, 50, 4), ...maps },
      attributes: { pooled_size: 7 },
      outputs: [f32(2, 50, 8, 7, 7)],
      flops: 7 * 2 * 50 * 8 * 49,
    },
  ]);
}

testOp(disentangledAttention, [
  {
    name: 'two additions and a scale',
    inputs: { c2c_attention: f32(12, 5, 5), c2p_attention: f32(12, 5, 16), p2c_attention: f32(12, 5, 16) },
    outputs: [f32(12, 5, 5)],
    flops: 3 * 12 * 5 * 5,
  },
]);
