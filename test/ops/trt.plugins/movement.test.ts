import { batchTile, flattenConcat, topkLastDim } from '../../../src/ops/trt.plugins/movement.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

for (const operator of flattenConcat) {
  testOp(operator, [
    {
      // SSD Inception v2: four coordinates of 19²·3 boxes and of 6 boxes in each cell of 10 × 10.
      name: 'maps flattened behind the batch',
      inputs: { inputs: [f32(2, 12, 19, 19), f32(2, 24, 10, 10)] },
      attributes: { axis: 1, ignoreBatch: 0 },
      outputs: [f32(2, 4 * (19 * 19 * 3 + 10 * 10 * 6), 1, 1)],
      flops: 0,
    },
    {
      name: 'the third axis',
      inputs: { inputs: [f32(1, 2, 3, 5), f32(1, 2, 3, 7)] },
      attributes: { axis: 3 },
      outputs: [f32(1, 1, 1, 2 * 3 * (5 + 7))],
      flops: 0,
    },
  ]);
}
for (const operator of batchTile) {
  testOp(operator, [
    {
      name: 'a tile for each item',
      inputs: { batch: f32(8, 3, 5, 5), tile: f32(1, 2, 30, 1) },
      outputs: [f32(8, 2, 30, 1)],
      flops: 0,
      pin: [1],
    },
  ]);
}
for (const operator of topkLastDim) {
  testOp(operator, [
    {
      name: 'values and places of another axis',
      inputs: { input: f32(2, 50, 3) },
      attributes: { k: 7, axis: 1 },
      outputs: [f32(2, 7, 3), tensor('int32', 2, 7, 3)],
      flops: 2 * 50 * 3,
    },
  ]);
}
