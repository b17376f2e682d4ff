import { rotaryEmbedding } from '../../../src/ops/ai.onnx/rotary-embedding.js';
import { f32, i64, testOp } from '../../testers/test-op.js';

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
