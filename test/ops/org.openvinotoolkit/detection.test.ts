import {
  detectionOutput,
  detectronOutput,
  priorBox,
  priorBoxClustered,
  priorGrid,
  proposals,
  regionFeatures,
  topRegions,
} from '../../../src/ops/org.openvinotoolkit/detection.js';
import { f32, floats, tensor, testOp } from '../../testers/test-op.js';

testOp(priorBox, [
  {
    name: 'six boxes a cell: a least size with ratios 1, 2, 1/2, 3, 1/3, and a greatest',
    inputs: { feature_map: f32(1, 256, 10, 10), image: f32(1, 3, 300, 300) },
    attributes: { min_size: floats(111), max_size: floats(162), aspect_ratio: floats(2, 3), flip: 1 },
    outputs: [f32(1, 2, 10 * 10 * 6 * 4)],
    pin: 'all',
  },
]);
testOp(priorBoxClustered, [
  {
    name: 'a box a cell for each width',
    inputs: { feature_map: f32(1, 256, 10, 10), image: f32(1, 3, 300, 300) },
    attributes: { width: floats(10, 20, 30), height: floats(10, 20, 30) },
    outputs: [f32(1, 2, 10 * 10 * 3 * 4)],
    pin: 'all',
  },
]);
testOp(detectionOutput, [
  {
    name: 'a row of seven for each place of each image',
    inputs: { box_logits: f32(2, 34928), class_preds: f32(2, 183372), proposals: f32(1, 2, 34928) },
    attributes: { keep_top_k: [200] },
    outputs: [f32(1, 1, 400, 7)],
    flops: 2 * 183372,
    pin: [1],
  },
]);
testOp(priorGrid, [
  {
    name: 'a box for each prior and cell',
    inputs: { priors: f32(3, 4), feature_map: f32(1, 256, 25, 42), image: f32(1, 3, 800, 1344) },
    outputs: [f32(25 * 42 * 3, 4)],
    pin: [4],
  },
]);
testOp(proposals, [
  {
    name: 'as many as the node says',
    inputs: { im_info: f32(3), anchors: f32(3150, 4), deltas: f32(12, 25, 42), scores: f32(3, 25, 42) },
    attributes: { post_nms_count: 500 },
    outputs: [f32(500, 4), f32(500)],
    flops: 3 * 25 * 42,
  },
]);
testOp(topRegions, [
  {
    name: 'the best thousand',
    inputs: { rois: f32(5000, 4), scores: f32(5000) },
    outputs: [f32(1000, 4)],
  },
]);
testOp(regionFeatures, [
  {
    name: 'seven by seven of each region',
    inputs: { rois: f32(1000, 4), pyramid: [f32(1, 256, 200, 336), f32(1, 256, 100, 168)] },
    outputs: [f32(1000, 256, 7, 7), f32(1000, 4)],
    flops: 8 * 4 * 1000 * 256 * 49,
  },
]);
testOp(detectronOutput, [
  {
    name: 'boxes, classes and scores of as many as the node says',
    inputs: { rois: f32(1000, 4), deltas: f32(1000, 324), scores: f32(1000, 81), im_info: f32(1, 3) },
    outputs: [f32(100, 4), tensor('int32', 100), f32(100)],
  },
]);
