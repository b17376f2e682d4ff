import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';
import { findings, folder, lintWith, mobilenet } from '../testers/lint-folder.js';

describe('the configuration', () => {
  const config = {
    rules: { G1: 'error', G4: 'off', 'misaligned-channels': 'off' },
    overrides: [{ models: '*shuffle*', rules: { 'max-params': { limit: '1M' } } }],
  };

  it.each([
    [
      'netstat.config.ts',
      `import { defineConfig } from 'onnx-netstat';\nconst level: string = 'error';\n` +
        `export default defineConfig(${JSON.stringify(config)} as never);`,
    ],
    ['netstat.config.js', `export default ${JSON.stringify(config)};`],
    [
      'netstat.config.mjs',
      `import { defineConfig } from 'onnx-netstat';\nexport default defineConfig(${JSON.stringify(config)});`,
    ],
    ['netstat.config.json', JSON.stringify({ $schema: 'anything', ...config })],
    ['package.json', JSON.stringify({ name: 'models', netstat: config })],
  ])('is found as %s', (name, content) => {
    const { status, stdout, stderr } = lintWith(
      { [name]: content },
      'lint',
      '../mobile.onnx',
      '../shuffle.onnx',
      '--format',
      'json',
    );
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(new Set(findings(stdout).map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(
      new Set(['unequal-channel-width error', 'max-params error']),
    );
  });

  it('is found above, and a package.json without a field is none', () => {
    const { cwd } = lintWith({ 'netstat.config.json': JSON.stringify(config), 'package.json': '{}' });
    mkdirSync(path.join(cwd, 'deep', 'er'), { recursive: true });
    writeFileSync(path.join(cwd, 'deep', 'package.json'), '{"name":"other"}');
    expect(netstat(['lint', mobilenet, '--format', 'json'], { cwd: path.join(cwd, 'deep', 'er') }).status).toBe(1);
    expect(netstat(['lint', mobilenet, '--no-config'], { cwd }).status).toBe(0);
  });

  it('is set over by arguments', () => {
    expect(
      lintWith({ 'netstat.config.json': JSON.stringify(config) }, 'lint', mobilenet, '--rule', 'G1=warning').status,
    ).toBe(0);
    expect(
      lintWith({ 'netstat.config.json': JSON.stringify({ ...config, maxWarnings: 0, rules: {} }) }, 'lint', mobilenet)
        .status,
    ).toBe(1);
    expect(
      lintWith({ 'netstat.config.json': JSON.stringify({ maxWarnings: 0 }) }, 'lint', mobilenet, '--max-warnings', '99')
        .status,
    ).toBe(0);
  });

  it('binds dimensions where there are such, and arguments bind over it', () => {
    const text = {
      'netstat.config.json': JSON.stringify({
        dims: { batch: 3, other: 5 },
        rules: { 'max-multiply-adds': { limit: '100' } },
      }),
    };
    expect(lintWith(text, 'lint', path.join(folder, 'open.onnx')).status).toBe(0);
    expect(lintWith(text, 'lint', mobilenet, '--rule', 'max-multiply-adds=1G').status).toBe(0);
    expect(lintWith(text, 'lint', path.join(folder, 'open.onnx'), '--dim', 'batch=4').status).toBe(1);
  });

  it('suppresses findings with a reason, by layers and models', () => {
    const suppressions = [
      { rule: 'G1', layers: 'features/features.2/**', models: 'mobile*', reason: 'as trained' },
      { rule: 'costly-elementwise', reason: 'known' },
    ];
    const bare = lintWith({}, 'lint', '../mobile.onnx', '--format', 'json');
    const { cwd } = lintWith({ 'netstat.config.json': JSON.stringify({ suppressions }) });
    const counts = (stdout: string) => [
      findings(stdout).filter(({ rule }) => rule === 'unequal-channel-width').length,
      findings(stdout).filter(({ rule }) => rule === 'costly-elementwise').length,
    ];
    const [all = 0] = counts(bare.stdout);
    writeFileSync(path.join(cwd, 'mobile.onnx'), readFileSync(mobilenet));
    writeFileSync(path.join(cwd, 'other.onnx'), readFileSync(mobilenet));
    const layers = JSON.parse(bare.stdout) as ReportDocument;
    const [report] = layers.models;
    const inBlock =
      report !== undefined && 'findings' in report
        ? report.findings.filter(
            (finding) =>
              finding.rule === 'unequal-channel-width' &&
              finding.layers.length > 0 &&
              finding.layers.every((index) => report.layers[index]?.label.startsWith('/features/features.2/')),
          ).length
        : 0;
    expect(counts(netstat(['lint', 'mobile.onnx', '--format', 'json'], { cwd }).stdout)).toEqual([all - inBlock, 0]);
    expect(counts(netstat(['lint', 'other.onnx', '--format', 'json'], { cwd }).stdout)).toEqual([all, 0]);
    expect(netstat(['lint', 'mobile.onnx'], { cwd }).stdout).toContain(`(${inBlock + 1} suppressed)`);
  });

  it.each([
    [
      'netstat.config.json',
      '{ "rulez": {} }',
      'netstat.config.json: rulez: there is no such field; did you mean rules?',
    ],
    [
      'netstat.config.json',
      '{ "rules": { "G1": "eror" } }',
      "netstat.config.json: rules.G1: is \"eror\", should be 'off', 'info', 'warning', 'error'",
    ],
    [
      'netstat.config.json',
      '{ "rules": { "cast-chian": "off" } }',
      'netstat.config.json: rules: there is no rule cast-chian; did you mean cast-chain?',
    ],
    [
      'netstat.config.json',
      '{ "rules": { "G1": { "ratio": 0 } } }',
      'unequal-channel-width.ratio is 0, should be a number from 1',
    ],
    [
      'netstat.config.json',
      '{ "suppressions": [{ "rule": "G1" }] }',
      'suppressions.0.reason: is missing, should be a text that says why',
    ],
    [
      'netstat.config.json',
      '{ "overrides": [{ "rules": {} }] }',
      'overrides.0.models: is missing, should be a glob or a list of them',
    ],
    ['netstat.config.json', '{ "maxWarnings": -1 }', 'maxWarnings: is -1, should be a whole number from 0'],
    ['netstat.config.json', '[]', 'netstat.config.json: should hold an object'],
    ['netstat.config.json', '{', 'netstat.config.json: is not JSON'],
    ['netstat.config.mjs', 'throw new Error("not today")', 'netstat.config.mjs: fails (not today)'],
    [
      'netstat.config.mjs',
      'export default { operators: [{ type: "Foo" }] }',
      'operators.0: is Object, should be what defineOp gives',
    ],
  ])("in %s, %s is the user's error", (name, content, message) => {
    const { status, stdout, stderr } = lintWith({ [name]: content }, 'lint', mobilenet);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('netstat init', () => {
  it('writes a configuration that is right and sets nothing, once', () => {
    const { cwd, status, stdout } = lintWith({}, 'init');
    expect(status).toBe(0);
    expect(stdout).toContain('wrote netstat.config.ts');
    const text = readFileSync(path.join(cwd, 'netstat.config.ts'), 'utf8');
    for (const rule of ['unequal-channel-width', 'max-latency', 'cast-chain']) expect(text).toContain(rule);
    const bare = netstat(['lint', mobilenet, '--no-config', '--format', 'json'], { cwd });
    expect(netstat(['lint', mobilenet, '--format', 'json'], { cwd }).stdout).toBe(bare.stdout);
    expect(netstat(['init'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is there already'),
    });
    expect(netstat(['init', '--force'], { cwd }).status).toBe(0);
  });

  it('writes one whose every setting is right when its comment is taken away', () => {
    const { cwd } = lintWith({}, 'init');
    const file = path.join(cwd, 'netstat.config.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^( *)\/\/ (?=['{])/gmu, '$1'));
    const { status, stderr } = netstat(['lint', mobilenet, '--format', 'json'], { cwd });
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });
});
