import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netstat, program } from '../testers/run-netstat.js';

const [mobilenet, shufflenet] = ['fixtures/mobilenet-v2.onnx', 'fixtures/shufflenet-v2.onnx'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-arguments-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The figures of a report, without the name of the model. */
function layersOf(stdout: string): unknown {
  const { models } = JSON.parse(stdout) as { readonly models: readonly { readonly layers: unknown }[] };
  return models.map(({ layers }) => layers);
}

describe('- is standard input', () => {
  const input = readFileSync(mobilenet);

  it('for the report, which is that of the file', () => {
    const piped = netstat(['-', '--format', 'json'], { input });
    expect(piped.stderr).toBe('');
    expect(layersOf(piped.stdout)).toEqual(layersOf(netstat([mobilenet, '--format', 'json']).stdout));
    expect(netstat(['-'], { input }).stdout).toContain('300.8M');
  });

  it('for lint, which finds what it finds in the file', () => {
    const piped = netstat(['lint', '-', '--max-warnings', '0'], { input });
    expect(piped.status).toBe(1);
    expect(piped.stderr).toMatch(/\d+ warnings; none is allowed/u);
  });

  it('for either side of compare, and for explain', () => {
    expect(netstat(['compare', '-', mobilenet], { input }).stdout).toContain('Layers: 100 unchanged.');
    expect(netstat(['compare', mobilenet, '-'], { input }).stdout).toContain('Layers: 100 unchanged.');
    expect(netstat(['explain', '-', '/features.1/Conv'], { input })).toEqual(
      netstat(['explain', mobilenet, '/features.1/Conv']),
    );
  });

  it('among several models, also where threads share them', () => {
    const { status, stdout } = netstat([shufflenet, '-', '--threads', '2', '--format', 'jsonl'], { input });
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  it('which fails when it is empty, cut short or to be read twice', () => {
    const error = (given: readonly string[], bytes: Uint8Array): string => {
      const { status, stderr } = netstat(given, { input: bytes });
      expect(status).toBe(2);
      return stderr;
    };
    expect(error(['lint', '-'], new Uint8Array())).toContain('-: the file is empty');
    expect(error(['lint', '-'], input.subarray(0, 9000))).toContain('the file is cut short: it ends at byte 9000');
    expect(error(['compare', '-', '-'], input)).toContain('standard input can be read only once');
    expect(error(['measure', '-'], input)).toContain('save this one to a file first');
  });
});

describe('arguments', () => {
  it('after -- are models, whatever they begin with', () => {
    cpSync(mobilenet, path.join(folder, '-m.onnx'));
    for (const given of [
      ['--', '-m.onnx'],
      ['lint', '--', '-m.onnx'],
      ['compare', '--format', 'json', '--', '-m.onnx', '-m.onnx'],
      ['explain', '--', '-m.onnx', '/features.1/Conv'],
    ]) {
      expect(netstat(given, { cwd: folder }), given.join(' ')).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it.each([
    ['compare', mobilenet, mobilenet, 'c.onnx'],
    ['explain', 'Conv', '1', 'c.onnx'],
  ])('beyond those of a command are an error: %s', (...given) => {
    const { status, stderr } = netstat(given);
    expect(status).toBe(2);
    expect(stderr).toContain(`c.onnx: ${given[0]} takes no further argument`);
  });

  it('-h, --help and help print the help, -V and --version the version', () => {
    const help = netstat(['--help']).stdout;
    expect(help).toContain('Exit codes');
    expect(netstat(['-h']).stdout).toBe(help);
    expect(netstat(['help']).stdout).toBe(help);
    const ofLint = netstat(['lint', '--help']).stdout;
    expect(ofLint).toContain('--max-warnings');
    expect(netstat(['help', 'lint']).stdout).toBe(ofLint);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(netstat(['-V']).stdout).toBe(`${version}\n`);
  });

  it.each(['--help', 'help', '-V'])('%s is written to a file as to a pipe', (given) => {
    const file = path.join(folder, 'written.txt');
    const descriptor = openSync(file, 'w');
    spawnSync(process.execPath, [program, given], {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', descriptor, 'inherit'],
    });
    closeSync(descriptor);
    const written = readFileSync(file, 'utf8');
    expect(written).toBe(netstat([given]).stdout);
    expect(written.length).toBeGreaterThan(4);
  });

  it('a directory is the models below it, but for node_modules and hidden directories', () => {
    const models = path.join(folder, 'models');
    for (const place of ['', 'deep/er', 'node_modules/x', '.cache']) {
      mkdirSync(path.join(models, place), { recursive: true });
      cpSync(mobilenet, path.join(models, place, 'net.onnx'));
    }
    writeFileSync(path.join(models, 'notes.txt'), 'no model');
    const paths = (stdout: string): readonly string[] =>
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly model: { readonly path: string } }).model.path);
    const expected = ['models/deep/er/net.onnx', 'models/net.onnx'];
    expect(paths(netstat(['models', '--format', 'jsonl'], { cwd: folder }).stdout)).toEqual(expected);
    expect(paths(netstat(['lint', 'models/', '--format', 'jsonl'], { cwd: folder }).stdout)).toEqual(expected);
    expect(netstat(['explain', 'models/deep', '3'], { cwd: folder }).status).toBe(0);
    const several = netstat(['compare', 'models', 'models/net.onnx'], { cwd: folder });
    expect(several).toMatchObject({ status: 2, stdout: '' });
    expect(several.stderr).toContain('models: name one of its 2 models: models/deep/er/net.onnx, models/net.onnx');
    mkdirSync(path.join(folder, 'nothing'));
    expect(netstat(['nothing'], { cwd: folder }).stderr).toContain('there is no .onnx file in this directory');
  });

  it.each([
    ['--color=maybe', 'say --color or --no-color'],
    ['--colour=', 'say --color or --no-color'],
    ['--all=1', 'say --all or --no-all'],
    ['-h=x', 'say --help or --no-help'],
  ])('%s is refused: the option is given or not', (given, advice) => {
    const { status, stdout, stderr } = netstat([mobilenet, given]);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `netstat: ${given}: takes no value; ${advice}\n`,
    });
  });

  it('--color=true and --color=false are --color and --no-color', () => {
    const shown = (given: string): string => netstat([mobilenet, '--top', '1', given]).stdout;
    expect(shown('--color=true')).toBe(shown('--color'));
    expect(shown('--color=false')).toBe(shown('--no-color'));
    expect(shown('--color')).not.toBe(shown('--no-color'));
  });

  it('after -- may look like an option with a value', () => {
    expect(netstat(['--', '--color=maybe']).stderr).toContain('--color=maybe: there is no such file');
  });

  it('--output with an ending of no format is refused, before anything is written', () => {
    const { status, stderr } = netstat([mobilenet, '-o', path.join(folder, 'x.xlsx')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/no format has the ending \.xlsx; use one of \.csv, .* or say --format/u);
    expect(netstat([mobilenet, '-o', path.join(folder, 'x.xlsx'), '--format', 'csv']).status).toBe(0);
    expect(netstat([mobilenet, '-o', path.join(folder, 'figures')]).status).toBe(0);
  });
});

describe('hints', () => {
  /** Installs the package as a package manager does, as a link and a program, and gives the program's path. */
  function install(name: string): string {
    const project = path.join(folder, 'project');
    const bin = path.join(project, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(program, path.join(bin, name));
    cpSync(mobilenet, path.join(project, 'net.onnx'));
    return path.join(bin, name);
  }

  it('print the name by which the program was called, and run as printed', () => {
    const cwd = path.join(folder, 'project');
    for (const name of ['netstat', 'onnx-netstat']) {
      const called = spawnSync(process.execPath, [install(name), 'net.onnx'], { cwd, encoding: 'utf8' });
      const hint = /^and \d+ more findings: (.+)$/mu.exec(called.stdout)?.[1];
      expect(hint).toBe(`npx ${name} lint net.onnx`);
      // The program has no place where npx looks for it on any machine, so the test runs the file that npx would.
      const [, , ...given] = hint?.split(' ') ?? [];
      const linted = netstat(given, { cwd });
      expect(linted.status).toBe(0);
      expect(linted.stdout).toMatch(/\d+ warnings/u);
    }
  });

  it('of a program run from its folder can be typed there', () => {
    const { stdout } = netstat(['lint', mobilenet]);
    const hint = /^(node dist\/cli\/netstat\.js explain \S+): why/mu.exec(stdout)?.[1] ?? '';
    expect(spawnSync(hint, { shell: true, encoding: 'utf8' }).status, hint).toBe(0);
  });

  it('are the same from a thread', () => {
    const hints = netstat([mobilenet, mobilenet, '--threads', '2']).stdout.match(/node dist\/cli\/netstat\.js lint/gu);
    expect(hints).toHaveLength(2);
  });
});
