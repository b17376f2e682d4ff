import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ReportDocument } from '../../src/report/index.js';
import { expectValid } from '../testers/report-schema.js';
import { netstat } from '../testers/run-netstat.js';

const root = process.cwd();
const [mobilenet, shufflenet] = ['fixtures/mobilenet-v2.onnx', 'fixtures/shufflenet-v2.onnx'].map((file) =>
  path.join(root, file),
) as [string, string];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-lint-'));
  mkdirSync(path.join(folder, 'models'));
  for (const name of ['mobile.onnx', 'shuffle.onnx']) {
    writeFileSync(path.join(folder, 'models', name), readFileSync(name === 'mobile.onnx' ? mobilenet : shufflenet));
  }
  writeFileSync(
    path.join(folder, 'open.onnx'),
    model({
      opset: 17,
      inputs: [value('x', 'float32', ['batch', 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 4])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program in a folder of its own, with this configuration in it. */
function lintWith(config: Readonly<Record<string, string>>, ...given: readonly string[]) {
  const cwd = mkdtempSync(path.join(folder, 'models', 'run-'));
  for (const [name, content] of Object.entries(config)) writeFileSync(path.join(cwd, name), content);
  return { cwd, ...netstat(given, { cwd }) };
}

const findings = (stdout: string) =>
  (JSON.parse(stdout) as ReportDocument).models.flatMap((each) => ('findings' in each ? each.findings : []));

describe('netstat lint', () => {
  it('prints findings and no layers, and ends well with warnings', () => {
    const { status, stdout } = netstat(['lint', mobilenet, '--no-config'], { env: { COLUMNS: '100' } });
    expect(status).toBe(0);
    expect(stdout).toMatch(/: \d+ warnings\n/u);
    expect(stdout).toMatch(/warning {2}unequal-channel-width \(G1\) {2}6 places, [\d.]+ MiB, [\d.]+%\n {4}features/u);
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

describe('the baseline', () => {
  it('holds what there was, so that only new findings count', () => {
    const { cwd, status, stdout } = lintWith(
      {},
      'lint',
      '../mobile.onnx',
      '--baseline',
      'known.json',
      '--update-baseline',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/nothing found \(\d+ in the baseline\)/u);
    const known = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8')) as {
      readonly models: Readonly<Record<string, readonly unknown[]>>;
    };
    expect(Object.keys(known.models)).toEqual(['../mobile.onnx']);
    const again = ['lint', '../mobile.onnx', '--baseline', 'known.json', '--max-warnings', '0'];
    expect(netstat(again, { cwd }).status).toBe(0);
    expect(netstat([...again, '--rule', 'misaligned-channels.block=16'], { cwd }).status).toBe(1);
    // Of another model it knows nothing; that one is added, the first stays.
    expect(
      netstat(['lint', '../shuffle.onnx', '--baseline', 'known.json', '--max-warnings', '0'], { cwd }).status,
    ).toBe(1);
    netstat(['lint', '../shuffle.onnx', '--baseline', 'known.json', '--update-baseline'], { cwd });
    const both = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8')) as typeof known;
    expect(Object.keys(both.models)).toEqual(['../mobile.onnx', '../shuffle.onnx']);
    expect(both.models['../mobile.onnx']).toEqual(known.models['../mobile.onnx']);
  });

  it('holds no broken budget', () => {
    const { cwd, status } = lintWith(
      {},
      'lint',
      '../mobile.onnx',
      '--rule',
      'max-params=1M',
      '--baseline',
      'known.json',
      '--update-baseline',
    );
    expect(status).toBe(1);
    expect(
      netstat(['lint', '../mobile.onnx', '--rule', 'max-params=1M', '--baseline', 'known.json'], { cwd }).status,
    ).toBe(1);
  });

  it('stands in the configuration, for every command', () => {
    const { cwd } = lintWith({ 'netstat.config.json': JSON.stringify({ baseline: 'known.json' }) });
    expect(netstat(['lint', '../mobile.onnx'], { cwd }).stderr).toContain('there is no such baseline');
    expect(netstat(['lint', '../mobile.onnx', '--update-baseline'], { cwd }).status).toBe(0);
    expect(netstat(['../mobile.onnx', '--format', 'json'], { cwd }).stdout).toContain('"findings": []');
  });

  it("that is none is the user's error", () => {
    expect(
      lintWith({ 'known.json': '{"version":2}' }, 'lint', '../mobile.onnx', '--baseline', 'known.json').stderr,
    ).toContain('is not a baseline');
    expect(lintWith({ 'known.json': 'no' }, 'lint', '../mobile.onnx', '--baseline', 'known.json').stderr).toContain(
      'is not JSON',
    );
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
