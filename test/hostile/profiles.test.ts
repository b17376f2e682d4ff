import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

const fixture = path.resolve('fixtures/shufflenet-v2.onnx');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-profiles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const event = (cat: string, name: string, ts: number, args: object = {}): object => ({
  ph: 'X',
  pid: 1,
  tid: 1,
  cat,
  name,
  ts,
  dur: 1,
  args,
});
const runs = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, run) => event('Session', 'model_run', 10 * run));
const kernels = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => event('Node', `k${index}_kernel_time`, 10 * index, { op_name: 'Relu' }));

describe('a profile that nobody should hand over is one line', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['a time that is an object', [{ name: 'a', ms: { toString: 1, valueOf: 1 } }], /the time of a is no number: \{/u],
    [
      '50,000 runs of 50,000 kernels',
      [...runs(50_000), ...kernels(50_000)],
      /50000 runs of more than \d+ kernels are more than can be told apart/u,
    ],
  ])('%s', (_, content, said) => {
    const profile = path.join(folder, 'profile.json');
    writeFileSync(profile, JSON.stringify(content));
    const { status, stderr } = netstat(['measure', fixture, '--profile', profile]);
    expect(status).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  // An expression for the ends of a range once tried each pair of dots with each end: 10¹⁰ steps.
  it('a name of 30,000 ranges is read in one pass', () => {
    const profile = path.join(folder, 'ranges.json');
    writeFileSync(
      profile,
      JSON.stringify([{ count: 1 }, { name: `ForeignNode[${'a...'.repeat(30_000)}`, averageMs: 1 }]),
    );
    expect(netstat(['measure', fixture, '--profile', profile])).toMatchObject({ status: 0, stderr: '' });
  });

  it('a table of 200,000 names is one line', () => {
    const profile = path.join(folder, 'names.json');
    writeFileSync(
      profile,
      JSON.stringify(Array.from({ length: 200_000 }, (_, index) => ({ name: `k${index}`, ms: 1 }))),
    );
    const { status, stderr } = netstat(['measure', fixture, '--profile', profile]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netstat: .*: it has more than 100000 kernels\n$/u);
  });

  it('a name of 20,000 layers in one another joins nothing', () => {
    const profile = path.join(folder, 'nested.json');
    const name = `${'PWN('.repeat(20_000)}a${')'.repeat(20_000)}`;
    writeFileSync(profile, JSON.stringify([{ count: 1 }, { name, timeMs: 1, averageMs: 1 }]));
    expect(netstat(['measure', fixture, '--profile', profile])).toMatchObject({ status: 0, stderr: '' });
  });
});

it('a path that is longer than any file has names no file', () => {
  const { status, stderr } = netstat(['x'.repeat(300)]);
  expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
});

it.each(['', '/', ['']])('a configuration with the glob %j, which names nothing, is refused', (models) => {
  const config = path.join(folder, 'netstat.config.json');
  writeFileSync(config, JSON.stringify({ overrides: [{ models, rules: {} }] }));
  const { status, stderr } = netstat([fixture, '--config', config]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/overrides\.0\.models: is .*, should be a glob or a list of them/u);
});
