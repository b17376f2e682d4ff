import { floorDivide, ceilDivide, symbol } from '../../../src/dim/index.js';
import type { Element } from '../../../src/ir/index.js';
import { functions, roundings } from '../../../src/ops/ai.onnx/math.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, known, tensor, testOp } from '../../testers/test-op.js';

const H = symbol('H');
const half: Element = { kind: 'fraction', numerator: H, denominator: 2 };

testOp(operatorNamed(roundings, 'Floor'), [
  {
    name: 'elements',
    inputs: { X: known('float32', 1.5, -1.5, half) },
    outputs: [known('float32', 1, -2, floorDivide(H, 2))],
    flops: 3,
  },
]);
testOp(operatorNamed(roundings, 'Ceil'), [
  {
    name: 'elements',
    inputs: { X: known('float32', 1.5, -1.5, half) },
    outputs: [known('float32', 2, -1, ceilDivide(H, 2))],
    flops: 3,
  },
]);
testOp(operatorNamed(roundings, 'Round'), [
  {
    name: 'ties go to the even number',
    inputs: { X: known('float32', 0.5, 1.5, 2.5, 0.9, 2.4) },
    outputs: [known('float32', 0, 2, 2, 1, 2)],
    flops: 5,
    detail: { function: 'round' },
  },
]);

for (const [type, compute] of [
  ['Exp', Math.exp],
  ['Log', Math.log],
  ['Sin', Math.sin],
  ['Cos', Math.cos],
  ['Tan', Math.tan],
  ['Asin', Math.asin],
  ['Acos', Math.acos],
  ['Atan', Math.atan],
  ['Sinh', Math.sinh],
  ['Cosh', Math.cosh],
  ['Asinh', Math.asinh],
  ['Acosh', Math.acosh],
  ['Atanh', Math.atanh],
] as const) {
  testOp(operatorNamed(functions, type), [
    {
      name: 'one evaluation per element',
      inputs: { input: f32(3, 4, 5) },
      outputs: [f32(3, 4, 5)],
      flops: 3 * 4 * 5,
      detail: { kind: 'elementwise', function: type.toLowerCase() },
    },
    {
      name: 'elements',
      inputs: { input: known('float32', 0.5, H) },
      outputs: [known('float32', Math.fround(compute(0.5)), undefined)],
    },
  ]);
}
testOp(operatorNamed(functions, 'Erf'), [
  {
    name: 'one evaluation per element',
    inputs: { input: tensor('float64', 3, 4) },
    outputs: [tensor('float64', 3, 4)],
    flops: 3 * 4,
  },
]);
