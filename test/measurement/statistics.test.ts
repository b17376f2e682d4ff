import { describe, expect, it } from 'vitest';
import { latencyOf, median, quantile } from '../../src/measurement/index.js';

describe('quantile', () => {
  it('is between samples by linear interpolation', () => {
    // R: quantile(c(1, 2, 3, 4), c(0.1, 0.25, 0.5, 0.9)) is 1.3, 1.75, 2.5, 3.7.
    expect([0.1, 0.25, 0.5, 0.9].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1.3, 1.75, 2.5, 3.7]);
  });

  it('is the sample itself where there is one, no number where there is none', () => {
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('sorts numbers as numbers and leaves the samples as they were', () => {
    const samples = [10, 9, 100];
    expect(median(samples)).toBe(10);
    expect(samples).toEqual([10, 9, 100]);
  });
});

describe('latencyOf', () => {
  it('is not moved by an outlier', () => {
    const calm = Array.from({ length: 99 }, (_, index) => 10 + index / 100);
    const { medianMs, p10Ms, p90Ms, interquartileMs } = latencyOf(
      [...calm, 1000].map((ms) => ({ ms })),
      1,
    );
    expect(medianMs).toBeCloseTo(10.495, 3);
    expect(p10Ms).toBeCloseTo(10.099, 3);
    expect(p90Ms).toBeCloseTo(10.891, 3);
    expect(interquartileMs).toBeCloseTo(0.495, 3);
  });
});
