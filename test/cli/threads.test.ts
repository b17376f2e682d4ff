import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelReport } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

/** More than threads are given ahead, so that each is given some again. */
const names = Array.from({ length: 40 }, (_, index) => `model-${String(index).padStart(2, '0')}.onnx`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-threads-'));
  for (const [index, name] of names.entries()) {
    const file = path.join(folder, name);
    // A large one among small ones, so that threads finish in another order.
    if (index % 10 === 0) copyFileSync('fixtures/mobilenet-v2.onnx', file);
    else if (index === 13) writeFileSync(file, 'not a model');
    else {
      writeFileSync(
        file,
        model({
          opset: 17,
          inputs: [value('x', 'float32', ['batch', index + 1])],
          outputs: ['y'],
          nodes: [node('Relu', ['x'], ['y'])],
        }),
      );
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (given: string) => netstat([...given.split(' '), ...names], { cwd: folder });

/** A model whose operator ends the thread that looks at it, with its configuration. */
function writeDeadly(file: string): void {
  writeFileSync(
    path.join(folder, 'deadly.config.mjs'),
    `
    import { defineOp } from 'onnx-netstat';
    const deadly = defineOp({
      type: 'Deadly', domain: 'acme', since: 1, category: 'other', spec: '',
      inputs: { x: 'activation' }, outputs: { y: 'x' },
      infer: () => process.exit(),
      cost: { operations: '0', memory: 'nothing', source: '' },
    });
    export default { operators: [deadly] };`,
  );
  writeFileSync(
    path.join(folder, file),
    model({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [1])],
      outputs: ['y'],
      nodes: [node('Deadly', ['x'], ['y'], {}, { domain: 'acme' })],
    }),
  );
}

describe('several threads', () => {
  it.each([
    ['--format json'],
    ['--format jsonl'],
    ['--format jsonl --dim batch=3'],
    ['--format jsonl --rule max-params=1M'],
    ['--format json --convention thop'],
    ['lint --format json --quiet'],
    ['lint --format jsonl --max-warnings 0'],
    ['--format csv'],
    ['--format table'],
    ['--format table --color --top 3'],
    ['--format markdown'],
    ['--format html'],
    ['lint --format table'],
    ['lint --format markdown'],
    ['lint --format sarif'],
    ['lint --format github'],
    ['lint --format junit'],
  ])('print what one prints: netstat %s', (given) => {
    const one = run(`${given} --threads 1 --no-config`);
    expect(one.stdout).toContain('model-30.onnx');
    expect(run(`${given} --threads 3 --no-config`)).toEqual(one);
  });

  it('write the baseline that one writes', () => {
    const written = (threads: number): string => {
      const file = path.join(folder, `known-${threads}.json`);
      run(`lint --no-config --baseline ${file} --update-baseline --threads ${threads}`);
      return readFileSync(file, 'utf8');
    };
    expect(written(3)).toBe(written(1));
    expect(written(1)).toContain('costly-elementwise');
  });

  it('keep the order, and tell of the one bad file among many', () => {
    const { status, stdout, stderr } = run('--format jsonl --threads 2');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ModelReport);
    expect(lines.map((line) => line.model.path)).toEqual(names);
    expect(lines.flatMap((line, index) => ('error' in line ? [index] : []))).toEqual([13]);
    expect(lines[2]?.inputs).toMatchObject([{ name: 'x', shape: ['batch', 3] }]);
    expect(stderr).toMatch(/^netstat: model-13\.onnx: [^\n]*\n$/u);
    expect(status).toBe(2);
  });

  it('print nothing when an option fits none, and say which', () => {
    const { status, stdout, stderr } = run('--format jsonl --threads 2 --dim bach=3');
    expect(stdout).toBe('');
    expect(stderr).toContain('--dim bach: none of the 39 models has an open dimension bach');
    expect(stderr).toContain('batch');
    expect(status).toBe(2);
  });

  it('read a configuration with operators of its own', () => {
    const [, example = ''] = /^```ts\n(.*?)^```/msu.exec(readFileSync('docs/custom-operators.md', 'utf8')) ?? [];
    writeFileSync(path.join(folder, 'gated.config.ts'), example);
    writeFileSync(
      path.join(folder, 'gated.onnx'),
      model({
        opset: 17,
        domains: { acme: 1 },
        inputs: [value('x', 'float32', [1, 6, 32])],
        outputs: ['y'],
        initializers: [
          weight('w', 'float32', [32, 48]),
          weight('v', 'float32', [32, 48]),
          weight('b', 'float32', [48]),
        ],
        nodes: [node('GatedLinear', ['x', 'w', 'v', 'b'], ['y'], {}, { domain: 'acme' })],
      }),
    );
    const { status, stdout } = netstat(
      [
        'gated.onnx',
        'model-00.onnx',
        'model-01.onnx',
        '--format',
        'jsonl',
        '--config',
        'gated.config.ts',
        '--threads',
        '2',
      ],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect((JSON.parse(stdout.split('\n')[0] ?? '') as ModelReport).totals.multiplyAdds).toBe(2 * 6 * 32 * 48);
  });

  it('that die take one model with them, told of in its place', () => {
    writeDeadly('deadly.onnx');
    const given = [
      ...names.slice(0, 5),
      'deadly.onnx',
      ...names.slice(5, 12),
      '--format',
      'jsonl',
      '--config',
      'deadly.config.mjs',
      '--threads',
      '2',
    ];
    const { status, stdout, stderr } = netstat(given, { cwd: folder });
    const shown = [...new Set(stdout.match(/\b(?:model-\d+|deadly)\.onnx/gu))];
    expect(shown).toEqual([...names.slice(0, 5), 'deadly.onnx', ...names.slice(5, 12)]);
    expect(stderr).toBe(
      'netstat: deadly.onnx: the thread that looked at it has ended, most likely for want of memory; ' +
        'try it alone, with --threads 1\n',
    );
    expect(status).toBe(2);
  });

  it('that all die leave a line for each model', () => {
    const deadly = Array.from({ length: 12 }, (_, index) => `deadly-${index}.onnx`);
    for (const file of deadly) writeDeadly(file);
    const { status, stderr } = netstat([...deadly, '--config', 'deadly.config.mjs', '--threads', '2'], { cwd: folder });
    expect(stderr.match(/^netstat: deadly-\d+\.onnx: the thread that looked at it has ended/gmu)).toHaveLength(12);
    expect(status).toBe(2);
  });

  it('write a whole file', () => {
    run('--format jsonl --threads 2 --output fleet.jsonl');
    expect(readFileSync(path.join(folder, 'fleet.jsonl'), 'utf8')).toBe(run('--format jsonl --threads 1').stdout);
  });

  it.each(['0', 'all', '1.5'])('are a number: --threads %s', (count) => {
    const { status, stderr } = run(`--threads ${count}`);
    expect(stderr).toContain(`--threads ${count}: should be a number from 1 to 999`);
    expect(status).toBe(2);
  });
});
