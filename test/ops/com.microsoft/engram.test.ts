import { engramGate, nGramHashMapping, varlenNGramHashMapping } from '../../../src/ops/com.microsoft/engram.js';
import { f32, i64, tensor, testOp } from '../../testers/test-op.js';

const [B, S, M, H] = [2, 5, 3, 8];
const [elements, rows] = [B * S * M * H, B * S * M];
testOp(engramGate, [
  {
    name: 'two normalisations, a scalar product, a gate (9 a row), the gated value and its normalisation',
    inputs: {
      key: f32(B, S, M, H),
      query: f32(B, S, M, H),
      value: f32(B, S, H),
      key_norm_scale: f32(M, H),
      query_norm_scale: f32(M, H),
      conv_norm_scale: f32(M, H),
    },
    outputs: [f32(B, S, M, H), f32(B, S, M, H)],
    flops: 3 * (4 * elements + 2 * rows) + 2 * elements + 9 * rows + elements,
  },
]);

// n-grams up to 3: 3 products and 2 exclusive ors a token, a remainder for each of (3 − 1)·4 heads.
const settings = { max_ngram_size: 3, n_head_per_ngram: 4, pad_id: 0 } as const;
testOp(nGramHashMapping, [
  {
    name: 'heads of all orders',
    inputs: { input_ids: i64(B, S), multipliers: i64(3), vocab_sizes: i64(8) },
    attributes: settings,
    outputs: [i64(B, S, 8), i64(B, 2)],
    flops: B * S * (3 + 2 + 8),
  },
]);
testOp(varlenNGramHashMapping, [
  {
    name: 'packed, with offsets',
    inputs: {
      input_ids: i64(9),
      multipliers: i64(3),
      vocab_sizes: i64(8),
      cumulative_sequence_length: tensor('int32', B + 1),
      head_offsets: i64(8),
    },
    attributes: settings,
    outputs: [i64(9, 8), i64(B, 2), tensor('int32', B, 2)],
    flops: 9 * (3 + 2 + 8 * 2),
  },
]);
