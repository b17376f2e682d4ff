import { detectionOutput, gridAnchor, priorBox, proposal, regionProposal } from '../../../src/ops/trt.plugins/boxes.js';
import { f32, floats, tensor, testOp } from '../../testers/test-op.js';

for (const operator of priorBox) {
  testOp(operator, [
    {
      // SSD300's conv6_2: one least size, one greatest, ratios 2 and 3 flipped: 6 boxes a cell.
      name: 'six boxes a cell of 10 × 10',
      inputs: { feature_map: f32(1, 256, 10, 10) },
      attributes: { minSize: floats(111), maxSize: floats(162), aspectRatios: floats(2, 3), flip: 1 },
      outputs: [f32(2, 10 * 10 * 6 * 4, 1)],
      flops: 2 * 2400,
      pin: 'all',
    },
  ]);
}
for (const operator of proposal) {
  testOp(operator, [
    {
      name: 'as many regions as the node says',
      inputs: { scores: f32(1, 9, 38, 50), deltas: f32(1, 36, 38, 50) },
      attributes: { post_nms_top_n: 300 },
      outputs: [f32(1, 300, 4, 1)],
      flops: 9 * 38 * 50,
    },
  ]);
}
for (const operator of detectionOutput) {
  testOp(operator, [
    {
      name: 'seven numbers for each place, the scores where inputOrder says',
      inputs: { first: f32(2, 34928, 1, 1), second: f32(1, 2, 34928, 1), third: f32(2, 183372, 1, 1) },
      attributes: { keepTopK: 200, inputOrder: [0, 2, 1] },
      outputs: [f32(2, 1, 200, 7), tensor('int32', 2, 1, 1, 1)],
      flops: 2 * 183372,
      pin: [1],
    },
  ]);
}

// The 1,917 boxes of SSD MobileNet at 300 × 300: three in each cell of the first map, six in those of the others.
const sides = [19, 10, 5, 3, 2, 1];
for (const operator of gridAnchor) {
  const isRectangular = operator.type === 'GridAnchorRect_TRT';
  testOp(operator, [
    {
      name: 'boxes of six maps',
      inputs: {},
      attributes: {
        aspectRatios: floats(1, 2, 0.5, 3, 0.33),
        featureMapShapes: isRectangular ? sides.flatMap((side) => [side, side]) : sides,
        numLayers: 6,
      },
      outputs: sides.map((side, map) => f32(2, side * side * (map === 0 ? 3 : 6) * 4, 1)),
      flops: 2 * 1917 * 4,
    },
  ]);
}
for (const operator of regionProposal) {
  testOp(operator, [
    {
      // VGG16 Faster R-CNN of the samples: 300 regions of 7 × 7 with 512 channels.
      name: 'regions and what is pooled of them',
      inputs: {
        scores: f32(1, 18, 24, 32),
        deltas: f32(1, 36, 24, 32),
        feature_map: f32(1, 512, 24, 32),
        image_info: f32(1, 1, 1, 3),
      },
      attributes: { poolingH: 7, poolingW: 7, nmsMaxOut: 300 },
      outputs: [f32(1, 1, 300, 4), f32(1, 300, 512, 7, 7)],
      flops: 18 * 24 * 32,
    },
  ]);
}
