import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { noEdits } from '../../src/changes/index.js';
import { keptModels } from '../../src/cli/keep-models.js';
import { processTerminal } from '../../src/cli/terminal.js';
import { loadModel, writeZeros } from '../../src/files/index.js';
import { netstat } from '../testers/run-netstat.js';
import type { Run } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-overwriting-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const run = (...given: readonly string[]): Run => netstat(given, { cwd: folder });
const convolution = model({
  opset: 17,
  inputs: [value('x', 'float32', [1, 3, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 3, 3, 3]), weight('v', 'float32', [4, 8, 1, 1])],
  nodes: [node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }), node('Conv', ['c', 'v'], ['y'], {}, { name: 'last' })],
});
const change = ['what-if', 'model.onnx', '--channels', 'conv=16', '--keep'] as const;

beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(at('model.onnx'), convolution);
});

describe('what a run keeps replaces nothing but what an earlier run kept', () => {
  it('is kept again, in a file of zeros that others still read', () => {
    expect(run(...change, 'kept').status).toBe(0);
    // 8 or 16 filters of 3 · 3 · 3 weights of 4 bytes.
    expect(statSync(at('kept/netstat-zeros.bin')).size).toBe(16 * 27 * 4);
    expect(run('what-if', 'model.onnx', '--channels', 'conv=4', '--keep', 'kept').status).toBe(0);
    expect(statSync(at('kept/netstat-zeros.bin')).size).toBe(16 * 27 * 4);
    expect(run('what-if', 'model.onnx', '--channels', 'conv=32', '--keep', 'kept').status).toBe(0);
    expect(readFileSync(at('kept/netstat-zeros.bin'))).toEqual(Buffer.alloc(32 * 27 * 4));
  });

  it.each(['netstat-zeros.bin', 'model-as-is.onnx', 'model-16.onnx'])('a %s of somebody else stays', (name) => {
    mkdirSync(at('kept'));
    writeFileSync(at(`kept/${name}`), 'mine');
    const { status, stderr } = run(...change, 'kept');
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toContain(`kept/${name}: `);
    expect(readFileSync(at(`kept/${name}`), 'utf8')).toBe('mine');
  });

  it.skipIf(process.platform === 'win32')('a link is not followed to the file of zeros', () => {
    mkdirSync(at('kept'));
    writeFileSync(at('empty'), '');
    symlinkSync(at('empty'), at('kept/netstat-zeros.bin'));
    expect(() => writeZeros(at('kept/netstat-zeros.bin'), 100)).toThrow(/something else has that name/u);
    expect(statSync(at('empty')).size).toBe(0);
  });

  it('no other model of the run is written over, and two of one name are told apart', async () => {
    const other = at('model-as-is.onnx');
    writeFileSync(other, Buffer.concat([convolution, Buffer.from('netstat-zeros.bin')]));
    const before = readFileSync(other);
    const terminal = { ...processTerminal(), note: () => undefined };
    const kept = {
      file: at('model.onnx'),
      model: await loadModel(at('model.onnx')),
      changes: [['as-is', noEdits]],
    } as const;
    await expect(keptModels(folder, [at('model.onnx'), other]).keep(kept, terminal)).rejects.toThrow(
      /this run reads that file/u,
    );
    expect(readFileSync(other)).toEqual(before);
    const models = keptModels(at('kept'), []);
    await models.keep(kept, terminal);
    await models.keep(kept, terminal);
    expect(['model-as-is.onnx', 'model-2-as-is.onnx'].map((name) => existsSync(at(`kept/${name}`)))).toEqual([
      true,
      true,
    ]);
  });
});

it.each(['weights.bin', 'blocks-0.onnx'])('a %s in a folder without a sweep stays when one is emitted', (name) => {
  mkdirSync(at('sweep'));
  writeFileSync(at(`sweep/${name}`), 'mine');
  expect(run('calibrate', '--emit', 'sweep', '--sweep', 'quick')).toMatchObject({
    status: 2,
    stderr: `netstat: sweep/${name}: this is of no sweep: name a folder that is new or empty\n`,
  });
  expect(readFileSync(at(`sweep/${name}`), 'utf8')).toBe('mine');
});

describe('no output overwrites what options name to be read', () => {
  const content: Readonly<Record<string, string>> = {
    'config.json': '{}',
    'netstat.config.json': '{}',
    'extra.csv': 'model,accuracy\nmodel,0.5\n',
    'baseline.json': '{ "version": 1, "models": {} }',
    'platform.json': '{ "kind": "netstat calibration", "flopsPerSecond": 1e9, "bytesPerSecond": 1e9 }',
    'profile.json': '[{ "name": "conv", "ms": 1 }]',
  };
  it.each([
    ['config.json', ['model.onnx', '--config', 'config.json']],
    ['netstat.config.json', ['model.onnx']],
    ['extra.csv', ['model.onnx', '--summary', '--extra', 'extra.csv']],
    ['baseline.json', ['lint', 'model.onnx', '--baseline', 'baseline.json']],
    ['platform.json', ['model.onnx', '--platform', 'platform.json']],
    ['profile.json', ['measure', 'model.onnx', '--profile', 'profile.json']],
  ] as const)('%s', (file, given) => {
    for (const [name, text] of Object.entries(content)) {
      if (name !== 'netstat.config.json' || file === name) writeFileSync(at(name), text);
    }
    const { status, stderr } = run(...given, '-o', file, '--format', 'json');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `netstat: ${file}: this run reads that file; give the output another name\n`,
    });
    expect(readFileSync(at(file), 'utf8')).toBe(content[file]);
  });
});
