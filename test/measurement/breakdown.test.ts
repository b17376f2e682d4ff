import { describe, expect, it } from 'vitest';
import { breakDown, kernelCost, measure } from '../../src/measurement/index.js';
import { analysis, fake, machine, pace } from '../testers/fake-runtime.js';

describe('breakDown', () => {
  it('sums kernels by the category of their most costly layer, the largest first', async () => {
    const { subject } = fake(() => 100, { conv: 0.6, transpose: 0.3, reorder: 0.1 });
    const measurement = await measure(subject, pace, machine);
    const parts = breakDown(analysis.layers, measurement);
    expect(parts.map(({ category }) => category)).toEqual(['convolution', 'activation', 'overhead']);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(measurement.kernelsMs);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('kernelCost', () => {
  it('adds up FLOPs, and of memory what goes in and out', () => {
    // 16·8·8 outputs of 8·9 multiply-adds each, and one comparison each.
    expect(kernelCost(analysis, [0, 1]).arithmetic).toBe(2 * 16 * 64 * 8 * 9 + 16 * 64);
    // The input, the weights, and what the Relu gives, 4 bytes each; what is between stays inside.
    expect(kernelCost(analysis, [0, 1]).bytes).toBe(4 * (8 * 64 + 16 * 8 * 9 + 16 * 64));
    expect(kernelCost(analysis, [1]).bytes).toBe(4 * 2 * 16 * 64);
  });
});
