import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import { evaluatorAt, staticBoundOf } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';

const roof = { peak: { float32: 1e9, float16: 4e9 }, bytesPerSecond: 1e8 };

describe('the bound without running', () => {
  it('is, summed over kernels, the longer of the times to compute and to move', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 100])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [100, 100])],
      nodes: [node('MatMul', ['x', 'w'], ['a']), node('Relu', ['a'], ['b']), node('Softmax', ['b'], ['y'])],
    });
    const bound = staticBoundOf(analysis, roof, evaluatorAt(new Map([['N', 50]])));
    // 50·100·100 multiply-adds of 2 operations and 5,000 comparisons take longer than moving x, w and b.
    const product = (2 * 50 * 100 * 100 + 5000) / 1e9;
    const moved = (4 * 2 * 5000) / 1e8;
    expect(bound.ms).toBeCloseTo(1000 * (product + moved), 9);
    expect(bound.memoryMs).toBeCloseTo(1000 * moved, 9);
    expect(bound.categories.map(({ category }) => category)).toEqual(['matmul', 'activation']);
    expect(staticBoundOf(analysis, roof, evaluatorAt(new Map())).unknown, 'while N is open').toBe(2);
  });

  it('takes the peak of the element type', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float16', [500, 100])],
      outputs: ['y'],
      initializers: [weight('w', 'float16', [100, 100])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    });
    const { ms } = staticBoundOf(analysis, { ...roof, bytesPerSecond: 1e12 }, evaluatorAt(new Map()));
    expect(ms).toBeCloseTo((1000 * 2 * 500 * 100 * 100) / 4e9, 9);
  });
});
