import { figures } from '../../src/figures/index.js';
import { columns } from '../../src/formats/index.js';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureFiles } from '../../fixtures/files.js';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelReport, ReportDocument } from '../../src/report/index.js';
import { openBatch } from '../testers/open-batch.js';
import { expectValid } from '../testers/report-schema.js';
import { netstat, program } from '../testers/run-netstat.js';
import { textWidth } from '../../src/text/index.js';
import { file, folder } from '../testers/scratch-folder.js';

/** Multiply-adds that the papers' authors publish for one image. */
const published = { 'mobilenet-v2': 300_774_272 };

const document = (stdout: string): ReportDocument => JSON.parse(stdout) as ReportDocument;

describe('netstat: what a person sees', () => {
  it.each([
    ['fixtures/mobilenet-v2.onnx'],
    ['fixtures/shufflenet-v2.dynamic.onnx --top 8'],
    ['fixtures/shufflenet-v2.dynamic.onnx --dim N=8 --depth 1'],
    ['fixtures/shufflenet-v2.onnx --sort memory-access --top 5 --columns layer,op,memory-access,memory-access-share'],
    ['fixtures/mobilenet-v2.onnx fixtures/shufflenet-v2.onnx --depth 1'],
    ['fixtures/mobilenet-v2.onnx --depth 1 --format markdown'],
  ])('netstat %s', async (command) => {
    for (const width of [80, 120, 200]) {
      if (command.includes('markdown') && width !== 80) continue;
      const { status, stdout, stderr } = netstat(command.split(' '), { env: { COLUMNS: String(width) } });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const wide = stdout.split('\n').filter((line) => textWidth(line) > width);
      if (!command.includes('markdown')) expect(wide).toEqual([]);
      await expect(stdout).toMatchFileSnapshot(`snapshots/${command.replaceAll('/', '_')} at ${width}.txt`);
    }
  });

  it.each([...fixtureFiles().keys()].map((name) => `fixtures/${name}`))(
    'tells the first findings of %s in full',
    (fixture) => {
      const findings = document(netstat([fixture, '--format', 'json']).stdout).models.flatMap((each) =>
        'findings' in each ? each.findings : [],
      );
      const words = netstat([fixture], { env: { COLUMNS: '80' } })
        .stdout.split(/\s+/u)
        .join(' ');
      for (const { message } of findings.slice(0, 3)) expect(words).toContain(message);
    },
  );

  it('colours on demand only', () => {
    const escapes = (given: readonly string[], env = {}): boolean =>
      netstat(['fixtures/mobilenet-v2.onnx', ...given], { env }).stdout.includes('\u001B[');
    expect(escapes([])).toBe(false);
    expect(escapes(['--color'])).toBe(true);
    expect(escapes([], { FORCE_COLOR: '1' })).toBe(true);
    expect(escapes(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
    expect(escapes([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(escapes([], { FORCE_COLOR: '0' })).toBe(false);
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'shows a bar on a terminal when many models take over a second, and takes it away',
    () => {
      const models = 'fixtures/shufflenet-v2.onnx '.repeat(500);
      const command = `"${process.execPath}" "${program}" ${models} --format jsonl > /dev/null`;
      const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
        encoding: 'utf8',
        env: { ...process.env, TERM: 'xterm' },
      });
      expect(stdout).toMatch(/█+░+ \d+\/500 fixtures\/shufflenet-v2\.onnx/);
      expect(stdout).toMatch(/\u001B\[2K$/);
      expect(status).toBe(0);
    },
  );

  it('helps with every option, the name of every column and figure, and examples, in 80 columns', () => {
    const { status, stdout } = netstat(['--help'], { env: { COLUMNS: '80' } });
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => textWidth(line) > 80)).toEqual([]);
    const expected = [
      '--dim',
      '--shape',
      '--value',
      '--format',
      '--output',
      '--columns',
      '--sort',
      '--top',
      '--depth',
      '--all',
      '--color',
      '--version',
      'Examples:',
      'Exit codes:',
      ...columns.map(({ name }) => name),
      ...figures.map(({ name }) => name),
      'explain <name>',
    ];
    expect(expected.filter((text) => !stdout.includes(text))).toEqual([]);
  });

  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(netstat(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('is silent when its reader goes', () => {
    const shell = spawnSync('sh', ['-c', `"$NODE" "$PROGRAM" fixtures/mobilenet-v2.onnx --format json | head -c 10`], {
      env: { ...process.env, NODE: process.execPath, PROGRAM: program },
      encoding: 'utf8',
    });
    expect(shell.stdout).toHaveLength(10);
    expect(shell.stderr).toBe('');
  });
});

describe('netstat: what a program reads', () => {
  it('is exact and keeps to its schema', () => {
    const { status, stdout } = netstat(['fixtures/mobilenet-v2.onnx', '--format', 'json']);
    expect(status).toBe(0);
    const parsed = document(stdout);
    expectValid(parsed);
    expect((parsed.models[0] as ModelReport).totals.multiplyAdds).toBe(published['mobilenet-v2']);
  });

  it('binds open dimensions by name, by shape, and names with an equals sign', () => {
    const named = file(
      'equals.onnx',
      model({
        opset: 17,
        inputs: [value('x=1', 'float32', ['a=b', 8])],
        outputs: ['y'],
        initializers: [weight('w', 'float32', [8, 4])],
        nodes: [node('MatMul', ['x=1', 'w'], ['y'])],
      }),
    );
    const bindings = [['--dim', 'a=b=3'], ['--shape', 'x=1=3x8'], ['--dim=a=b=3'], ['--shape', 'x=1=[3, 8]']];
    const counts = bindings.map((given) => {
      const [report] = document(netstat([named, ...given, '--format', 'json']).stdout).models as readonly ModelReport[];
      return report?.totals.multiplyAdds;
    });
    expect(counts).toEqual(bindings.map(() => 3 * 8 * 4));
    const [open] = document(netstat([named, '--format', 'json']).stdout).models as readonly ModelReport[];
    expect(open?.totals.multiplyAdds).toBe(`${8 * 4}*\`a=b\``);
    expect(open?.unbound.map(({ symbol }) => symbol)).toEqual(['a=b']);
  });

  it('takes an option that fits one of several models', () => {
    const open = file('open.onnx', openBatch());
    const { status, stdout } = netstat(['fixtures/mobilenet-v2.onnx', open, '--dim', 'batch=2', '--format', 'json']);
    expect(status).toBe(0);
    expect(document(stdout).models.map((report) => (report as ModelReport).totals.multiplyAdds)).toEqual([
      published['mobilenet-v2'],
      2 * 8 * 4,
    ]);
  });

  it('expands patterns that a shell leaves', () => {
    const { stdout } = netstat(['fixtures/*.onnx', '--format', 'jsonl']);
    const paths = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as ModelReport).model.path);
    expect(paths).toEqual([...fixtureFiles().keys()].map((name) => `fixtures/${name}`));
  });
});

describe('netstat without options, whose arguments no parser reads', () => {
  it.each([
    ['one model', ['fixtures/mobilenet-v2.onnx']],
    ['an open dimension', ['fixtures/shufflenet-v2.dynamic.onnx']],
    [
      'several, one of which is not there',
      ['fixtures/mobilenet-v2.onnx', 'nosuch.onnx', 'fixtures/shufflenet-v2.onnx'],
    ],
    ['a pattern', ['fixtures/*.onnx']],
    ['what is no model', ['package.json']],
    ['a folder', ['fixtures']],
  ])('prints what it prints with options that change nothing: %s', (_, models) => {
    expect(netstat(models)).toEqual(netstat([...models, '--no-open', '--no-all', '--format', 'table']));
  });

  it('hears a configuration', () => {
    const here = mkdtempSync(path.join(folder, 'configured-'));
    writeFileSync(path.join(here, 'netstat.config.json'), JSON.stringify({ rules: { 'max-params': { limit: '1M' } } }));
    expect(netstat([path.resolve('fixtures/mobilenet-v2.onnx')], { cwd: here })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('max-params') as string,
    });
  });
});

describe('netstat --output', () => {
  it('writes a whole file in the format of its name', () => {
    const at = path.join(folder, 'report.json');
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--output', at])).toEqual({ status: 0, stdout: '', stderr: '' });
    expectValid(document(readFileSync(at, 'utf8')));
    expect(netstat(['fixtures/mobilenet-v2.onnx', '-o', path.join(folder, 'report.csv')]).status).toBe(0);
    expect(readFileSync(path.join(folder, 'report.csv'), 'utf8')).toMatch(/^model,index,layer,/);
  });

  it('leaves a file as it was, and no other, when something is wrong', () => {
    const kept = mkdtempSync(path.join(folder, 'kept-'));
    writeFileSync(path.join(kept, 'report.json'), 'before');
    const { status } = netstat([
      'fixtures/mobilenet-v2.onnx',
      '--dim',
      'nosuch=1',
      '--output',
      path.join(kept, 'report.json'),
    ]);
    expect(status).toBe(2);
    expect(readdirSync(kept)).toEqual(['report.json']);
    expect(readFileSync(path.join(kept, 'report.json'), 'utf8')).toBe('before');
  });

  it('says when it cannot write', () => {
    const { status, stderr } = netstat([
      'fixtures/mobilenet-v2.onnx',
      '--output',
      path.join(folder, 'nosuch', 'report.json'),
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netstat: .*report\.json: cannot be written .*\n$/);
  });
});
