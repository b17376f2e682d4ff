import { reverseSequence } from '../../../src/ops/ai.onnx/reverse-sequence.js';
import { f32, i64, testOp } from '../../testers/test-op.js';

testOp(reverseSequence, [
  {
    name: 'keeps the shape',
    inputs: { input: f32(7, 3, 5), sequence_lens: i64(3) },
    outputs: [f32(7, 3, 5)],
    flops: 0,
    detail: { kind: 'movement', function: 'reversesequence', axis: 0 },
  },
  {
    name: 'time second',
    inputs: { input: f32(3, 7), sequence_lens: i64(3) },
    attributes: { time_axis: 1, batch_axis: 0 },
    outputs: [f32(3, 7)],
    detail: { axis: 1 },
  },
]);
