import { symbol } from '../../../src/dim/index.js';
import {
  batchedNms,
  gridPriors,
  multiLevelRoiAlign,
  nonMaxSuppression,
  roiAlign,
  rotatedNms,
} from '../../../src/ops/mmdeploy/detection.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

for (const operator of batchedNms) {
  const numbers = operator.type === 'TRTBatchedNMS' ? 5 : 6;
  testOp(operator, [
    {
      name: 'as many as it keeps',
      inputs: { boxes: f32(2, 100, 1, numbers - 1), scores: f32(2, 100, 3) },
      attributes: { keep_topk: 20, topk: 50 },
      outputs: [f32(2, 20, numbers), tensor('int32', 2, 20)],
      flops: 2 * 100 * 3,
      pin: [numbers],
    },
  ]);
}
for (const operator of rotatedNms) {
  testOp(operator, [
    {
      name: 'how many is data',
      inputs: { boxes: f32(100, 5), scores: f32(100) },
      outputs: [{ kind: 'tensor', dtype: 'int64', shape: [symbol('fresh_count')] }],
      flops: 100,
      pin: 'all',
    },
  ]);
}
for (const operator of nonMaxSuppression) {
  testOp(operator, [
    {
      name: 'places in boxes of one image',
      inputs: { boxes: f32(100, 4), scores: f32(100), max_output_boxes_per_class: known('int64', 20) },
      outputs: [{ kind: 'tensor', dtype: 'int64', shape: [symbol('fresh_count')] }],
      flops: 100,
      pin: 'all',
    },
  ]);
}
for (const operator of roiAlign) {
  testOp(operator, [
    {
      name: 'one size for all regions',
      inputs: { input: f32(2, 16, 32, 32), rois: f32(30, 5) },
      attributes: { output_height: 7, output_width: 7, sampling_ratio: 2 },
      outputs: [f32(30, 16, 7, 7)],
      flops: 8 * 4 * 30 * 16 * 49,
    },
  ]);
}
for (const operator of multiLevelRoiAlign) {
  testOp(operator, [
    {
      name: 'regions of two maps',
      inputs: { rois: f32(30, 5), feats: [f32(2, 16, 32, 32), f32(2, 16, 16, 16)] },
      attributes: { output_height: 7, output_width: 7, sampling_ratio: 2 },
      outputs: [f32(30, 16, 7, 7)],
      flops: 8 * 4 * 30 * 16 * 49,
    },
  ]);
}
for (const operator of gridPriors) {
  testOp(operator, [
    {
      name: 'anchors at every place',
      inputs: { base_anchors: f32(3, 4), height: i64(8), width: i64(9) },
      outputs: [f32(3 * 8 * 9, 4)],
      flops: 3 * 8 * 9 * 4,
      pin: [4],
    },
  ]);
}
