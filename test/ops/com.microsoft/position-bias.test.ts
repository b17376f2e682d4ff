import { symbol } from '../../../src/dim/index.js';
import { gatedRelativePositionBias, relativePositionBias } from '../../../src/ops/com.microsoft/position-bias.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

testOp(relativePositionBias, [
  {
    name: 'a bucket (6) a pair of positions, shared by the heads',
    inputs: { bias_table: f32(32, 8), query_length: known('int64', 5), key_length: known('int64', 7) },
    outputs: [f32(1, 8, 5, 7)],
    flops: 6 * 5 * 7,
  },
  {
    name: 'lengths that are data',
    inputs: { bias_table: f32(32, 8), query_length: i64(1), key_length: i64(1) },
    outputs: [f32(1, 8, symbol('fresh_query_length'), symbol('fresh_key_length'))],
  },
]);

// N sequences of S tokens, H heads of size D, a gate of width W = 8: a product of D·W a head and token.
const [N, S, H, D, W] = [2, 5, 4, 6, 8];
const gate = {
  query_bias: f32(H * D),
  rel_pos: f32(1, H, S, S),
  weight: f32(D, W),
  bias: f32(W),
  eco_a: f32(1, H, 1, 1),
};
const rows = N * S * H;
testOp(gatedRelativePositionBias, [
  {
    name: 'padded',
    inputs: { query_layer: f32(N, S, H * D), ...gate },
    attributes: { num_heads: H },
    outputs: [f32(N, H, S, S)],
    multiplyAdds: rows * D * W,
    flops: 2 * rows * D * W + rows * D + 2 * rows * W + 8 * rows + 4 * rows + N * H * S * S,
    pin: [W],
  },
  {
    name: 'packed',
    inputs: { query_layer: f32(7, H * D), ...gate, token_offset: tensor('int32', N, S) },
    attributes: { num_heads: H },
    outputs: [f32(N, H, S, S)],
    multiplyAdds: 7 * H * D * W,
  },
]);
