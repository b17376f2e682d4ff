import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { collect, fitPlatform, headOf, predictorFor, readSavedReport } from '../../src/platform/index.js';

// A whole sweep and networks measured on the same machine, which are too large to be part of the project.
const shared = '../shared';
const recorded = `${shared}/prototypes/prediction/recorded`;

/** The places of values in their order. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!);
  return values.map((_, index) => order.indexOf(index));
}

describe.skipIf(!existsSync(recorded))('a platform of 270 recorded chains (skipped where they are not there)', () => {
  const predict = () => {
    const reports = ['sweep-a', 'sweep-b1'].flatMap((name) =>
      gunzipSync(readFileSync(`${recorded}/${name}.jsonl.gz`))
        .toString()
        .trim()
        .split('\n')
        .map((line) => readSavedReport(JSON.parse(line))!),
    );
    const predictor = predictorFor(fitPlatform(headOf(reports, '0.0.0', null), collect(reports)));
    const [, ...rows] = readFileSync(`${recorded}/networks.csv`, 'utf8').trim().split('\n');
    return rows.map((row) => {
      const [name = '', , quiet] = row.split(',');
      const file = [`${shared}/models/${name}.onnx`, `${shared}/real/${name}.onnx`].find((each) => existsSync(each));
      const { totalMs, lowMs, highMs } = predictor.predict(analyse(readModel(memorySource(readFileSync(file!)))));
      return { measured: Number(quiet), totalMs, lowMs, highMs: highMs ?? Number.POSITIVE_INFINITY };
    });
  };

  it('predicts networks that were measured there, none of which it was fitted to', () => {
    const networks = predict();
    expect(networks).toHaveLength(25);
    const errors = networks.map(({ measured, totalMs }) => Math.abs(totalMs / measured - 1)).toSorted((a, b) => a - b);
    const share = (are: readonly boolean[]): number => are.filter(Boolean).length / are.length;
    expect(share(errors.map((error) => error <= 0.1))).toBeGreaterThanOrEqual(0.75);
    expect(share(errors.map((error) => error <= 0.2))).toBeGreaterThanOrEqual(0.9);
    expect(errors[12]).toBeLessThanOrEqual(0.04);
    const covered = share(networks.map(({ measured, lowMs, highMs }) => measured >= lowMs && measured <= highMs));
    expect(covered).toBeGreaterThanOrEqual(0.6);
    expect(covered).toBeLessThanOrEqual(0.8);
    const [a, b] = [ranks(networks.map(({ measured }) => measured)), ranks(networks.map(({ totalMs }) => totalMs))];
    const squares = a.reduce((sum, rank, index) => sum + (rank - b[index]!) ** 2, 0);
    expect(1 - (6 * squares) / (25 * (25 ** 2 - 1))).toBeGreaterThanOrEqual(0.99);
  }, 120_000);
});
