import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitAbove, readAmount } from '../../src/text/index.js';
import { openBatch } from '../testers/open-batch.js';
import { netstat } from '../testers/run-netstat.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-init-'));
  writeFileSync(path.join(folder, 'mobile net.onnx'), readFileSync('fixtures/mobilenet-v2.onnx'));
  writeFileSync(path.join(folder, 'open.onnx'), openBatch());
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...given: readonly string[]) => netstat(given, { cwd: folder });
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('init with models', () => {
  it('writes budgets, a baseline and a workflow, and says so; lint then passes without a word', () => {
    const { status, stdout } = run('init', 'mobile net.onnx', 'open.onnx');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^wrote netstat\.config\.ts: .*\nwrote netstat\.baseline\.json: \d+ findings .*\nwrote \.github/u,
    );
    expect(stdout).toMatch(
      /^open\.onnx: no budget for multiply-adds, .* and peak activations, which depend on open sizes/mu,
    );
    // 300,774,272 multiply-adds and 5 %, rounded up.
    expect(read('netstat.config.ts')).toContain("'max-multiply-adds': { limit: '316M' }");
    expect(read('.github/workflows/netstat.yml')).toContain('        mobile net.onnx\n        open.onnx\n');
    const lint = run('lint', 'mobile net.onnx', 'open.onnx', '--max-warnings', '0');
    expect([lint.status, lint.stderr]).toEqual([0, '']);
  });

  it('runs this version in the workflow, or the one among the packages of the project', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    run('init', 'open.onnx');
    expect(read('.github/workflows/netstat.yml')).toContain(`| xargs -0 npx --yes onnx-netstat@${version} lint`);
    writeFileSync(path.join(folder, 'package.json'), '{ "devDependencies": { "onnx-netstat": "*" } }');
    run('init', 'open.onnx', '--force');
    expect(read('.github/workflows/netstat.yml')).toMatch(/- run: npm ci\n.*\n.*\| xargs -0 npx onnx-netstat lint/u);
  });

  it('sets budgets that a larger model breaks', () => {
    run('init', 'open.onnx');
    writeFileSync(path.join(folder, 'open.onnx'), openBatch(5));
    const { status, stdout } = run('lint', 'open.onnx');
    expect(status).toBe(1);
    expect(stdout).toMatch(/max-params/u);
  });

  it('writes JSON on demand', () => {
    run('init', 'mobile net.onnx', '--json');
    expect(JSON.parse(read('netstat.config.json'))).toMatchObject({
      overrides: [{ models: 'mobile net.onnx', rules: { 'max-multiply-adds': { limit: '316M' } } }],
      baseline: 'netstat.baseline.json',
    });
    expect(run('lint', 'mobile net.onnx', '--max-warnings', '0').status).toBe(0);
  });

  it('writes nothing where a model cannot be read, or a file is there', () => {
    writeFileSync(path.join(folder, 'bad.onnx'), 'no model');
    const { status, stderr } = run('init', 'open.onnx', 'bad.onnx');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/bad\.onnx: .*; nothing was written\n$/u)]);
    expect(existsSync(path.join(folder, 'netstat.config.ts'))).toBe(false);
    writeFileSync(path.join(folder, 'netstat.baseline.json'), '');
    expect(run('init', 'open.onnx')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('netstat.baseline.json is there already'),
    });
    expect(run('init', 'open.onnx', '--force').status).toBe(0);
  });
});

describe('limits', () => {
  it.each([
    [315_812_986, 'count', '316M'],
    [1000, 'count', '1k'],
    [999.5, 'count', '1000'],
    [42, 'count', '42'],
    [4_404_019, 'bytes', '4.2 MiB'],
    [1_048_577, 'bytes', '1.01 MiB'],
  ] as const)('%d %s is below %s', (amount, unit, text) => {
    expect(limitAbove(amount, unit)).toBe(text);
    expect(readAmount(text, unit)).toBeGreaterThanOrEqual(amount);
  });
});

it.skipIf(process.platform === 'win32').each(['a\n      - run: evil #.onnx', '${{ github.token }}.onnx'])(
  'a file named %j is in no workflow, and nothing is written',
  (name) => {
    writeFileSync(path.join(folder, name), openBatch());
    const { status, stderr } = run('init', name);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toContain('a workflow cannot name it');
    expect(existsSync(path.join(folder, 'netstat.config.ts'))).toBe(false);
  },
);
