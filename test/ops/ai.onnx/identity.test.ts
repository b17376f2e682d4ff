import { identity } from '../../../src/ops/ai.onnx/identity.js';
import { f32, known, testOp, unranked } from '../../testers/test-op.js';

testOp(identity, [
  {
    name: 'a tensor',
    inputs: { input: f32(2, 3) },
    outputs: [f32(2, 3)],
    flops: 0,
    view: true,
    detail: { kind: 'movement', function: 'identity' },
  },
  { name: 'elements', inputs: { input: known('int64', 1, 2) }, outputs: [known('int64', 1, 2)] },
  { name: 'an unknown rank', inputs: { input: unranked('float32') }, outputs: [unranked('float32')] },
  {
    name: 'a sequence',
    opset: 14,
    inputs: { input: { kind: 'sequence', element: f32(2), length: 3 } },
    outputs: [{ kind: 'sequence', element: f32(2), length: 3 }],
    view: true,
    pin: 'all',
  },
  {
    name: 'an optional',
    opset: 16,
    inputs: { input: { kind: 'optional', element: f32(2), present: true } },
    outputs: [{ kind: 'optional', element: f32(2), present: true }],
    pin: 'all',
  },
]);
