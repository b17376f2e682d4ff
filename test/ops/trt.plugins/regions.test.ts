import { cropAndResizeDynamic, pyramidCrops, roiAlign } from '../../../src/ops/trt.plugins/regions.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

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

for (const operator of roiAlign) {
  testOp(operator, [
    {
      name: 'as RoiAlign',
      inputs: { X: f32(2, 8, 16, 16), rois: f32(50, 4), batch_indices: tensor('int32', 50) },
      attributes: { output_height: 5, output_width: 6, sampling_ratio: 2 },
      outputs: [f32(50, 8, 5, 6)],
      flops: 8 * 4 * 50 * 8 * 30,
    },
  ]);
}

for (const operator of cropAndResizeDynamic) {
  testOp(operator, [
    {
      name: 'regions of each image',
      inputs: { feature_maps: f32(2, 8, 16, 16), rois: f32(2, 50, 4, 1) },
      attributes: { crop_height: 7, crop_width: 9 },
      outputs: [f32(2, 50, 8, 7, 9)],
      flops: 7 * 2 * 50 * 8 * 63,
    },
  ]);
}
