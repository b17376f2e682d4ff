import { expect, it } from 'vitest';
import { devices, peakFor } from '../../src/devices/index.js';

it.each(devices.map((device) => ({ ...device })))(
  '$label has figures and their sources',
  ({ name, peak, bytesPerSecond, source, quotedAt }) => {
    expect(name).toMatch(/^[a-z\d-]+$/u);
    expect(new URL(source).protocol).toBe('https:');
    expect(quotedAt.length).toBeGreaterThan(0);
    expect(quotedAt.every((text) => URL.canParse(text))).toBe(true);
    expect(bytesPerSecond).toBeGreaterThan(1e10);
    expect(peak.float32).toBeGreaterThan(1e11);
    expect(peak.float16 ?? peak.float32).toBeGreaterThanOrEqual(peak.float32);
    expect(peak.int8 ?? Infinity).toBeGreaterThanOrEqual(peak.float16 ?? peak.float32);
  },
);

/** The figures as the quoted texts state them: GB/s, then TFLOPS or cores × GHz × operations a cycle. */
const stated: readonly (readonly [
  name: string,
  gigabytes: number,
  float32: number,
  float16?: number,
  int8?: number,
])[] = [
  ['h100', 3350, 989.4 / 2, 1978.9 / 2, 3957.8 / 2],
  ['a100', 2039, 156, 312, 624],
  ['l4', 300, 120 / 2, 242 / 2, 485 / 2],
  ['t4', 320, 8.1, 65, 130],
  ['rtx-4090', 1008, 82.6, 330.3, 660.6],
  ['rtx-3090', 936, 35.6, 142, 284],
  ['jetson-agx-orin', (256 * 2 * 3.2) / 8, 170 / 8, 170 / 4, 170 / 2],
  ['jetson-orin-nano', 102, 67 / 8, 67 / 4, 67 / 2],
  ['m1', (128 * 4.266) / 8, 8 * 1.278 * 0.256],
  ['m1-max', 400, 32 * 1.296 * 0.256],
  ['m2', 100, 10 * 1.398 * 0.256],
  ['iphone-14-pro', (64 * 6.4) / 8, 5 * 1.398 * 0.256],
  ['ryzen-7950x', (128 * 5.2) / 8, 16 * 5.7 * 0.032, 16 * 5.7 * 0.064, 16 * 5.7 * 0.128],
  ['raspberry-pi-5', (32 * 4.267) / 8, 4 * 2.4 * 0.016, 4 * 2.4 * 0.032, 4 * 2.4 * 0.064],
];

it('the figures are those of the texts', () => {
  expect(devices.map(({ name }) => name)).toEqual(stated.map(([name]) => name));
  for (const [index, [, gigabytes, ...peaks]] of stated.entries()) {
    const { bytesPerSecond = 0, peak } = devices[index] ?? {};
    expect(bytesPerSecond / 1e9 / gigabytes).toBeCloseTo(1, 2);
    for (const [at, type] of (['float32', 'float16', 'int8'] as const).entries()) {
      const [given, expected] = [peak?.[type], peaks[at]];
      if (given === undefined || expected === undefined) expect(given).toBe(expected);
      else expect(given / 1e12 / expected).toBeCloseTo(1, 2);
    }
  }
});

it('what a device does not say of a type is that of the next wider one', () => {
  expect(peakFor({ peak: { float32: 1, float16: 2 } }, 'int8')).toBe(2);
  expect(peakFor({ peak: { float32: 1 } }, 'bfloat16')).toBe(1);
  expect(peakFor({ peak: { float32: 1, float16: 2, int8: 3 } }, 'uint8')).toBe(3);
  expect(peakFor({ peak: { float32: 1, float16: 2, int8: 3 } }, undefined)).toBe(1);
});
