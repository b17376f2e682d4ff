import {
  embedLayerNormalization,
  gatedRmsNorm,
  groupNorm,
  normalizationsBefore17,
  qEmbedLayerNormalization,
  qOrderedLayerNormalization,
  skipGroupNorm,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
} from '../../../src/ops/com.microsoft/normalization.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// N sequences of S rows of width H. Layer normalisation: 6 an element, 7 with a shift, and 3 a row; root mean square:
// 4 and 2.
const [N, S, H] = [2, 5, 8];
const [elements, rows] = [N * S * H, N * S];

for (const operator of normalizationsBefore17) {
  const isLayer = operator.type === 'LayerNormalization';
  testOp(operator, [
    {
      name: 'as the standard has it later',
      opset: 12,
      inputs: isLayer ? { X: f32(N, S, H), Scale: f32(H), B: f32(H) } : { X: f32(N, S, H), scale: f32(H) },
      outputs: [f32(N, S, H)],
      flops: isLayer ? 7 * elements + 3 * rows : 4 * elements + 2 * rows,
    },
  ]);
}

testOp(skipLayerNormalization, [
  {
    name: 'a skipped input, a shift and a bias; all outputs',
    inputs: {
      input: tensor('float16', N, S, H),
      skip: tensor('float16', N, S, H),
      gamma: tensor('float16', H),
      beta: tensor('float16', H),
      bias: tensor('float16', H),
    },
    outputs: [tensor('float16', N, S, H), f32(N, S, 1), f32(N, S, 1), tensor('float16', N, S, H)],
    flops: (1 + 1 + 7) * elements + 3 * rows,
    detail: { kind: 'normalization', function: 'layer', residual: true },
  },
]);

testOp(skipSimplifiedLayerNormalization, [
  {
    name: 'a skipped input',
    inputs: { input: f32(N, S, H), skip: f32(N, S, H), gamma: f32(H) },
    outputs: [f32(N, S, H), f32(N, S, 1), f32(N, S, 1), f32(N, S, H)],
    flops: (1 + 4) * elements + 2 * rows,
    detail: { function: 'rms' },
  },
  {
    name: 'packed tokens and a bias',
    inputs: { input: f32(S, H), skip: f32(S, H), gamma: f32(H), bias: f32(H) },
    outputs: [f32(S, H)],
    flops: (1 + 1 + 4) * S * H + 2 * S,
  },
]);

testOp(groupNorm, [
  {
    name: '4 groups of channels in the last axis, SiLU (5)',
    inputs: { X: tensor('float16', 2, 5, 7, 12), gamma: f32(12), beta: f32(12) },
    attributes: { groups: 4, activation: 1 },
    outputs: [tensor('float16', 2, 5, 7, 12)],
    flops: (7 + 5) * 2 * 5 * 7 * 12 + 3 * 2 * 4,
    pin: [2],
  },
]);

testOp(skipGroupNorm, [
  {
    name: 'a skipped input and a bias',
    inputs: { X: f32(2, 5, 7, 12), gamma: f32(12), beta: f32(12), skip: f32(2, 12), bias: f32(12) },
    attributes: { groups: 4 },
    outputs: [f32(2, 5, 7, 12), f32(2, 5, 7, 12)],
    flops: (1 + 1 + 7) * 2 * 5 * 7 * 12 + 3 * 2 * 4,
    pin: [2],
  },
]);

testOp(gatedRmsNorm, [
  {
    name: 'each head of 4 by itself, SiLU (5) of the gate and a product',
    inputs: { X: f32(N, S, H), scale: f32(4), gate: f32(N, S, H) },
    outputs: [f32(N, S, H)],
    flops: (4 + 5 + 1) * elements + 2 * (elements / 4),
    pin: [4, H],
  },
]);

testOp(qOrderedLayerNormalization, [
  {
    name: 'scaled on the way in (1) and requantised (4)',
    inputs: { X: tensor('int8', N, S, H), scale_X: f32(), scale: f32(H), B: f32(H), scale_Y: f32() },
    outputs: [tensor('int8', N, S, H)],
    flops: (7 + 1 + 4) * elements + 3 * rows,
  },
]);

const ids = tensor('int32', N, S);
testOp(embedLayerNormalization, [
  {
    name: 'words, positions and segments; only their rows are read',
    inputs: {
      input_ids: ids,
      segment_ids: ids,
      word_embedding: f32(100, H),
      position_embedding: f32(32, H),
      segment_embedding: f32(2, H),
      gamma: f32(H),
      beta: f32(H),
      mask: ids,
    },
    outputs: [f32(N, S, H), tensor('int32', N), f32(N, S, H)],
    flops: (2 + 7) * elements + 3 * rows + N * S,
    reads: { 2: elements, 3: S * H, 4: elements },
    detail: { kind: 'embedding', rows: 100, width: H },
  },
  {
    name: 'without segments',
    inputs: {
      input_ids: ids,
      word_embedding: f32(100, H),
      position_embedding: f32(32, H),
      gamma: f32(H),
      beta: f32(H),
      position_ids: ids,
    },
    outputs: [f32(N, S, H)],
    flops: (1 + 7) * elements + 3 * rows,
    reads: { 3: elements },
  },
]);

const [table, zero, scale] = [(n: number) => tensor('uint8', n, H), tensor('uint8'), f32()];
testOp(qEmbedLayerNormalization, [
  {
    name: 'dequantises what it takes (2), scale and shift once',
    inputs: {
      input_ids: ids,
      word_embedding_quant: table(100),
      position_embedding_quant: table(32),
      gamma_quant: tensor('uint8', H),
      beta_quant: tensor('uint8', H),
      word_embedding_scale: scale,
      position_embedding_scale: scale,
      gamma_scale: scale,
      beta_scale: scale,
      word_embedding_zero_point: zero,
      position_embedding_zero_point: zero,
      gamma_zero_point: zero,
      beta_zero_point: zero,
    },
    outputs: [f32(N, S, H), tensor('int32', N)],
    flops: (1 + 7 + 2 * 2) * elements + 3 * rows + 4 * H,
  },
]);
