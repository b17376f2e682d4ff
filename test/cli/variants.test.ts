import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-variants-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = path.resolve('fixtures/shufflenet-v2.dynamic.onnx');

interface Totals {
  readonly variant?: Readonly<Record<string, string>>;
  readonly totals: Readonly<Record<string, unknown>>;
}

function totalsOf(given: readonly string[], cwd = process.cwd()): readonly Totals[] {
  const { status, stdout, stderr } = netstat([...given, '--format', 'json'], { cwd });
  if (status !== 0) throw new Error(stderr);
  const { models } = JSON.parse(stdout) as { readonly models: readonly Totals[] };
  return models;
}

describe('lists of sizes', () => {
  it('equal separate runs to the digit', () => {
    const listed = totalsOf([model, '--dim', 'N=1,8,32']);
    expect(listed.map(({ variant }) => variant)).toEqual([{ N: '1' }, { N: '8' }, { N: '32' }]);
    const apart = ['1', '8', '32'].map((size) => totalsOf([model, '--dim', `N=${size}`])[0]);
    expect(listed.map(({ totals }) => totals)).toEqual(apart.map((each) => each?.totals));
  });

  it('cross each other, in the order given', () => {
    const given = ['fixtures/language-model.onnx', '--dim', 'batch=1,2', '--dim', 'sequence=16,32'];
    const rows = netstat([...given, '--format', 'csv', '--columns', 'multiply-adds'])
      .stdout.trimEnd()
      .split('\r\n');
    expect(rows[0]).toBe('model,batch,sequence,multiply-adds');
    expect(rows.slice(1).map((row) => row.split(',').slice(1, 3).join(' '))).toEqual(['1 16', '1 32', '2 16', '2 32']);
  });

  it('of shapes are shapes', () => {
    const given = [model, '--shape', 'input=1x3x224x224,8x3x224x224', '--columns', 'multiply-adds', '--format', 'csv'];
    const rows = netstat(given).stdout.trimEnd().split('\r\n');
    expect(rows[0]).toBe('model,input,multiply-adds');
    const [one, eight] = rows.slice(1).map((row) => Number(row.split(',')[2]));
    expect(eight).toBe(8 * (one ?? NaN));
  });

  it('of shapes set those of a model with fixed inputs, too', () => {
    const shapes = ['--shape', 'input=1x3x224x224,8x3x224x224,2x3x320x320', '--columns', 'multiply-adds'];
    const rows = (path: string): readonly string[] =>
      netstat([path, ...shapes, '--format', 'csv'])
        .stdout.trimEnd()
        .split('\r\n')
        .map((row) => row.split(',').slice(1).join(' '));
    expect(rows('fixtures/shufflenet-v2.onnx')).toEqual(rows(model));
    expect(rows(model)).toHaveLength(4);
  });

  it('are a table with the figures that are named, sorted by one of them', () => {
    const { stdout } = netstat([
      model,
      '--dim',
      'N=1,32,8',
      '--columns',
      'multiply-adds,peak-activations',
      '--sort',
      'peak-activations',
    ]);
    expect(stdout.split('\n').map((line) => line.split(/\s+/u)[0])).toEqual(['', 'N', '32', '8', '1', '']);
  });

  it('give a row each in Markdown', () => {
    const { stdout } = netstat([model, '--dim', 'N=1,8', '--columns', 'params', '--format', 'markdown']);
    expect(stdout.split('\n').slice(0, 3)).toEqual(['| N | params |', '| :- | -: |', '| 1 | 2.27M |']);
  });

  it('refuse a list of what is no size', () => {
    const { status, stderr } = netstat([model, '--dim', 'N=1,x']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--dim N=1,x: should be like --dim N=1/u);
  });
});

describe('scenarios', () => {
  const config = path.join(folder, 'netstat.config.json');
  writeFileSync(
    config,
    JSON.stringify({
      scenarios: {
        single: { dims: { N: 1 }, rules: { 'max-multiply-adds': { limit: '200M' } } },
        batch: { dims: { N: 8 }, rules: { 'max-multiply-adds': { limit: '1G' } } },
      },
    }),
  );

  it('bind what the configuration says, one or several', () => {
    const [single] = totalsOf([model, '--scenario', 'single'], folder);
    expect(single?.totals).toEqual(totalsOf([model, '--dim', 'N=1', '--no-config'])[0]?.totals);
    expect(single?.variant).toEqual({ scenario: 'single' });
  });

  it('have budgets of their own', () => {
    expect(netstat([model, '--scenario', 'single'], { cwd: folder }).status).toBe(0);
    const both = netstat([model, '--scenario', 'single', '--scenario', 'batch'], { cwd: folder });
    expect(both.status).toBe(1);
    expect(both.stderr).toMatch(/\(scenario=batch\): multiply-adds 1\.1\d+G: .* over the budget of 1G/u);
    expect(both.stderr).not.toContain('scenario=single');
    expect(both.stdout.split('\n').map((line) => line.split(/\s+/u)[0])).toEqual([
      '',
      'scenario',
      'single',
      'batch',
      '',
    ]);
  });

  it('that nobody named are refused with those that there are', () => {
    const { status, stderr } = netstat([model, '--scenario', 'singel'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain('--scenario singel: there is no such scenario; did you mean single?');
  });

  it('are written to a file like any report', () => {
    const file = path.join(folder, 'out.csv');
    expect(netstat([model, '--scenario', 'batch', '-o', file], { cwd: folder }).status).toBe(1);
    expect(readFileSync(file, 'utf8')).toMatch(/^model,scenario,/u);
  });
});
