import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { netstat, program } from '../testers/run-netstat.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-failing-open-'));
  const inputs = [value('x', 'float32', [1, 4])];
  writeFileSync(at('relu.onnx'), model({ opset: 17, inputs, outputs: ['y'], nodes: [node('Relu', ['x'], ['y'])] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const run = (...given: readonly string[]) => netstat(given, { cwd: folder });
const shell = (command: string) =>
  spawnSync('bash', ['-c', command, process.execPath, program], { cwd: folder, encoding: 'utf8' });

describe('a run that did not end well', () => {
  it.skipIf(process.platform !== 'linux').each(['table', 'json', 'html', 'csv'])(
    'fails in a line when standard output is full: %s',
    (format) => {
      const { status, stderr } = shell(`"$0" "$1" relu.onnx --format ${format} > /dev/full`);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^netstat: standard output cannot be written .*\n$/u);
      expect(shell(`"$0" "$1" relu.onnx --format ${format} -o /dev/full`).status).toBe(2);
    },
  );

  it('fails when the configuration waits for ever, or ends the process', () => {
    writeFileSync(at('waits.config.mjs'), 'await new Promise(() => {});\nexport default {};\n');
    writeFileSync(at('exits.config.mjs'), 'process.exit(0);\n');
    const waiting = run('lint', 'relu.onnx', '--config', 'waits.config.mjs');
    expect(waiting.status).toBe(2);
    expect(waiting.stderr).toMatch(/^netstat: waits\.config\.mjs: fails .*waits for what never comes\)\n$/u);
    const exiting = run('lint', 'relu.onnx', '--config', 'exits.config.mjs');
    expect(exiting.status).toBe(2);
    expect(exiting.stderr).toMatch(/^netstat: the run ended before it was complete.*\n$/u);
  });

  it('is one line when folders that it needs are gone', () => {
    const gone = netstat(['relu.onnx', '--open'], { cwd: folder, env: { TMPDIR: '/nonexistent' } });
    expect(gone.status).toBe(2);
    expect(gone.stderr).toMatch(/^netstat: \/nonexistent: .*\n$/u);
    const model = at('relu.onnx');
    const away = shell(`mkdir away && cd away && rmdir ../away && "$0" "$1" ${model}`);
    expect(away.status).toBe(2);
    expect(away.stderr).toMatch(/^netstat: the working directory is gone.*\n$/u);
  });
});

it('a reader that leaves is no failure', () => {
  const { stdout } = shell(
    `"$0" "$1" ${'relu.onnx '.repeat(300)} --format json | head -c 10; echo " \${PIPESTATUS[0]}"`,
  );
  expect(stdout).toMatch(/ 0\n$/u);
});

it("a folder's own README stays when a sweep is emitted into it", () => {
  writeFileSync(at('README.md'), '# Mine\n');
  const { status, stderr } = run('calibrate', '--emit', '.');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'netstat: README.md: this is of no sweep: name a folder that is new or empty\n',
  });
  expect(readFileSync(at('README.md'), 'utf8')).toBe('# Mine\n');
  expect(readdirSync(folder).filter((name) => name !== 'relu.onnx' && name.endsWith('.onnx'))).toEqual([]);
  rmSync(at('README.md'));
});

it('no output overwrites a model that the run reads', () => {
  const before = readFileSync(at('relu.onnx'));
  for (const given of [
    ['relu.onnx', '-o', 'relu.onnx', '--format', 'json'],
    ['re*.onnx', '-o', 'relu.onnx', '--format', 'json'],
    ['lint', 'relu.onnx', '-o', './relu.onnx', '--format', 'json'],
    ['compare', 'nosuch.onnx', 'relu.onnx', '-o', 'relu.onnx', '--format', 'json'],
  ]) {
    const { status, stderr } = run(...given);
    expect(status).toBe(2);
    expect(stderr).toMatch(/relu\.onnx: this run reads that file/u);
  }
  expect(readFileSync(at('relu.onnx'))).toEqual(before);
});

it('a file that is replaced keeps its mode', () => {
  writeFileSync(at('report.json'), 'before');
  chmodSync(at('report.json'), 0o640);
  expect(run('relu.onnx', '-o', 'report.json').status).toBe(0);
  expect(statSync(at('report.json')).mode & 0o777).toBe(0o640);
});

it.skipIf(process.platform === 'win32')('an interrupt leaves no part of a file', async () => {
  const child = spawn(
    process.execPath,
    [program, 'measure', 'relu.onnx', '--runtime', 'command', '-o', 'held.json', '--', 'sleep', '60'],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = readdirSync(folder).filter((name) => name.includes('held'));
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(before).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.includes('held'))).toEqual([]);
});
