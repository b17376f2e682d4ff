import { describe, expect, it } from 'vitest';
import { boundOf } from '../../../src/analysis/index.js';

const roofline = { flopsPerSecond: 100e9, bytesPerSecond: 20e9 };

describe('boundOf', () => {
  it('is the longer of computing and moving', () => {
    expect(boundOf({ arithmetic: 1e9, bytes: 1e6 }, roofline)).toEqual({ ms: 10, by: 'compute' });
    expect(boundOf({ arithmetic: 1e6, bytes: 1e8 }, roofline)).toEqual({ ms: 5, by: 'memory' });
  });

  it('changes side at the intensity where both take as long', () => {
    const ridge = roofline.flopsPerSecond / roofline.bytesPerSecond;
    expect(boundOf({ arithmetic: ridge * 1e6 * 1.01, bytes: 1e6 }, roofline)?.by).toBe('compute');
    expect(boundOf({ arithmetic: ridge * 1e6 * 0.99, bytes: 1e6 }, roofline)?.by).toBe('memory');
  });

  it('is unknown where a figure is', () => {
    expect(boundOf({ arithmetic: undefined, bytes: 1 }, roofline)).toBeUndefined();
    expect(boundOf({ arithmetic: 1, bytes: undefined }, roofline)).toBeUndefined();
  });
});
