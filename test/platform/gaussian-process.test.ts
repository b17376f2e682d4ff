import { describe, expect, it } from 'vitest';
import { fitCovariance, GaussianProcess } from '../../src/platform/gaussian-process.js';

/** A smooth function of two features, sampled on a grid; a third feature never varies. */
const observations = Array.from({ length: 49 }, (_, index) => {
  const [x, y] = [index % 7, Math.floor(index / 7)];
  return { features: [x, y, 5], value: Math.sin(x / 2) + 0.3 * y, variance: 1e-4 };
});

describe('a Gaussian process', () => {
  const covariance = fitCovariance(observations);
  const process = new GaussianProcess(observations, covariance);

  it('gives a feature that never varies no length', () => {
    expect(covariance.lengths[2]).toBeNull();
    expect(covariance.lengths[0]).toBeGreaterThan(0);
  });

  it('interpolates', () => {
    const { value, sigma } = process.at([2.5, 3.5, 5]);
    expect(Math.abs(value - (Math.sin(1.25) + 1.05))).toBeLessThan(0.05);
    expect(sigma).toBeLessThan(0.2);
  });

  it('is less certain where nothing was observed', () => {
    expect(process.at([20, 20, 5]).sigma).toBeGreaterThan(3 * process.at([3, 3, 5]).sigma);
  });

  it('errs together at near places, independently at far ones', () => {
    const [near, far] = process.covariances([
      [9, 9, 5],
      [9.1, 9, 5],
      [6000, -6000, 5],
    ]);
    expect(near![1]).toBeGreaterThan(0.5 * near![0]!);
    expect(Math.abs(near![2]!)).toBeLessThan(1e-3 * near![0]!);
    expect(far![1]).toBeCloseTo(near![0]!, 1);
  });

  it('finds the shift of a group by what the others say', () => {
    const shifted = observations.map((one, index) => (index % 7 === 3 ? { ...one, value: one.value + 0.4 } : one));
    const groups = shifted.map((_, index) => index % 7);
    // What depends on the group must not look like a function of a feature: a second sample of each place disagrees.
    const both = [...shifted, ...observations];
    const shifts = new GaussianProcess(both, fitCovariance(both)).shiftsOf([...groups, ...groups.map(() => 9)]);
    const { errors, weight } = shifts.get(3)!;
    expect(errors / weight).toBeGreaterThan(0.1);
    expect(Math.abs(shifts.get(1)!.errors / shifts.get(1)!.weight)).toBeLessThan(0.1);
  });

  it('is deterministic', () => {
    expect(fitCovariance(observations)).toEqual(covariance);
  });
});
