import { coordinateChannels, keptBoxes, region, specialSlice } from '../../../src/ops/trt.plugins/detections.js';
import { f32, testOp } from '../../testers/test-op.js';

for (const operator of keptBoxes) {
  const width = /^(?:Detection|Generate)/u.test(operator.type) ? 6 : 4;
  testOp(operator, [
    {
      name: 'as many boxes as the node says',
      inputs: { first: f32(2, 1000, 8), others: [f32(2, 1000, 2)] },
      attributes: { keep_topk: 100 },
      outputs: [f32(2, 100, width)],
      flops: 2 * 1000 * 8,
    },
  ]);
}

for (const operator of specialSlice) {
  testOp(operator, [
    {
      name: 'boxes of detections',
      inputs: { detections: f32(2, 100, 6) },
      outputs: [f32(2, 100, 4)],
      flops: 0,
      reads: { 0: 2 * 100 * 4 },
    },
  ]);
}

for (const operator of region) {
  testOp(operator, [
    {
      name: 'five anchors of twenty classes',
      inputs: { input: f32(2, 125, 13, 14) },
      outputs: [f32(2, 125, 13, 14)],
      flops: 4 * 2 * 125 * 13 * 14,
    },
  ]);
}

for (const operator of coordinateChannels) {
  testOp(operator, [
    { name: 'two channels more', inputs: { input: f32(2, 3, 8, 9) }, outputs: [f32(2, 5, 8, 9)], flops: 0 },
  ]);
}
