import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { netstat } from '../testers/run-netstat.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-custom-code-'));
  const file = model({
    opset: 17,
    domains: { my: 1 },
    inputs: [value('x', 'float32', [1, 4])],
    outputs: ['y'],
    nodes: [node('Relu', ['x'], ['r']), node('Foo', ['r'], ['f'], {}, { domain: 'my' }), node('Relu', ['r'], ['y'])],
  });
  writeFileSync(path.join(folder, 'model.onnx'), file);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what an operator of the user's own returns is that node's trouble", () => {
  it.each([
    ['a fraction', '[[1.5]]'],
    ['no number', '[[NaN]]'],
    ['a text', '["abc"]'],
    ['a list of texts', '[["abc"]]'],
    ['nothing', 'null'],
    ['an object of no kind', '[{}]'],
    ['an element type that is none', "[{ kind: 'tensor', dtype: 'float33', shape: [1] }]"],
    ['an error', "(() => { throw new Error('out of order') })()"],
  ])('%s', (_, returned) => {
    const config = path.join(folder, 'netstat.config.mjs');
    writeFileSync(
      config,
      `import { defineConfig, defineOp } from 'onnx-netstat';
      export default defineConfig({ operators: [defineOp({
        type: 'Foo', domain: 'my', since: 1, category: 'elementwise', spec: 'https://a.b/c',
        inputs: { X: 'activation' }, outputs: { Y: 'X' }, attributes: {},
        infer: () => ${returned}, cost: { operations: '∏X', memory: 'stream', source: 's' },
      })] });`,
    );
    const { status, stdout, stderr } = netstat(['model.onnx', '--format', 'json'], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [report] = (
      JSON.parse(stdout) as { models: { diagnostics: { code: string; message: string }[]; layers: unknown[] }[] }
    ).models;
    expect(report?.layers.length).toBe(3);
    const [trouble] = report?.diagnostics ?? [];
    expect(trouble?.code).toBe('malformed-node');
    expect(trouble?.message).toMatch(/^the operator my\.Foo of the configuration fails: /u);
  });
});
