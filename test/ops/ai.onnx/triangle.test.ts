import { trilu } from '../../../src/ops/ai.onnx/triangle.js';
import { f32, i64, scalar, testOp, unranked } from '../../testers/test-op.js';

const square = { ...i64(3, 3), elements: [1, 2, 3, 4, 5, 6, 7, 8, 9] };

testOp(trilu, [
  { name: 'keeps the shape', inputs: { input: f32(2, 4, 5) }, outputs: [f32(2, 4, 5)], flops: 0 },
  { name: 'an unknown rank', inputs: { input: unranked('float32') }, outputs: [unranked('float32')] },
  {
    name: 'the upper triangle',
    inputs: { input: square },
    outputs: [{ ...i64(3, 3), elements: [1, 2, 3, 0, 5, 6, 0, 0, 9] }],
  },
  {
    name: 'above the diagonal',
    inputs: { input: square, k: scalar('int64', 1) },
    outputs: [{ ...i64(3, 3), elements: [0, 2, 3, 0, 0, 6, 0, 0, 0] }],
  },
  {
    name: 'the lower triangle from below the diagonal',
    inputs: { input: square, k: scalar('int64', -1) },
    attributes: { upper: 0 },
    outputs: [{ ...i64(3, 3), elements: [0, 0, 0, 4, 0, 0, 7, 8, 0] }],
  },
]);
