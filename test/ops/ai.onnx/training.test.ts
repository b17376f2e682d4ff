import { describe, expect, it } from 'vitest';
import { adagrad, adam, gradient, momentum } from '../../../src/ops/ai.onnx/training.js';
import { f32, i64, tensor, testOp } from '../../testers/test-op.js';

const values = [f32(3, 4), tensor('float64', 5)];
const elements = 3 * 4 + 5;
const step = { R: f32(), T: i64() };

testOp(adagrad, [
  {
    name: 'values and squared gradients come out',
    inputs: { ...step, inputs: [...values, ...values, ...values] },
    outputs: [...values, ...values],
    flops: (2 + 2 + 2 + 3) * elements + 3,
  },
]);

testOp(adam, [
  {
    name: 'values and two moments come out',
    inputs: { ...step, inputs: [...values, ...values, ...values, ...values] },
    outputs: [...values, ...values, ...values],
    flops: (2 + 3 + 4 + 2 + 3 + 1) * elements + 11,
  },
]);

testOp(momentum, [
  {
    name: 'plain',
    inputs: { ...step, inputs: [...values, ...values, ...values] },
    attributes: { mode: 'standard' },
    outputs: [...values, ...values],
    flops: (2 + 3 + 2) * elements + 1,
  },
  {
    name: 'Nesterov’s',
    inputs: { ...step, inputs: [...values, ...values, ...values] },
    attributes: { mode: 'nesterov' },
    outputs: [...values, ...values],
    flops: (2 + 3 + 4) * elements + 1,
  },
]);

describe('training', () => {
  const context = { opset: 1, outputCount: 2, fresh: () => 1, warn: () => undefined };

  it('refuses tensors in unequal numbers', () => {
    expect(() => adam.apply([f32(), i64(), ...values, ...values, ...values], new Map(), context).infer()).toThrow(
      /4 kinds/,
    );
  });

  it('gives derivatives the shapes of what they are taken by, at a cost that is not told', () => {
    const application = gradient.apply(
      [...values, f32(7)],
      new Map([
        ['xs', { kind: 'strings', value: ['a', 'b'] }],
        ['zs', { kind: 'strings', value: ['c'] }],
        ['y', { kind: 'string', value: 'loss' }],
      ]),
      context,
    );
    const outputs = application.infer();
    expect(outputs).toEqual(values);
    expect(application.cost(outputs)).toMatchObject({ macs: undefined, arithmetic: undefined });
  });
});
