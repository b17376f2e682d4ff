import { describe, expect, it } from 'vitest';
import { einsum } from '../../../src/ops/ai.onnx/einsum.js';
import { f32, testOp } from '../../testers/test-op.js';

testOp(einsum, [
  {
    name: 'product of matrices by batches',
    inputs: { Inputs: [f32(5, 2, 3), f32(5, 3, 4)] },
    attributes: { equation: 'bij, bjk -> bik' },
    outputs: [f32(5, 2, 4)],
    multiplyAdds: 5 * 2 * 3 * 4,
    flops: 2 * 5 * 2 * 3 * 4,
    detail: { kind: 'matmul', batch: 5, m: 2, n: 4, k: 3 },
  },
  {
    name: 'attention scores with heads in the last but one axis',
    inputs: { Inputs: [f32(2, 9, 4, 16), f32(2, 11, 4, 16)] },
    attributes: { equation: 'bqhd,bkhd->bhqk' },
    outputs: [f32(2, 4, 9, 11)],
    multiplyAdds: 2 * 4 * 9 * 11 * 16,
    detail: { batch: 8, m: 9, n: 11, k: 16 },
  },
  {
    name: 'ellipses of different ranks broadcast',
    inputs: { Inputs: [f32(6, 1, 2, 3), f32(5, 3, 4)] },
    attributes: { equation: '...ij,...jk->...ik' },
    outputs: [f32(6, 5, 2, 4)],
    multiplyAdds: 6 * 5 * 2 * 3 * 4,
  },
  {
    name: 'an implicit output holds what stands once, in alphabetical order',
    inputs: { Inputs: [f32(2, 3), f32(4, 2)] },
    attributes: { equation: 'ba,cb' },
    outputs: [f32(3, 4)],
    multiplyAdds: 2 * 3 * 4,
  },
  {
    name: 'an implicit output begins with the ellipsis',
    inputs: { Inputs: [f32(7, 2, 3), f32(3, 4)] },
    attributes: { equation: 'i...j,jk' },
    outputs: [f32(2, 7, 4)],
    multiplyAdds: 7 * 2 * 3 * 4,
  },
  {
    name: 'transposing one operand computes nothing',
    inputs: { Inputs: [f32(3, 4)] },
    attributes: { equation: 'ij->ji' },
    outputs: [f32(4, 3)],
    multiplyAdds: 0,
    flops: 0,
  },
  {
    name: 'summing one operand adds',
    inputs: { Inputs: [f32(3, 4)] },
    attributes: { equation: 'ij->i' },
    outputs: [f32(3)],
    multiplyAdds: 0,
    flops: 12 - 3,
  },
  {
    name: 'a repeated label is a diagonal',
    inputs: { Inputs: [f32(3, 5, 5)] },
    attributes: { equation: '...ii->...i' },
    outputs: [f32(3, 5)],
    flops: 0,
  },
  {
    name: 'a trace adds along the diagonal',
    inputs: { Inputs: [f32(5, 5)] },
    attributes: { equation: 'ii' },
    outputs: [f32()],
    flops: 4,
  },
  {
    name: 'three operands are contracted in pairs from the left',
    inputs: { Inputs: [f32(2, 3), f32(3, 5), f32(5, 7)] },
    attributes: { equation: 'ij,jk,kl->il' },
    outputs: [f32(2, 7)],
    multiplyAdds: 2 * 3 * 5 + 2 * 5 * 7,
  },
  {
    name: 'a label of size 1 stretches',
    inputs: { Inputs: [f32(1, 3), f32(4, 3)] },
    attributes: { equation: 'ij,ij->ij' },
    outputs: [f32(4, 3)],
    multiplyAdds: 12,
  },
  {
    name: 'scalars',
    inputs: { Inputs: [f32(), f32(3)] },
    attributes: { equation: ',i->i' },
    outputs: [f32(3)],
    multiplyAdds: 3,
  },
]);

describe('an equation that does not fit', () => {
  const context = { opset: 12, outputCount: 1, fresh: () => 1, warn: () => undefined };
  it.each([
    ['ij,jk->ik', 2],
    ['ij->k', 1],
    ['ijk->i', 1],
    ['i1->i', 1],
    ['ij->i->j', 1],
    ['ij->ii', 1],
  ])('%s', (equation, count) => {
    const inputs = [f32(2, 3), f32(4, 5)].slice(0, count);
    expect(() =>
      einsum.apply(inputs, new Map([['equation', { kind: 'string', value: equation }]]), context).infer(),
    ).toThrow(equation);
  });
});
