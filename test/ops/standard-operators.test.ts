import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operatorFiles, operatorsIn } from '../../src/ops/index.js';

// Every operator and version of ONNX's Changelog.md and Changelog-ml.md, and every operator of onnxruntime's
// ContribOperators.md: `domain type version`.
const standard = readFileSync('test/ops/standard-operators.txt', 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [domain = '', type = '', version = ''] = line.split(' ');
    return { domain, type, version: Number(version) };
  });

/**
 * `Constant` has no definition, because it is no layer: its tensor is laid out before anything runs.
 */
const noLayers = new Set(['ai.onnx Constant']);

describe('the operators of the standard', () => {
  it('are listed in full', () => {
    expect(standard.filter(({ domain }) => domain === 'ai.onnx').length).toBeGreaterThan(600);
    expect(new Set(standard.map(({ domain }) => domain))).toEqual(
      new Set(['ai.onnx', 'ai.onnx.ml', 'ai.onnx.preview', 'ai.onnx.preview.training', 'com.microsoft']),
    );
  });

  it('are all defined, in every version', () => {
    const earliest = new Map<string, number>();
    for (const { domain, type, since } of operatorsIn(operatorFiles)) {
      earliest.set(`${domain} ${type}`, Math.min(since, earliest.get(`${domain} ${type}`) ?? Infinity));
    }
    const missing = standard.filter(
      ({ domain, type, version }) =>
        !noLayers.has(`${domain} ${type}`) && !((earliest.get(`${domain} ${type}`) ?? Infinity) <= version),
    );
    expect(missing.map(({ domain, type, version }) => `${domain} ${type} ${version}`)).toEqual([]);
  });
});
