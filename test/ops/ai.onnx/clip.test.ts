import { symbol } from '../../../src/dim/index.js';
import { clip } from '../../../src/ops/ai.onnx/clip.js';
import { f32, float, known, scalar, testOp } from '../../testers/test-op.js';

const N = symbol('N');
const size = 1 * 32 * 112 * 112;

testOp(clip, [
  {
    name: 'ReLU6 by attributes',
    opset: 6,
    inputs: { input: f32(1, 32, 112, 112) },
    attributes: { min: float(0), max: float(6) },
    outputs: [f32(1, 32, 112, 112)],
    flops: 2 * size,
    detail: { kind: 'elementwise', function: 'clip', parameters: { min: 0, max: 6 } },
  },
  {
    name: 'ReLU6 by inputs',
    opset: 13,
    inputs: { input: f32(1, 32, 112, 112), min: scalar('float32', 0), max: scalar('float32', 6) },
    outputs: [f32(1, 32, 112, 112)],
    flops: 2 * size,
    detail: { parameters: { min: 0, max: 6 } },
  },
  {
    name: 'only a lower bound',
    opset: 11,
    inputs: { input: f32(4, 5), min: scalar('float32', 0) },
    outputs: [f32(4, 5)],
    flops: 4 * 5,
    detail: { parameters: { min: 0 } },
  },
  {
    name: 'only an upper bound',
    opset: 11,
    inputs: { input: f32(4, 5), max: scalar('float32', 6) },
    outputs: [f32(4, 5)],
    flops: 4 * 5,
    detail: { parameters: { max: 6 } },
  },
  {
    name: 'bounds that only a run tells',
    opset: 11,
    inputs: { input: f32(4, 5), min: f32(), max: f32() },
    outputs: [f32(4, 5)],
    flops: 2 * 4 * 5,
  },
  { name: 'no bounds', opset: 1, inputs: { input: f32(4, 5) }, outputs: [f32(4, 5)], flops: 0 },
  {
    name: 'elements',
    opset: 12,
    inputs: { input: known('int64', -5, 50, N), min: scalar('int64', 0), max: scalar('int64', 10n ** 19n) },
    outputs: [known('int64', 0, 50, N)],
  },
  {
    name: 'elements between attributes',
    opset: 6,
    inputs: { input: known('float32', -1, 3, 9) },
    attributes: { min: float(0), max: float(6) },
    outputs: [known('float32', 0, 3, 6)],
  },
  {
    name: 'elements below an unknown bound',
    opset: 12,
    inputs: { input: known('int64', 5), max: known('int64', undefined) },
    outputs: [known('int64', undefined)],
  },
]);
