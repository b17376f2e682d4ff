import { describe, expect, it } from 'vitest';
import { activations, gelu, prelu, swiglu } from '../../../src/ops/ai.onnx/activation.js';
import { fusedActivationName, fusedActivationOperations } from '../../../src/ops/families/fused-activation.js';

describe('fused activations', () => {
  it.each([...activations, prelu, swiglu].filter(({ type }) => fusedActivationOperations(type) !== undefined))(
    '$type costs what the operator costs',
    ({ type, cost }) => {
      const [, count = '1'] = /^(?:(\d+)·)?∏\w+$/.exec(cost.operations) ?? [];
      expect(fusedActivationOperations(type)).toBe(Number(count));
    },
  );

  it('know the exact GELU', () => {
    expect(gelu.cost.source).toMatch(/^division, error function, addition, two multiplications/);
    expect(fusedActivationOperations('Gelu')).toBe(5);
  });

  it('tell none from one of an unknown name', () => {
    expect(fusedActivationOperations(undefined)).toBe(0);
    expect(fusedActivationOperations('NONE')).toBe(0);
    expect(fusedActivationOperations('Frobnicate')).toBeUndefined();
    expect(fusedActivationName('NONE')).toBeUndefined();
    expect(fusedActivationName('Relu')).toBe('relu');
  });
});
