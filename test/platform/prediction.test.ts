import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collect, fitPlatform, headOf, predictorFor, readPlatform, readSavedReport } from '../../src/platform/index.js';
import { predictReport } from '../../src/platform/predict.js';
import { analyseModel } from '../testers/analyse-model.js';
import { node, value } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';

// 47 of the 270 chains of a sweep on an EPYC with onnxruntime 1.30, one thread, as netstat 0.1.0 measured them.
const reports = gunzipSync(readFileSync(new URL('./recorded-sweep.jsonl.gz', import.meta.url)))
  .toString()
  .trim()
  .split('\n')
  .map((line) => readSavedReport(JSON.parse(line))!);

const head = headOf(reports, '0.0.0', null);
const platform = fitPlatform(head, collect(reports));

const { LRN: _, ...withoutLrn } = platform.classes;

describe('a platform', () => {
  it('is the same whenever it is fitted, and after it was written and read', () => {
    expect(fitPlatform(head, collect(reports))).toEqual(platform);
    expect(readPlatform(JSON.stringify(platform), 'p.json')).toEqual(platform);
  });

  it('is named after what it was measured on', () => {
    expect(platform.name).toBe('onnxruntime 1.30.0, cpu, 1 thread, AMD EPYC');
  });

  it('is refused in one line when a file is none', () => {
    expect(() => readPlatform('{', 'p.json')).toThrow('p.json: this is not JSON');
    expect(() => readPlatform('{}', 'p.json')).toThrow(/^p\.json: this is no platform: kind: /u);
  });

  it('does not mix what was measured on different ones', () => {
    const [first] = reports;
    const other = { ...first!, measurement: { ...first!.measurement!, threads: 4 } };
    expect(() => headOf([first!, other], '0.0.0', null)).toThrow('the reports are of different platforms');
  });
});

describe('a prediction', () => {
  it('of chains that were left out comes near their time', () => {
    const errors = [0, 1, 2].flatMap((fold) => {
      const kept = reports.filter((_, index) => index % 3 !== fold);
      const known = fitPlatform(headOf(kept, '0.0.0', null), collect(kept));
      return reports
        .filter((report, index) => index % 3 === fold && /^(?:conv|bn)/u.test(report.model.path))
        .map((report) => {
          const { totalMs } = predictReport(report, known);
          return Math.abs(Math.log(totalMs / report.measurement!.endToEnd!.p10Ms));
        });
    });
    const sorted = errors.toSorted((a, b) => a - b);
    expect(sorted.length).toBeGreaterThan(30);
    // With 30 chains instead of 270.
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.15);
    expect(sorted[Math.floor(sorted.length * 0.8)]).toBeLessThan(0.4);
  });

  const net = createNetwork({ name: 'three', batch: 'N' });
  const image = net.image(32, 28);
  const model = net.finish(net.relu(net.convolution(net.relu(net.convolution(image, 64)), 64, { kernel: 3 })));

  it('takes an open batch for 1, and says so', () => {
    const prediction = predictorFor(platform).predict(analyseModel(model));
    expect(prediction.assumed).toEqual(['N']);
    expect(prediction.totalMs).toBeGreaterThan(0.1);
    expect(prediction.lowMs).toBeLessThan(prediction.totalMs);
  });

  it('has the interval of one standard deviation that the drift between moments gives', () => {
    const { totalMs, lowMs, highMs, kernels } = predictorFor({ ...platform, drift: 1 }).predict(analyseModel(model));
    // The drift of the whole is far more than what its kernels leave open: e^±1.
    expect(highMs! / totalMs).toBeGreaterThan(Math.E);
    expect(highMs! / totalMs).toBeLessThan(1.1 * Math.E);
    expect(totalMs / lowMs).toBeCloseTo(highMs! / totalMs);
    expect(kernels.every(({ class: name, sigma }) => name === 'change of layout' || sigma! >= 1)).toBe(true);
  });

  it('computes a convolution and its activation in one kernel, as the sweep did', () => {
    const { kernels } = predictorFor(platform).predict(analyseModel(model));
    const convolutions = kernels.filter(({ class: name }) => name.startsWith('convolution'));
    expect(convolutions.map(({ layers }) => layers.length)).toEqual([2, 2]);
    expect(convolutions.every(({ range, sigma }) => range === 'within' && sigma! > 0)).toBe(true);
  });

  it('of a kernel that was never sampled is unknown, and the total a lower bound', () => {
    const prediction = predictorFor(platform).predict(
      analyseModel({
        opset: 17,
        inputs: [value('x', 'float32', [8, 256, 256])],
        outputs: ['y'],
        nodes: [node('Det', ['x'], ['y'])],
      }),
    );
    expect(prediction.unknown).toBe(1);
    expect(prediction.highMs).toBeUndefined();
    expect(prediction.kernels[0]).toMatchObject({ ms: undefined, sigma: undefined, range: 'unknown' });
    expect(prediction.totalMs).toBeGreaterThan(0);
  });

  it('takes no other normalisation for LRN, which takes a power of each element', () => {
    const { kernels, unknown } = predictorFor({ ...platform, classes: withoutLrn }).predict(
      analyseModel({
        opset: 17,
        inputs: [value('x', 'float32', [1, 64, 56, 56])],
        outputs: ['y'],
        nodes: [node('LRN', ['x'], ['y'], { size: 5 })],
      }),
    );
    expect(unknown).toBe(1);
    expect(kernels[0]).toMatchObject({ class: 'LRN', range: 'unknown' });
  });
});
