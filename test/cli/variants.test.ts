import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bind, parse } from '../../src/dim/index.js';
import type { ComparisonDocument } from '../../src/formats/index.js';
import type { ModelReport } from '../../src/report/index.js';
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

  it('tell totals as formulas in each size', () => {
    const formulas = (given: readonly string[]) =>
      JSON.parse(netstat([...given, '--format', 'json']).stdout) as {
        readonly models: readonly {
          readonly formulas?: Readonly<Record<string, Readonly<Record<string, string>>>>;
          readonly totals: Readonly<Record<string, number>>;
        }[];
      };
    const [one, two] = formulas([model, '--dim', 'N=1,2']).models;
    // Every image costs the same; weights do not depend on the batch.
    expect(one?.formulas?.['N']?.['multiplyAdds']).toBe(`${one?.totals['multiplyAdds']}*N`);
    expect(one?.formulas?.['N']?.['params']).toBe(String(one?.totals['params']));
    expect(two?.formulas).toEqual(one?.formulas);
    const [crossed] = formulas([
      'fixtures/language-model.onnx',
      '--dim',
      'batch=1,2',
      '--dim',
      'sequence=16,32',
    ]).models;
    const bySequence = parse(crossed?.formulas?.['sequence']?.['multiplyAdds'] ?? '0');
    expect(bind(bySequence, new Map([['sequence', 16]]))).toBe(crossed?.totals['multiplyAdds']);
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

  it('are reported as a model is where one is asked for', () => {
    const { stdout } = netstat([model, '--scenario', 'single'], { cwd: folder });
    expect(stdout).toContain('(scenario=single)');
    expect(stdout).toMatch(/^weight bytes +/mu);
  });

  it('keep the least time on a platform that is named, however narrow the terminal', () => {
    const given = [model, '--scenario', 'single', '--scenario', 'batch', '--platform', 'rtx-4090'];
    const narrow = netstat(given, { cwd: folder, env: { COLUMNS: '50' } }).stdout;
    expect(narrow).toMatch(/least/u);
    expect(narrow).toMatch(/no room for .*params/u);
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

  it('are columns of totals where none is asked for, and their budgets count', () => {
    const { status, stdout, stderr } = netstat([model], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^scenario +single +batch$/mu);
    // 8 × as much as at a batch of 1, of which the linter's page of the network says 146M.
    expect(stdout).toMatch(/^multiply-adds +146M +1\.17G$/mu);
    expect(stdout).toMatch(/^error max-multiply-adds: batch: multiply-adds 1\.167G/mu);
    const { stdout: json } = netstat([model, '--format', 'json'], { cwd: folder });
    const { scenarios } = (JSON.parse(json) as { models: readonly ModelReport[] }).models[0] ?? {};
    expect(scenarios?.map(({ name, given }) => [name, given])).toEqual([
      ['single', { N: '1' }],
      ['batch', { N: '8' }],
    ]);
    const apart = ['1', '8'].map((size) => totalsOf([model, '--dim', `N=${size}`, '--no-config'])[0]?.totals);
    expect(scenarios?.map(({ totals }) => totals)).toEqual(apart);
    expect(netstat([model, '--format', 'markdown'], { cwd: folder }).stdout).toContain('single');
    expect(netstat(['lint', model], { cwd: folder }).status).toBe(1);
    // Nothing of them fits a model without that dimension.
    expect(netstat([path.resolve('fixtures/mobilenet-v2.onnx')], { cwd: folder }).stdout).not.toContain('scenario');
  });

  it('are compared by name, and held to --max-increase each', () => {
    const other = path.resolve('fixtures/mobilenet-v2.onnx');
    expect(netstat(['compare', model, model, '--max-increase', 'multiply-adds=0%'], { cwd: folder }).status).toBe(1);
    const plain = path.join(folder, 'plain');
    mkdirSync(plain);
    const saved = path.join(plain, 'base.json');
    const settings = (size: number): string => JSON.stringify({ scenarios: { batch: { dims: { N: size } } } });
    writeFileSync(path.join(plain, 'netstat.config.json'), settings(8));
    netstat([model, '-o', saved], { cwd: plain });
    writeFileSync(path.join(plain, 'netstat.config.json'), settings(16));
    const run = (...given: readonly string[]) => netstat(['compare', saved, model, ...given], { cwd: plain });
    expect(run().stdout).toMatch(/^batch\n {2}multiply-adds +1\.167G +2\.333G +\+1\.167G +\+100%$/mu);
    const held = run('--max-increase', 'multiply-adds=50%');
    expect(held.status).toBe(1);
    expect(held.stderr).toContain('batch: multiply-adds grows by 100.00%, more than 50%');
    const document = JSON.parse(run('--format', 'json').stdout) as ComparisonDocument;
    expect(document.scenarios?.['batch']?.['multiply-adds']?.share).toBe(1);
    expect(netstat(['compare', other, other], { cwd: plain }).status).toBe(0);
  });

  it('are defined on the command line, too', () => {
    const rows = totalsOf([model, '--scenario', 'one:N=1', '--scenario', 'shaped:input=8x3x320x320', '--no-config']);
    expect(rows.map(({ variant }) => variant)).toEqual([{ scenario: 'one' }, { scenario: 'shaped' }]);
    const apart = [
      ['--dim', 'N=1'],
      ['--shape', 'input=8x3x320x320'],
    ].map((given) => totalsOf([model, ...given, '--no-config'])[0]?.totals);
    expect(rows.map(({ totals }) => totals)).toEqual(apart);
    const { status, stderr } = netstat([model, '--scenario', 'one:N=', '--no-config']);
    expect(status).toBe(2);
    expect(stderr).toContain('should be like --scenario decode:sequence=1,past=1023');
  });

  it('are refused where they set what no model has', () => {
    const set = (...given: readonly string[]) => netstat([model, ...given, '--no-config']);
    const { status, stderr } = set('--scenario', 'one:N=1', '--scenario', 'eight:batch=8');
    expect(status).toBe(2);
    expect(stderr).toBe('netstat: --scenario eight:batch: the model has no open dimension batch; there is N\n');
    expect(set('--scenario', 'shaped:inptu=8x3x320x320').stderr).toContain('did you mean input?');
    expect(netstat(['fixtures/mobilenet-v2.onnx', model, '--scenario', 'one:N=1', '--no-config']).status).toBe(0);
  });

  it('are both branches of a model where an input decides, unasked and by name', () => {
    const merged = 'fixtures/control-flow.onnx';
    const fixed = ['--dim', 'batch=1', '--value', 'trips=2'];
    const [report] = JSON.parse(netstat([merged, ...fixed, '--format', 'json']).stdout).models as ModelReport[];
    expect(report?.scenarios?.map(({ name, given }) => [name, given])).toEqual([
      ['wide=false', { wide: 'false' }],
      ['wide=true', { wide: 'true' }],
    ]);
    const apart = ['false', 'true'].map((value) => totalsOf([merged, ...fixed, '--value', `wide=${value}`])[0]?.totals);
    expect(report?.scenarios?.map(({ totals }) => totals)).toEqual(apart);
    const named = totalsOf([merged, ...fixed, '--scenario', 'no:wide=false', '--scenario', 'yes:wide=true']);
    expect(named.map(({ totals }) => totals)).toEqual(apart);
    expect(totalsOf([merged, ...fixed, '--value', 'wide=true'])[0]).not.toHaveProperty('scenarios');
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
