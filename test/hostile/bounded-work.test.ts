import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { program } from '../testers/run-netstat.js';
import { costlyModels } from './costly/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-costly-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// The time limit is for a machine that does much else; a second or two is what each takes.
describe('a file that asks for much more work than it is long ends within 400 MB', () => {
  it.each(costlyModels.filter(({ hasFallen }) => hasFallen))('$name', ({ name, size, build, format = 'json' }) => {
    const file = path.join(folder, `${name.replaceAll(' ', '-')}.onnx`);
    writeFileSync(file, model(build(size)));
    const { status, stderr, signal } = spawnSync(
      process.execPath,
      ['--max-old-space-size=350', program, file, '--format', format, '--no-config'],
      { encoding: 'utf8', timeout: 25_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
    );
    expect({ signal, ok: status === 0 || status === 2 }).toEqual({ signal: null, ok: true });
    expect(stderr.split('\n').length).toBeLessThan(3);
  });
});

it('networks that have nothing in common are compared layer by layer, without an alignment of them all', () => {
  const types = ['Relu', 'Sigmoid', 'Tanh', 'Exp', 'Neg', 'Abs', 'Sqrt'];
  const file = (name: string, seed: number): string => {
    let state = seed;
    const nodes = Array.from({ length: 5000 }, (_, index) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const type = types[(state >> 8) % types.length] ?? '';
      return node(type, [index === 0 ? 'x' : `${name}${index - 1}`], [index === 4999 ? 'y' : `${name}${index}`]);
    });
    const bytes = model({ opset: 17, inputs: [value('x', 'float32', [1, 4])], outputs: ['y'], nodes });
    writeFileSync(path.join(folder, `${name}.onnx`), bytes);
    return path.join(folder, `${name}.onnx`);
  };
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--max-old-space-size=350', program, 'compare', file('a', 1), file('b', 7), '--format', 'json', '--no-config'],
    { encoding: 'utf8', timeout: 25_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
  );
  expect(status).toBe(0);
  const { layers } = JSON.parse(stdout) as { layers: { added: unknown[]; removed: unknown[]; unchanged: number } };
  expect(layers.unchanged).toBeGreaterThan(4500);
  expect(layers.added.length).toBe(layers.removed.length);
});
