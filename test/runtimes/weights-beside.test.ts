import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { netstat } from '../testers/run-netstat.js';

const isInstalled = existsSync('test/node_modules/onnxruntime-node');
const cwd = path.resolve('test');

// A fusion that reads weights: onnxruntime multiplies a normalisation into the convolution before it.
const bytes = model({
  opset: 17,
  inputs: [value('x', 'float32', [1, 3, 16, 16])],
  outputs: ['y'],
  initializers: [
    weight('w', 'float32', [8, 3, 3, 3]),
    ...['s', 'b', 'm', 'v'].map((name) => weight(name, 'float32', [8])),
  ],
  nodes: [node('Conv', ['x', 'w'], ['c']), node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['y'])],
});
const weights = new Uint8Array(4 * (8 * 3 * 9 + 4 * 8) + 4096).fill(1);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-beside-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isInstalled)('measure of a model whose weights stand in a file', () => {
  it('runs, fusions that read weights included', () => {
    writeFileSync(path.join(folder, 'model.onnx'), bytes);
    writeFileSync(path.join(folder, 'weights.bin'), weights);
    const { status, stdout, stderr } = netstat(['measure', path.join(folder, 'model.onnx'), '--runs', '2'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Conv + BatchNormalization');
  });

  it('runs where both are symbolic links, as in the cache of the Hugging Face hub', () => {
    const [blobs, snapshot] = ['blobs', 'snapshots/abc'].map((name) => path.join(folder, 'cache', name));
    for (const each of [blobs, snapshot]) mkdirSync(each ?? '', { recursive: true });
    writeFileSync(path.join(blobs ?? '', 'aaa'), bytes);
    writeFileSync(path.join(blobs ?? '', 'bbb'), weights);
    symlinkSync('../../blobs/aaa', path.join(snapshot ?? '', 'model.onnx'));
    symlinkSync('../../blobs/bbb', path.join(snapshot ?? '', 'weights.bin'));
    const given = ['measure', path.join(snapshot ?? '', 'model.onnx'), '--runs', '2'];
    const { status, stderr } = netstat(given, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
