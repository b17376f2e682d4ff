import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { netstat } from '../testers/run-netstat.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-command-line-'));
  const inputs = [value('x', 'float32', [1, 4])];
  const relu = model({ opset: 17, inputs, outputs: ['y'], nodes: [node('Relu', ['x'], ['y'])] });
  writeFileSync(path.join(folder, 'relu.onnx'), relu);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (given: string) => netstat(given.split(' '), { cwd: folder });

describe('of an option that is repeated the last value counts', () => {
  it.each([
    ['relu.onnx --format json --format csv', 'relu.onnx --format csv'],
    ['relu.onnx --columns layer --columns flops', 'relu.onnx --columns flops'],
    ['relu.onnx --convention thop --convention fvcore', 'relu.onnx --convention fvcore'],
    ['relu.onnx --config nosuch.json --no-config', 'relu.onnx'],
    ['relu.onnx --top x --top 1 --sort layer --sort flops', 'relu.onnx --top 1 --sort flops'],
    ['explain relu.onnx --number 3 --number 4', 'explain relu.onnx --number 4'],
  ])('%s', (repeated, once) => {
    expect(run(repeated)).toEqual(run(once));
  });
});

it.each([
  ['--constructor', '--constructor'],
  ['--toString=3', '--toString=3'],
  ['--__proto__ x', '--__proto__'],
  ['--models x', '--models'],
  ['--no-format', '--no-format'],
  ['--no-dim', '--no-dim'],
])('%s is no option', (given, named) => {
  const { status, stderr } = run(`relu.onnx ${given}`);
  expect(status).toBe(2);
  expect(stderr.startsWith(`netstat: ${named}: there is no such option; `)).toBe(true);
  expect(stderr.trimEnd()).not.toContain('\n');
});

it.each(['--config', '--output='])('%s without a value is said in a line', (given) => {
  const { status, stderr } = run(`relu.onnx ${given}`);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^netstat: .*\n$/u);
});
