import { symbol } from '../../../src/dim/index.js';
import { bitwiseOperators, connectives, floatTests } from '../../../src/ops/ai.onnx/logic.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { bool, f32, known, tensor, testOp, unranked } from '../../testers/test-op.js';

for (const [type, table] of [
  ['And', [true, false, false]],
  ['Or', [true, true, false]],
  ['Xor', [false, true, false]],
] as const) {
  testOp(operatorNamed(connectives, type), [
    {
      name: 'broadcasts',
      opset: 7,
      inputs: { A: bool(3, 4), B: bool(4) },
      outputs: [bool(3, 4)],
      flops: 3 * 4,
      detail: { function: type.toLowerCase() },
    },
    {
      name: 'placed by axis',
      opset: 1,
      inputs: { A: bool(3, 4), B: bool(3) },
      attributes: { broadcast: 1, axis: 0 },
      outputs: [bool(3, 4)],
    },
    {
      name: 'elements',
      opset: 7,
      inputs: { A: known('bool', true, true, false), B: known('bool', true, false, false) },
      outputs: [known('bool', ...table)],
    },
  ]);
}
testOp(operatorNamed(connectives, 'And'), [
  {
    name: 'with what is unknown',
    inputs: { A: known('bool', false, true), B: bool(2) },
    outputs: [known('bool', false, undefined)],
  },
]);
testOp(operatorNamed(connectives, 'Or'), [
  {
    name: 'with what is unknown',
    inputs: { A: known('bool', false, true), B: bool(2) },
    outputs: [known('bool', undefined, true)],
  },
]);
testOp(operatorNamed(connectives, 'Not'), [
  {
    name: 'elements',
    inputs: { X: known('bool', true, false, undefined) },
    outputs: [known('bool', false, true, undefined)],
    flops: 3,
  },
  { name: 'an unknown rank', inputs: { X: unranked() }, outputs: [unranked('bool')] },
]);

for (const [type, wanted] of [
  ['BitwiseAnd', 0b1000],
  ['BitwiseOr', 0b1110],
  ['BitwiseXor', 0b0110],
] as const) {
  testOp(operatorNamed(bitwiseOperators, type), [
    {
      name: 'broadcasts',
      inputs: { A: tensor('int32', 2, 3), B: tensor('int32', 3) },
      outputs: [tensor('int32', 2, 3)],
      flops: 2 * 3,
    },
    {
      name: 'elements',
      inputs: { A: known('uint8', 0b1100), B: known('uint8', 0b1010) },
      outputs: [known('uint8', wanted)],
    },
  ]);
}
testOp(operatorNamed(bitwiseOperators, 'BitwiseNot'), [
  { name: 'elements', inputs: { X: known('uint8', 0b11110000) }, outputs: [known('uint8', 0b1111)], flops: 1 },
]);

testOp(operatorNamed(floatTests, 'IsNaN'), [
  {
    name: 'elements',
    inputs: { X: known('float32', NaN, 1, symbol('N')) },
    outputs: [known('bool', true, false, false)],
    flops: 3,
  },
]);
testOp(operatorNamed(floatTests, 'IsInf'), [
  {
    name: 'elements',
    inputs: { X: known('float32', Infinity, -Infinity, NaN, 1) },
    outputs: [known('bool', true, true, false, false)],
    flops: 4,
  },
  {
    name: 'only above',
    inputs: { X: known('float32', Infinity, -Infinity) },
    attributes: { detect_negative: 0 },
    outputs: [known('bool', true, false)],
  },
  {
    name: 'only below',
    inputs: { X: known('float32', Infinity, -Infinity) },
    attributes: { detect_positive: 0 },
    outputs: [known('bool', false, true)],
  },
  { name: 'a tensor', inputs: { X: f32(3, 4) }, outputs: [bool(3, 4)], flops: 3 * 4 },
]);
