import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import { bandwidthAt, boundOf } from '../../src/analysis/index.js';
import { kernelBound, kernelCost } from '../../src/measurement/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const roofline = {
  flopsPerSecond: 100e9,
  integerOperationsPerSecond: 400e9,
  bytesPerSecond: 70e9,
  bandwidths: [
    { workingSetBytes: 1e6, bytesPerSecond: 60e9 },
    { workingSetBytes: 10e6, bytesPerSecond: 70e9 },
    { workingSetBytes: 100e6, bytesPerSecond: 20e9 },
  ],
};

describe('a roofline by size', () => {
  it('takes the bandwidth of the largest measured set that is no larger, never a slower one than larger sets', () => {
    expect([1e3, 1e6, 9e6, 10e6, 99e6, 100e6, 1e9].map((bytes) => bandwidthAt(bytes, roofline) / 1e9)).toEqual([
      70, 70, 70, 70, 70, 20, 20,
    ]);
    expect(bandwidthAt(5, { flopsPerSecond: 1, bytesPerSecond: 7 })).toBe(7);
    expect(boundOf({ arithmetic: 0, bytes: 200e6 }, roofline)).toEqual({ ms: 10, by: 'memory' });
  });

  it('has a peak of its own for integers of 8 bits', () => {
    expect(boundOf({ arithmetic: 4e9, bytes: 1, isInteger: true }, roofline)?.ms).toBeCloseTo(10);
    expect(boundOf({ arithmetic: 4e9, bytes: 1 }, roofline)?.ms).toBeCloseTo(40);
  });

  it('leaves out the taps of a convolution that lie in its padding', () => {
    // A kernel of 3, dilated by 6 on 7 positions: of three taps one lies inside everywhere, and the outer ones at one
    // position each.
    const dilated = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 7, 7])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8, 3, 3])],
      nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [6, 6, 6, 6], dilations: [6, 6] })],
    });
    const all = 2 * 8 * 8 * 49 * 9;
    const { arithmetic, leastArithmetic } = kernelCost(dilated, [0]);
    expect(arithmetic).toBe(all);
    expect(leastArithmetic).toBeCloseTo(all * (9 / 21) ** 2);
    expect(kernelBound(dilated, [0], { flopsPerSecond: 1e9, bytesPerSecond: 1e15 })?.ms).toBeCloseTo(
      ((leastArithmetic ?? 0) / 1e9) * 1000,
    );
  });

  // A cache of 2 MB, as it were: what is read was just written, and what is written may take its place.
  it('takes the bandwidth of the larger of what is read and what is written', () => {
    const relu = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 250, 200])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    const cache = {
      flopsPerSecond: 1e15,
      bytesPerSecond: 80e9,
      bandwidths: [
        { workingSetBytes: 1e6, bytesPerSecond: 80e9 },
        { workingSetBytes: 2e6, bytesPerSecond: 20e9 },
      ],
    };
    expect(kernelCost(relu, [0])).toMatchObject({ bytes: 3.2e6, workingSetBytes: 1.6e6 });
    expect(kernelBound(relu, [0], cache)?.ms).toBeCloseTo(3.2e6 / 80e6);
  });

  it('does not count what a kernel steps over', () => {
    // 1×1 with stride 2 reads every other row and column.
    const strided = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 8, 8])],
      outputs: ['y', 'z'],
      initializers: [weight('w', 'float32', [8, 8, 1, 1])],
      nodes: [
        node('Conv', ['x', 'w'], ['y'], { strides: [2, 2] }),
        node('MaxPool', ['x'], ['z'], { kernel_shape: [3, 3], strides: [2, 2] }),
      ],
    });
    const weights = 4 * 64;
    expect(kernelCost(strided, [0])).toMatchObject({
      bytes: 4 * (8 * 64 + 8 * 16) + weights,
      leastBytes: 4 * (8 * 16 + 8 * 16) + weights,
    });
    const { bytes, leastBytes } = kernelCost(strided, [1]);
    expect(leastBytes).toBe(bytes);
  });
});
