import { symbol } from '../../../src/dim/index.js';
import { where } from '../../../src/ops/ai.onnx/where.js';
import { bool, f32, known, scalar, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');

testOp(where, [
  {
    name: 'all three broadcast',
    inputs: { condition: bool(1, 1, 8, 8), X: f32(2, 4, 8, 8), Y: f32() },
    outputs: [f32(2, 4, 8, 8)],
    flops: 2 * 4 * 8 * 8,
    detail: { kind: 'elementwise', function: 'where' },
  },
  {
    name: 'the shape that Expand gets',
    inputs: { condition: known('bool', false, true), X: known('int64', 1, 1), Y: known('int64', N, -1) },
    outputs: [known('int64', N, 1)],
  },
  {
    name: 'an open condition between equals',
    inputs: { condition: bool(2), X: known('int64', 1, 2), Y: known('int64', 1, 3) },
    outputs: [known('int64', 1, undefined)],
  },
  {
    name: 'texts',
    inputs: { condition: scalar('bool', true), X: scalar('string', 'a'), Y: scalar('string', 'b') },
    outputs: [scalar('string', 'a')],
  },
  {
    name: 'an unknown rank',
    inputs: { condition: unranked('bool'), X: f32(3), Y: f32(3) },
    outputs: [unranked('float32')],
  },
]);
