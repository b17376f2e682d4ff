import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingReport, ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

// The configuration that docs/custom-rules.md shows, word for word.
const [, example = ''] = /^```ts\n(.*?)^```/msu.exec(readFileSync('docs/custom-rules.md', 'utf8')) ?? [];
const mobilenet = path.resolve('fixtures/mobilenet-v2.onnx');
/**
 * MobileNet V2 has 35 activations with bounds: one after its first and last convolutions, two in 16 blocks, one in the
 * first block.
 */
const CLIPS = 35;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-rules-'));
  writeFileSync(path.join(folder, 'netstat.config.ts'), example);
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(process.cwd(), path.join(folder, 'node_modules/onnx-netstat'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const lint = (...given: string[]) => netstat(['lint', mobilenet, ...given], { cwd: folder });
const findings = (text: string): readonly FindingReport[] => {
  const [report] = (JSON.parse(text) as ReportDocument).models;
  if (report === undefined || 'error' in report) throw new Error('no report');
  return report.findings.filter(({ rule }) => rule === 'unsupported-operator');
};

describe('the rule of docs/custom-rules.md', () => {
  it('finds what it looks for, with its cost, and fails the run', () => {
    const { status, stdout } = lint('--format', 'json');
    expect(status).toBe(1);
    const found = findings(stdout);
    expect(found).toHaveLength(CLIPS);
    // Most is moved by the largest map, 96 channels of 112 × 112 and two bounds: read and written.
    expect(found[0]).toMatchObject({
      severity: 'error',
      data: { operator: 'Clip', lostBytes: 2 * 4 * 96 * 112 * 112 + 2 * 4 },
    });
  });

  it('is set by an option of the command line', () => {
    expect(lint('--rule', 'unsupported-operator=off', '--format', 'json').status).toBe(0);
    expect(lint('--rule', 'unsupported-operator=info').status).toBe(0);
    expect(lint('--rule', 'unsupported-operator.operators=Gemm', '--format', 'json').stdout).toContain('has no Gemm');
  });

  it.each(['table', 'markdown', 'sarif', 'junit', 'github', 'csv', 'html'])('stands in --format %s', (format) => {
    const { stdout } = lint('--format', format);
    if (format !== 'csv') expect(stdout).toContain('unsupported-operator');
    if (format === 'junit') expect(stdout).toMatch(/name="unsupported-operator"[^]*has no Clip/u);
  });

  it('is explained', () => {
    const { status, stdout } = netstat(['explain', 'unsupported-operator'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(/leaves these operators to the CPU[^]*operators {2}\[\]/u);
  });

  it('is taken by a program', () => {
    const program = example
      .replace("'onnx-netstat'", "'onnx-netstat'")
      .replace('import {', 'import { lint,')
      .replace(
        /export default[^]*/u,
        `const { findings, passes } = await lint(${JSON.stringify(mobilenet)}, {
          customRules: [unsupportedOperator],
          rules: { 'unsupported-operator': { operators: ['Clip'] } },
        });
        console.log(passes, findings.filter(({ rule }) => rule === 'unsupported-operator').length);`,
      );
    writeFileSync(path.join(folder, 'program.mjs'), program);
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'program.mjs')], { encoding: 'utf8' });
    expect(stdout, stderr).toBe(`false ${CLIPS}\n`);
  });
});

describe('a rule of the user that cannot be taken', () => {
  it.each([
    ["id: 'unequal-channel-width'", /there is a rule of this id already/u],
    ["id: 'Unsupported Operator'", /an id is of small letters and hyphens/u],
    ["budget: true, id: 'unsupported-operator'", /only the rules max-… are budgets/u],
  ])('%s is told in a line', (id, message) => {
    const file = path.join(folder, 'other.config.ts');
    writeFileSync(file, example.replace("id: 'unsupported-operator'", id));
    const { status, stderr } = lint('--config', file);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('that fails is an error of its own', () => {
    const file = path.join(folder, 'failing.config.ts');
    writeFileSync(
      file,
      example.replace('const { opType }', "if (layer.index >= 0) throw new Error('no table'); const { opType }"),
    );
    const { status, stdout } = lint('--config', file);
    expect(status).toBe(1);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('could not be checked, for a bug in it: no table');
    expect(stdout).toContain('unequal-channel-width');
  });

  it('that is none is told', () => {
    const file = path.join(folder, 'none.config.mjs');
    writeFileSync(file, "export default { customRules: [{ id: 'x' }] };");
    expect(lint('--config', file).stderr).toMatch(/customRules\.0: is \S+, should be what defineRule gives/u);
  });
});
