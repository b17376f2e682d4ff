import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../src/ir/index.js';
import { flexAttention } from '../../../src/ops/ai.onnx/flex-attention.js';
import { body, f32, tensor, testOp, unranked } from '../../testers/test-op.js';

testOp(flexAttention, [
  {
    name: 'both products of grouped heads; scaling and softmax of each score',
    inputs: { Q: f32(2, 8, 10, 64), K: f32(2, 4, 12, 64), V: f32(2, 4, 12, 80) },
    outputs: [f32(2, 8, 10, 80)],
    multiplyAdds: 2 * 8 * 10 * 12 * (64 + 80),
    flops: 2 * 2 * 8 * 10 * 12 * (64 + 80) + 2 * 8 * 10 * (6 * 12 - 2),
    detail: { kind: 'attention', heads: 8, keyValueHeads: 4 },
  },
]);

describe('FlexAttention’s graphs', () => {
  const graph: Graph = { name: 'identity', inputs: [], outputs: [], valueInfo: new Map(), initializers: [], nodes: [] };
  const context = { opset: 1, outputCount: 1, fresh: () => 1, warn: () => undefined };
  const half = (...shape: readonly number[]): ReturnType<typeof tensor> => tensor('float16', ...shape);
  const operands = [half(2, 8, 10, 64), half(2, 4, 12, 64), half(2, 4, 12, 80)];

  it('run once each, over all scores in single precision', () => {
    const { controlFlow } = flexAttention.apply(
      operands,
      new Map([
        ['prob_mod', body(graph)],
        ['score_mod', body(graph)],
      ]),
      context,
    );
    const scores = { inputs: [tensor('float32', 2, 8, 10, 12)], carried: [], limit: 1 };
    expect(controlFlow).toMatchObject({
      kind: 'repetition',
      bodies: [
        { attribute: 'score_mod', ...scores },
        { attribute: 'prob_mod', ...scores },
      ],
    });
    expect(controlFlow?.kind === 'repetition' && controlFlow.outputs([])).toEqual([half(2, 8, 10, 80)]);
  });

  it('take the precision they are told, and none need be there', () => {
    const { controlFlow } = flexAttention.apply(
      operands,
      new Map([
        ['score_mod', body(graph)],
        ['softmax_precision', { kind: 'int', value: 11 }],
      ]),
      context,
    );
    expect(controlFlow).toMatchObject({ bodies: [{ attribute: 'score_mod', inputs: [{ dtype: 'float64' }] }] });
    expect(flexAttention.apply(operands, new Map(), context).controlFlow).toMatchObject({ bodies: [] });
  });

  it('give a tensor of unknown rank where an operand has none', () => {
    const { controlFlow } = flexAttention.apply([unranked('float16'), ...operands.slice(1)], new Map(), context);
    expect(controlFlow?.kind === 'repetition' && controlFlow.outputs([])).toEqual([unranked('float16')]);
  });
});
