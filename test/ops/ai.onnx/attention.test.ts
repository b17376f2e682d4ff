import { describe, expect, it } from 'vitest';
import { attention, linearAttention, rotaryEmbedding } from '../../../src/ops/ai.onnx/attention.js';
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

testOp(rotaryEmbedding, [
  {
    name: 'all of a head; positions pick rows of the tables',
    inputs: { X: f32(2, 8, 10, 64), cos_cache: f32(50, 32), sin_cache: f32(50, 32), position_ids: i64(2, 10) },
    outputs: [f32(2, 8, 10, 64)],
    flops: (4 + 2) * 2 * 8 * 10 * 32,
    reads: { 1: 2 * 10 * 32, 2: 2 * 10 * 32 },
  },
  {
    name: 'a part of each packed head',
    inputs: { X: f32(2, 10, 8 * 64), cos_cache: f32(2, 10, 8), sin_cache: f32(2, 10, 8) },
    attributes: { num_heads: 8, rotary_embedding_dim: 16 },
    outputs: [f32(2, 10, 8 * 64)],
    flops: (4 + 2) * 2 * 10 * 8 * 8,
    pin: [8],
  },
]);

// 8 heads of queries share 4 of keys and values of size 16, over 100 keys.
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

testOp(linearAttention, [
  {
    name: 'gated delta rule: write, read and correct; decay, correction and output besides',
    inputs: {
      query: f32(2, 10, 8 * 16),
      key: f32(2, 10, 4 * 16),
      value: f32(2, 10, 4 * 32),
      past_state: f32(2, 4, 16, 32),
      decay: f32(2, 10, 4),
      beta: f32(2, 10, 4),
    },
    attributes: { q_num_heads: 8, kv_num_heads: 4 },
    outputs: [f32(2, 10, 8 * 32), f32(2, 4, 16, 32)],
    multiplyAdds: 2 * 10 * 16 * 32 * (8 + 2 * 4),
    flops:
      2 * 2 * 10 * 16 * 32 * (8 + 2 * 4) + 2 * 10 * 4 + 2 * 10 * 4 * 16 * 32 + 2 * 2 * 10 * 4 * 32 + 2 * 10 * 8 * 32,
    pin: [64, 128, 16, 32],
  },
  {
    name: 'the plain rule; the state has the type of the query',
    inputs: {
      query: tensor('float16', 2, 10, 64),
      key: tensor('float16', 2, 10, 64),
      value: tensor('float16', 2, 10, 64),
    },
    attributes: { q_num_heads: 4, kv_num_heads: 4, update_rule: 'linear' },
    outputs: [tensor('float16', 2, 10, 64), tensor('float16', 2, 4, 16, 16)],
    multiplyAdds: 2 * 10 * 16 * 16 * 8,
    flops: 2 * 2 * 10 * 16 * 16 * 8 + 2 * 10 * 64,
    pin: [64],
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
