import { describe, expect, it } from 'vitest';
import { attention } from '../../../src/ops/ai.onnx/attention.js';
import { bool, f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

// A score is scaled (1) and goes through softmax (5); each row of scores saves an operation of its maximum and of its
// sum.
const scored = (perScore: number, rows: number, keys: number): number => rows * (perScore * keys - 2);

testOp(attention, [
  {
    name: 'heads in an axis of their own; values wider than keys',
    inputs: { Q: f32(2, 8, 10, 64), K: f32(2, 8, 12, 64), V: f32(2, 8, 12, 80) },
    outputs: [f32(2, 8, 10, 80)],
    multiplyAdds: 2 * 8 * 10 * 12 * (64 + 80),
    flops: 2 * 2 * 8 * 10 * 12 * (64 + 80) + scored(6, 2 * 8 * 10, 12),
    detail: {
      kind: 'attention',
      heads: 8,
      keyValueHeads: 8,
      queryLength: 10,
      keyLength: 12,
      headSize: 64,
      valueHeadSize: 80,
      causal: false,
      projections: false,
    },
  },
  {
    name: 'heads packed, grouped, causal: the mask discounts nothing',
    inputs: { Q: f32(2, 10, 8 * 32), K: f32(2, 10, 4 * 32), V: f32(2, 10, 4 * 32) },
    attributes: { q_num_heads: 8, kv_num_heads: 4, is_causal: 1 },
    outputs: [f32(2, 10, 8 * 32)],
    multiplyAdds: 2 * 8 * 10 * 10 * (32 + 32),
    flops: 2 * 2 * 8 * 10 * 10 * 64 + scored(7, 2 * 8 * 10, 10),
    detail: { heads: 8, keyValueHeads: 4, headSize: 32, causal: true },
    pin: [128, 256],
  },
  {
    name: 'past keys lengthen the scores, and the caches that come out',
    inputs: {
      Q: f32(2, 8, 1, 64),
      K: f32(2, 4, 1, 64),
      V: f32(2, 4, 1, 64),
      attn_mask: bool(1, 13),
      past_key: f32(2, 4, 12, 64),
      past_value: f32(2, 4, 12, 64),
    },
    attributes: { softcap: 30.5, qk_matmul_output_mode: 3 },
    outputs: [f32(2, 8, 1, 64), f32(2, 4, 13, 64), f32(2, 4, 13, 64), f32(2, 8, 1, 13)],
    multiplyAdds: 2 * 8 * 13 * 128,
    flops: 2 * 2 * 8 * 13 * 128 + scored(6 + 1 + 3, 2 * 8, 13),
    pin: [13],
  },
  {
    name: 'a cache kept outside with padding in it: the full length counts',
    opset: 24,
    inputs: {
      Q: f32(2, 3, 8 * 32),
      K: f32(2, 20, 8 * 32),
      V: tensor('float16', 2, 20, 8 * 16),
      nonpad_kv_seqlen: i64(2),
    },
    attributes: { q_num_heads: 8, kv_num_heads: 8 },
    outputs: [f32(2, 3, 8 * 16)],
    multiplyAdds: 2 * 8 * 3 * 20 * (32 + 16),
    pin: [128, 256],
  },
]);

const sharedHeads = { Q: f32(2, 8, 3, 16), K: f32(2, 4, 100, 16), V: f32(2, 4, 100, 16) };

testOp(attention, [
  {
    name: 'a cache of which the filled part is told: 10 and 30 of 100 keys',
    opset: 24,
    inputs: { ...sharedHeads, nonpad_kv_seqlen: known('int64', 10, 30) },
    attributes: {},
    outputs: [f32(2, 8, 3, 16)],
    multiplyAdds: 8 * 3 * (10 + 30) * 2 * 16,
    reads: { 1: 4 * (10 + 30) * 16, 2: 4 * (10 + 30) * 16 },
    pin: [2],
  },
  {
    name: 'a filled part that is data is counted as the whole cache',
    opset: 24,
    inputs: { ...sharedHeads, nonpad_kv_seqlen: tensor('int64', 2) },
    attributes: {},
    outputs: [f32(2, 8, 3, 16)],
    multiplyAdds: 2 * 8 * 3 * 100 * 2 * 16,
  },
  {
    name: 'a window of 4 keys before a query and itself; 3 queries read 7 keys',
    opset: 24,
    inputs: sharedHeads,
    attributes: { is_causal: 1, left_window_size: 4 },
    outputs: [f32(2, 8, 3, 16)],
    multiplyAdds: 2 * 8 * 3 * 5 * 2 * 16,
    reads: { 1: 2 * 4 * 7 * 16 },
  },
]);

describe('attention over operands that do not fit', () => {
  const context = { opset: 23, outputCount: 1, fresh: () => 1, warn: () => undefined };
  const infer = (...shapes: readonly (readonly number[])[]): unknown =>
    attention
      .apply(
        shapes.map((shape) => f32(...shape)),
        new Map(),
        context,
      )
      .infer();
  it('is refused', () => {
    expect(() => infer([2, 10, 64], [2, 10, 64], [2, 10, 64])).toThrow(/q_num_heads/);
    expect(() => infer([2, 8, 10, 64], [2, 10, 64], [2, 10, 64])).toThrow(/4 axes/);
    expect(() => infer([2, 8, 10, 64], [2, 3, 10, 64], [2, 3, 10, 64])).toThrow(/8 heads.*3/);
    expect(() => infer([2, 8, 10, 64], [2, 8, 10, 32], [2, 8, 10, 64])).toThrow(/64 elements of a query meet 32/);
    expect(() => infer([64], [64], [64])).toThrow(/axes/);
  });
});
