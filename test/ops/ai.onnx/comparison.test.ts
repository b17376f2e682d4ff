import { negate, subtract, symbol } from '../../../src/dim/index.js';
import { comparisons } from '../../../src/ops/ai.onnx/comparison.js';
import { operatorNamed } from '../../testers/operator-named.js';
import type { Element } from '../../../src/ir/index.js';
import { bool, f32, known, scalar, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');

const holds = (...all: readonly (Element | undefined)[]): Element => ({
  kind: 'condition',
  all: all.filter((dim) => typeof dim === 'object' && dim.kind === 'expression'),
});

for (const [type, onNumbers, onSymbol] of [
  ['Equal', [false, true, false], [holds(N, negate(N)), false]],
  ['Less', [true, false, false], [false, false]],
  ['LessOrEqual', [true, true, false], [holds(negate(N)), false]],
  ['Greater', [false, false, true], [holds(subtract(N, 1)), true]],
  ['GreaterOrEqual', [false, true, true], [true, true]],
] as const) {
  testOp(operatorNamed(comparisons, type), [
    {
      name: 'broadcasts to truth values',
      opset: 16,
      inputs: { A: f32(2, 3), B: f32(3) },
      outputs: [bool(2, 3)],
      flops: 2 * 3,
      detail: { kind: 'elementwise', function: type.toLowerCase() },
    },
    {
      name: '1, 2, 3 with 2',
      opset: 16,
      inputs: { A: known('int64', 1, 2, 3), B: scalar('int64', 2) },
      outputs: [known('bool', ...onNumbers)],
    },
    {
      name: 'a symbol with 0 and -1',
      opset: 16,
      inputs: { A: known('int64', N, N), B: known('int64', 0, -1) },
      outputs: [known('bool', ...onSymbol)],
    },
    {
      name: 'an unknown rank is still of truth values',
      opset: 16,
      inputs: { A: unranked('float32'), B: f32(3) },
      outputs: [unranked('bool')],
    },
  ]);
}

testOp(operatorNamed(comparisons, 'Equal'), [
  {
    name: 'placed by axis',
    opset: 1,
    inputs: { A: f32(2, 3, 4), B: f32(3) },
    attributes: { broadcast: 1, axis: 1 },
    outputs: [bool(2, 3, 4)],
  },
  {
    name: 'texts',
    opset: 19,
    inputs: { A: known('string', 'a', 'b'), B: scalar('string', 'a') },
    outputs: [known('bool', true, false)],
  },
]);
