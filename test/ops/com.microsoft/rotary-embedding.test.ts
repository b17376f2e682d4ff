import {
  gemmaRotaryEmbedding,
  mRotaryEmbedding,
  rotaryEmbedding,
} from '../../../src/ops/com.microsoft/rotary-embedding.js';
import { f32, i64, tensor, testOp } from '../../testers/test-op.js';

// Two products and an addition an element that turns; the tables are read where the positions are.
const [N, T, H, D] = [2, 5, 4, 6];
const tables = { cos_cache: f32(100, D / 2), sin_cache: f32(100, D / 2) };

testOp(rotaryEmbedding, [
  {
    name: 'heads in the last axis',
    inputs: { input: f32(N, T, H * D), position_ids: i64(N, T), ...tables },
    outputs: [f32(N, T, H * D)],
    flops: 3 * N * T * H * D,
    reads: { 2: N * T * (D / 2) },
  },
  {
    name: 'heads in an axis, scaled',
    inputs: { input: f32(N, H, T, D), position_ids: i64(1), ...tables },
    attributes: { scale: 0.5 },
    outputs: [f32(N, H, T, D)],
    flops: 4 * N * T * H * D,
    reads: { 3: N * T * (D / 2) },
  },
  {
    name: 'part of each head',
    inputs: { input: f32(N, T, H * D), position_ids: i64(N, T), cos_cache: f32(100, 2), sin_cache: f32(100, 2) },
    attributes: { rotary_embedding_dim: 4, num_heads: H },
    outputs: [f32(N, T, H * D)],
    flops: 3 * N * T * H * 4,
  },
]);

testOp(mRotaryEmbedding, [
  {
    name: 'three positions a token',
    inputs: { input: f32(N, H, T, D), position_ids: i64(3, N, T), ...tables },
    attributes: { mrope_section: [1, 1, 1] },
    outputs: [f32(N, H, T, D)],
    flops: 3 * N * T * H * D,
  },
]);

const half = (...shape: readonly number[]) => tensor('float16', ...shape);
testOp(gemmaRotaryEmbedding, [
  {
    name: 'sines and cosines of its own',
    inputs: {
      emb: f32(N, T, D),
      q: half(N, H, T, D),
      q_rot: half(N, H, T, D),
      k: half(N, 1, T, D),
      k_rot: half(N, 1, T, D),
    },
    outputs: [half(N, H, T, D), half(N, 1, T, D)],
    flops: 2 * N * T * D + 3 * N * (H + 1) * T * D,
  },
]);
