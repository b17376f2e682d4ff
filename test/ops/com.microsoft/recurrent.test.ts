import { attnLstm, dynamicQuantizeLstm } from '../../../src/ops/com.microsoft/recurrent.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// T steps, N sequences, D directions, H hidden units, an input of I: 4 gates of I + H products each.
const [T, N, D, I, H] = [5, 3, 2, 7, 11];

testOp(dynamicQuantizeLstm, [
  {
    name: 'weights stored transposed',
    inputs: {
      X: f32(T, N, I),
      W: tensor('int8', D, I, 4 * H),
      R: tensor('int8', D, H, 4 * H),
      B: f32(D, 8 * H),
      W_scale: f32(D),
      W_zero_point: tensor('int8', D),
      R_scale: f32(D),
      R_zero_point: tensor('int8', D),
    },
    attributes: { hidden_size: H, direction: 'bidirectional' },
    outputs: [f32(T, D, N, H), f32(D, N, H), f32(D, N, H)],
    multiplyAdds: T * N * D * 4 * H * (I + H),
    detail: { kind: 'recurrent', cell: 'lstm', directions: D },
    pin: [D, H],
  },
]);

// Attention of width A over a memory of S places of width E, put through a layer to width aw.
const [A, S, E, aw] = [6, 9, 8, 4];
testOp(attnLstm, [
  {
    name: 'a plain LSTM without a memory',
    inputs: { X: f32(T, N, I), W: f32(1, 4 * H, I), R: f32(1, 4 * H, H), B: f32(1, 8 * H) },
    attributes: { hidden_size: H },
    outputs: [f32(T, 1, N, H), f32(1, N, H), f32(1, N, H)],
    multiplyAdds: T * N * 4 * H * (I + H),
    flops: 2 * T * N * 4 * H * (I + H) + T * N * H * (8 + 18),
  },
  {
    name: 'attends to a memory at each step, whose product is made once',
    inputs: {
      X: f32(T, N, I),
      W: f32(1, 4 * H, I + aw),
      R: f32(1, 4 * H, H),
      QW: f32(1, H, A),
      MW: f32(1, E, A),
      V: f32(1, A),
      M: f32(N, S, E),
      AW: f32(1, E + H, aw),
    },
    attributes: { hidden_size: H },
    outputs: [f32(T, 1, N, H)],
    multiplyAdds: T * N * (4 * H * (I + aw + H) + H * A + S * A + S * E + aw * (E + H)) + N * S * E * A,
    // Sums of dimensions stay numbers: the specification fixes them by others.
    pin: [4 * H, I + aw, E + H],
  },
]);
