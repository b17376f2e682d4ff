import { expect, it } from 'vitest';
import { devices, peakFor } from '../../src/devices/index.js';

it.each(devices.map((device) => ({ ...device })))(
  '$label has figures and a source',
  ({ name, peak, bytesPerSecond, source }) => {
    expect(name).toMatch(/^[a-z\d-]+$/u);
    expect(new URL(source).protocol).toBe('https:');
    expect(bytesPerSecond).toBeGreaterThan(1e10);
    expect(peak.float32).toBeGreaterThan(1e11);
    expect(peak.float16 ?? peak.float32).toBeGreaterThanOrEqual(peak.float32);
    expect(peak.int8 ?? Infinity).toBeGreaterThanOrEqual(peak.float16 ?? peak.float32);
  },
);

it('what a device does not say of a type is that of the next wider one', () => {
  expect(peakFor({ peak: { float32: 1, float16: 2 } }, 'int8')).toBe(2);
  expect(peakFor({ peak: { float32: 1 } }, 'bfloat16')).toBe(1);
  expect(peakFor({ peak: { float32: 1, float16: 2, int8: 3 } }, 'uint8')).toBe(3);
  expect(peakFor({ peak: { float32: 1, float16: 2, int8: 3 } }, undefined)).toBe(1);
});
