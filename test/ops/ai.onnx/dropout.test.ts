import { dropout } from '../../../src/ops/ai.onnx/dropout.js';
import { bool, f32, float, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

testOp(dropout, [
  {
    name: 'lets everything through',
    opset: 7,
    inputs: { data: f32(2, 3) },
    attributes: { ratio: float(0.3) },
    outputs: [f32(2, 3)],
    flops: 0,
    view: true,
  },
  {
    name: 'a mask of the type of the data',
    opset: 6,
    inputs: { data: tensor('float16', 2, 3) },
    attributes: { is_test: 1 },
    outputs: [tensor('float16', 2, 3), tensor('float16', 2, 3)],
    flops: 0,
    view: true,
  },
  {
    name: 'a mask of truth values',
    opset: 10,
    inputs: { data: f32(2, 3) },
    outputs: [f32(2, 3), bool(2, 3)],
    view: true,
  },
  {
    name: 'ratio as an input',
    opset: 13,
    inputs: { data: f32(2, 3), ratio: scalar('float32', 0.5) },
    outputs: [f32(2, 3), bool(2, 3)],
    flops: 0,
    view: true,
  },
  {
    name: 'not training, said so',
    opset: 12,
    inputs: { data: f32(2, 3), ratio: scalar('float32', 0.5), training_mode: scalar('bool', false) },
    outputs: [f32(2, 3)],
    flops: 0,
    view: true,
  },
  {
    name: 'training',
    opset: 12,
    inputs: { data: f32(2, 3), ratio: scalar('float32', 0.5), training_mode: scalar('bool', true) },
    outputs: [f32(2, 3), bool(2, 3)],
    flops: (1 + 1 + 2) * 2 * 3,
    view: false,
  },
  { name: 'elements', opset: 13, inputs: { data: known('float32', 1, 2) }, outputs: [known('float32', 1, 2)] },
  {
    name: 'a mode of unknown rank',
    opset: 13,
    inputs: { data: f32(2, 3), training_mode: unranked('bool') },
    outputs: [f32(2, 3)],
  },
  {
    name: 'an unknown rank',
    opset: 13,
    inputs: { data: unranked('float32') },
    outputs: [unranked('float32'), unranked('bool')],
  },
]);
