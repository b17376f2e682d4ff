import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { constant, model, node, value } from '../../fixtures/build/model.js';
import type { ModelReport } from '../../src/report/index.js';
import { windowedLayers } from '../testers/decoders/caches.js';
import { expectValid } from '../testers/report-schema.js';
import { netstat } from '../testers/run-netstat.js';
import { findings, folder, mobilenet, shufflenet } from '../testers/lint-folder.js';

describe('netstat lint', () => {
  it('prints findings and no layers, and ends well with warnings', () => {
    const { status, stdout } = netstat(['lint', mobilenet, '--no-config'], { env: { COLUMNS: '100' } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/: \d+ warnings\n/u);
    expect(stdout).toMatch(
      /warning {2}unequal-channel-width \(G1\) {2}6 findings, [\d.]+ MiB lost, [\d.]+%\n {4}features/u,
    );
    expect(stdout).not.toContain('total');
    expect(stdout).toContain('netstat.js explain ');
  });

  it('is quiet on ShuffleNet V2 but for its 58 channels', () => {
    const { stdout } = netstat(['lint', shufflenet, '--no-config', '--format', 'json']);
    expect(
      findings(stdout)
        .filter(({ severity }) => severity !== 'info')
        .map(({ rule }) => rule),
    ).toEqual(['misaligned-channels']);
  });

  it.each([
    ['a rule made an error', ['--rule', 'G1=error'], 1],
    ['a rule that finds nothing made an error', ['--rule', 'G2=error'], 0],
    ['all rules that find something off', ['--rule', 'G1=off', '--rule', 'G4=off', '--max-warnings', '0'], 0],
    ['more warnings than may be', ['--max-warnings', '1'], 1],
    ['as many warnings as may be', ['--max-warnings', '100'], 0],
    ['a budget that is kept', ['--rule', 'max-multiply-adds=301M'], 0],
    ['a budget that is broken', ['--rule', 'max-multiply-adds=300M'], 1],
    [
      'a budget that is broken, for information',
      ['--rule', 'max-multiply-adds=300M', '--rule', 'max-multiply-adds=info'],
      0,
    ],
  ] as const)('%s', (_, options, status) => {
    expect(netstat(['lint', mobilenet, '--no-config', ...options]).status).toBe(status);
  });

  it('fails for a budget of an open dimension and says how to bind it', () => {
    const given = ['lint', path.join(folder, 'open.onnx'), '--no-config', '--rule', 'max-multiply-adds=100'];
    const { status, stdout } = netstat(given);
    expect(status).toBe(1);
    expect(stdout).toContain('bind it with --dim batch=1');
    expect(netstat([...given, '--dim', 'batch=3']).status).toBe(0);
    expect(netstat([...given, '--dim', 'batch=4']).status).toBe(1);
  });

  it.each([
    ['--columns', 'params'],
    ['--sort', 'params'],
    ['--top', '3'],
    ['--summary'],
    ['--extra', 'accuracies.csv'],
    ['--depth', '1'],
    ['--unfold'],
    ['--context', '16'],
    ['--all'],
  ])('refuses %s where it lists no layers', (option, ...values) => {
    for (const format of ['table', 'markdown', 'github', 'junit', 'sarif']) {
      const { status, stdout, stderr } = netstat(['lint', mobilenet, '--format', format, option, ...values]);
      expect({ status, stdout, stderr }).toEqual({
        status: 2,
        stdout: '',
        stderr:
          `netstat: ${option}: lint lists findings, not layers, in --format ${format}; ` +
          `leave out ${option}, or lint\n`,
      });
    }
  });

  it('takes them in formats that list layers, too', () => {
    const csv = netstat(['lint', mobilenet, '--format', 'csv', '--columns', 'layer,params', '--top', '1']);
    expect(csv).toMatchObject({ status: 0, stderr: '' });
    expect(csv.stdout.split('\r\n')[0]).toBe('model,layer,params');
  });

  it('knows the lengths of context asked for where it shows runs', () => {
    const file = path.join(folder, 'windowed.onnx');
    writeFileSync(file, model(windowedLayers([undefined])));
    const { stdout } = netstat(['lint', file, '--format', 'json', '--context', '77']);
    const { models } = JSON.parse(stdout) as { readonly models: readonly [Pick<ModelReport, 'generation'>] };
    expect(new Set(models[0].generation?.runs.map(({ context }) => context))).toEqual(new Set([77]));
  });

  it.each(['json', 'sarif', 'github', 'junit', 'markdown', 'jsonl', 'table'])(
    'has the same findings as %s',
    (format) => {
      const { status, stdout } = netstat(['lint', mobilenet, '--no-config', '--format', format]);
      expect(status).toBe(0);
      expect(stdout).toContain('unequal-channel-width');
      if (format === 'json') expectValid(JSON.parse(stdout));
    },
  );

  it('shows errors only with --quiet, and counts all', () => {
    const { status, stdout } = netstat([
      'lint',
      mobilenet,
      '--no-config',
      '--quiet',
      '--rule',
      'G4=error',
      '--format',
      'json',
    ]);
    expect(status).toBe(1);
    expect(new Set(findings(stdout).map(({ severity }) => severity))).toEqual(new Set(['error']));
    expect(netstat(['lint', mobilenet, '--no-config', '--quiet', '--max-warnings', '0']).status).toBe(1);
  });

  it.each([
    [['--rule', 'unequal-chanel-width=off'], 'did you mean unequal-channel-width?'],
    [['--rule', 'max-params=3 elephants'], 'should be a quantity such as "300M"'],
    [['--max-warnings', 'few'], '--max-warnings few: should be a number from 0'],
    [['--update-baseline'], '--update-baseline: which file?'],
    [['--baseline', 'nowhere.json'], 'there is no such baseline'],
    [['--config', 'nowhere.ts'], 'there is no such configuration'],
    [['--format', 'sarf'], 'did you mean sarif?'],
  ])("%j is the user's error", (options, message) => {
    const { status, stdout, stderr } = netstat(['lint', mobilenet, ...options], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('budgets outside of lint', () => {
  it('fail a plain run', () => {
    expect(netstat([mobilenet, '--no-config', '--rule', 'max-params=1M']).status).toBe(1);
    expect(netstat([mobilenet, '--no-config', '--rule', 'max-params=4M']).status).toBe(0);
    expect(netstat([mobilenet, '--no-config', '--rule', 'G1=error']).status).toBe(0);
  });
});

describe('netstat explain of a rule', () => {
  it.each(['G1', 'unequal-channel-width', 'max-params', 'redundant-transpose'])('%s', (name) => {
    const { status, stdout } = netstat(['explain', name], { env: { COLUMNS: '80' } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[a-z-]+\n\n/u);
    expect(stdout).toContain('What it reports');
    expect(stdout).toContain('When to ignore');
    expect(stdout).not.toMatch(/<!--|\]\(|^#|^\|/mu);
    const prose = stdout.split('\n').filter((line) => !line.startsWith('  '));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('suggests the near one', () => {
    const { status, stderr } = netstat(['explain', 'cast-chian']);
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean cast-chain?');
  });
});

describe('small tensors', () => {
  it('that the file stores twice are found in a file', () => {
    const ramp = Array.from({ length: 512 }, (_, index) => index / 7);
    const file = path.join(folder, 'twice.onnx');
    writeFileSync(
      file,
      model({
        opset: 17,
        inputs: [value('x', 'float32', [512])],
        outputs: ['y'],
        initializers: [constant('a', 'float32', [512], ramp), constant('b', 'float32', [512], ramp)],
        nodes: [node('Add', ['x', 'a'], ['p']), node('Mul', ['p', 'b'], ['y'])],
      }),
    );
    const { stdout } = netstat(['lint', file, '--no-config', '--format', 'json']);
    expect(findings(stdout)).toMatchObject([{ rule: 'duplicate-initializer', data: { bytes: 2048 } }]);
  });
});
