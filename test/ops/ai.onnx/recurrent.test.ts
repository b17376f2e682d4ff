import { describe, expect, it } from 'vitest';
import { gru, gruUnit, lstm, rnn } from '../../../src/ops/ai.onnx/recurrent.js';
import { f32, i64, tensor, testOp, unranked } from '../../testers/test-op.js';

// 100 steps, batch 3, 64 inputs, 48 hidden units
const steps = 100 * 3 * 48;
const macs = (gates: number): number => steps * gates * (64 + 48);
const operands = (directions: number, gates: number): Record<string, ReturnType<typeof f32>> => ({
  X: f32(100, 3, 64),
  W: f32(directions, gates * 48, 64),
  R: f32(directions, gates * 48, 48),
});

testOp(lstm, [
  {
    name: 'with bias: two additions a gate, three sigmoids (4), two tanh, four operations of state and output',
    opset: 14,
    inputs: { ...operands(1, 4), B: f32(1, 8 * 48) },
    attributes: { hidden_size: 48 },
    outputs: [f32(100, 1, 3, 48), f32(1, 3, 48), f32(1, 3, 48)],
    multiplyAdds: macs(4),
    flops: 2 * macs(4) + steps * (2 * 4 + 3 * 4 + 2 + 4),
    detail: {
      kind: 'recurrent',
      cell: 'lstm',
      steps: 100,
      batch: 3,
      directions: 1,
      gates: 4,
      inputSize: 64,
      hiddenSize: 48,
      bias: true,
    },
    pin: [48],
  },
  {
    name: 'both directions, no bias, peepholes, clipping',
    opset: 7,
    inputs: { ...operands(2, 4), initial_h: f32(2, 3, 48), initial_c: f32(2, 3, 48), P: f32(2, 3 * 48) },
    attributes: { hidden_size: 48, direction: 'bidirectional', clip: 9.5 },
    outputs: [f32(100, 2, 3, 48), f32(2, 3, 48), f32(2, 3, 48)],
    multiplyAdds: 2 * macs(4),
    flops: 2 * 2 * macs(4) + 2 * steps * (3 * 4 + 2 + 5 * 2 + 6 + 4),
    detail: { directions: 2, bias: false },
    pin: [2, 48],
  },
  {
    name: 'batch first',
    opset: 14,
    inputs: { X: f32(3, 100, 64), W: f32(1, 192, 64), R: f32(1, 192, 48), sequence_lens: tensor('int32', 3) },
    attributes: { hidden_size: 48, layout: 1 },
    outputs: [f32(3, 100, 1, 48), f32(3, 1, 48), f32(3, 1, 48)],
    multiplyAdds: macs(4),
    pin: [48],
  },
  {
    name: 'other activations, the input gate coupled to the forget gate; the size is in the weights',
    opset: 14,
    inputs: operands(1, 4),
    attributes: { activations: ['HardSigmoid', 'Relu', 'Softsign'], input_forget: 1 },
    outputs: [f32(100, 1, 3, 48)],
    flops: 2 * macs(4) + steps * (2 * 4 + 1 + 1 + 3 + 4),
    pin: [48],
  },
]);

testOp(gru, [
  {
    name: 'the reset gate before the product',
    opset: 7,
    inputs: { ...operands(1, 3), B: f32(1, 6 * 48) },
    attributes: { hidden_size: 48 },
    outputs: [f32(100, 1, 3, 48), f32(1, 3, 48)],
    multiplyAdds: macs(3),
    flops: 2 * macs(3) + steps * (2 * 3 + 2 * 4 + 1 + 1 + 4),
    detail: { cell: 'gru', gates: 3 },
    pin: [48],
  },
  {
    name: 'and after it, in each direction with functions of its own',
    opset: 7,
    inputs: operands(2, 3),
    attributes: {
      hidden_size: 48,
      direction: 'bidirectional',
      linear_before_reset: 1,
      activations: ['Sigmoid', 'Tanh', 'HardSigmoid', 'Relu'],
    },
    outputs: [f32(100, 2, 3, 48), f32(2, 3, 48)],
    multiplyAdds: 2 * macs(3),
    flops: 4 * macs(3) + steps * (2 * 4 + 1 + (2 * 4 + 1) + 2 * (1 + 4 + 1)),
    pin: [2, 48],
  },
]);

testOp(rnn, [
  {
    name: 'a tanh a unit',
    opset: 7,
    inputs: { ...operands(1, 1), B: f32(1, 2 * 48) },
    attributes: { hidden_size: 48, direction: 'reverse' },
    outputs: [f32(100, 1, 3, 48), f32(1, 3, 48)],
    multiplyAdds: macs(1),
    flops: 2 * macs(1) + steps * (2 + 1),
    detail: { cell: 'rnn', gates: 1 },
    pin: [48],
  },
]);

testOp(gruUnit, [
  {
    name: 'gates already summed',
    inputs: { hidden_prev: f32(1, 3, 48), gates: f32(1, 3, 144), seq_lengths: i64(3), t: i64(1) },
    outputs: [f32(1, 3, 48)],
    flops: 9 * 3 * 48,
  },
]);

describe('a state of unknown rank', () => {
  it('leaves the outputs’ shapes known', () => {
    const [output] = gru
      .apply(
        [f32(100, 3, 64), f32(1, 144, 64), f32(1, 144, 48), undefined, undefined, unranked('float32')],
        new Map(),
        { opset: 14, outputCount: 1, fresh: () => 1, warn: () => undefined },
      )
      .infer();
    expect(output).toEqual(f32(100, 1, 3, 48));
  });
});

describe('recurrent layers of weights that do not fit', () => {
  const context = { opset: 14, outputCount: 1, fresh: () => 1, warn: () => undefined };
  const infer = (
    shapes: readonly (readonly number[])[],
    attributes: ReadonlyMap<
      string,
      { readonly kind: 'int'; readonly value: number } | { readonly kind: 'string'; readonly value: string }
    > = new Map(),
  ): unknown =>
    lstm
      .apply(
        shapes.map((shape) => f32(...shape)),
        attributes,
        context,
      )
      .infer();
  it('are refused', () => {
    expect(() =>
      infer([
        [100, 64],
        [1, 192, 64],
        [1, 192, 48],
      ]),
    ).toThrow(/X has the shape/);
    expect(() =>
      infer([
        [100, 3, 64],
        [1, 144, 64],
        [1, 144, 48],
      ]),
    ).toThrow(/W is 144, should be 192/);
    expect(() =>
      infer([
        [100, 3, 63],
        [1, 192, 64],
        [1, 192, 48],
      ]),
    ).toThrow(/X is 63, should be 64/);
    expect(() =>
      infer(
        [
          [100, 3, 64],
          [1, 192, 64],
          [1, 192, 48],
        ],
        new Map([['direction', { kind: 'string', value: 'bidirectional' }]]),
      ),
    ).toThrow(/W is 1, should be 2/);
    expect(() =>
      infer(
        [
          [100, 3, 64],
          [1, 192, 64],
          [1, 192, 48],
        ],
        new Map([['hidden_size', { kind: 'int', value: 40 }]]),
      ),
    ).toThrow(/R is 48, should be 40/);
  });
});
