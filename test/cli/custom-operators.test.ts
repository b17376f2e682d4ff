import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import type { NodeSpec } from '../../fixtures/build/model.js';
import type { ModelReport, ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

// The configuration that docs/custom-operators.md shows, word for word.
const [, example = ''] = /^```ts\n(.*?)^```/msu.exec(readFileSync('docs/custom-operators.md', 'utf8')) ?? [];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-operators-'));
  writeFileSync(path.join(folder, 'netstat.config.ts'), example);
});
afterAll(() => rmSync(folder, { recursive: true }));

const [rows, inner, outer] = [6, 32, 48];

function file(name: string, batch: number | string, attributes: NodeSpec['attributes'] = {}, innerOfW = inner): string {
  writeFileSync(
    path.join(folder, name),
    model({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [batch, rows, inner])],
      outputs: ['y'],
      initializers: [
        weight('w', 'float32', [innerOfW, outer]),
        weight('v', 'float32', [innerOfW, outer]),
        weight('b', 'float32', [outer]),
      ],
      nodes: [
        node('GatedLinear', ['x', 'w', 'v', 'b'], ['h'], attributes, { domain: 'acme', name: 'gated' }),
        node('Relu', ['h'], ['y']),
      ],
    }),
  );
  return name;
}

const report = (given: readonly string[]): ModelReport => {
  const { stdout, stderr } = netstat([...given, '--format', 'json'], { cwd: folder });
  expect(stderr).toBe('');
  const [one] = (JSON.parse(stdout) as ReportDocument).models;
  if (one === undefined || 'error' in one) throw new Error('no report');
  return one;
};

describe('the operator of docs/custom-operators.md', () => {
  it('is unknown without it, and the coverage says so', () => {
    const { coverage, totals } = report([file('model.onnx', 1), '--no-config']);
    expect(coverage).toMatchObject({ layers: 2, costed: 0, unknownOps: { 'acme.GatedLinear': 1 } });
    expect(totals.multiplyAdds).toBe(0);
  });

  it('enters totals and coverage', () => {
    const { coverage, totals, layers } = report([file('model.onnx', 1)]);
    expect(coverage).toMatchObject({ layers: 2, shaped: 2, costed: 2, costedElements: 1, unknownOps: {} });
    const products = 2 * rows * inner * outer;
    // Relu compares each element once.
    expect(totals).toMatchObject({
      multiplyAdds: products,
      flops: 2 * products + 6 * rows * outer + rows * outer,
      params: 2 * inner * outer + outer,
    });
    expect(layers[0]).toMatchObject({
      op: 'GatedLinear',
      domain: 'acme',
      category: 'matmul',
      outputs: [{ dtype: 'float32', shape: [1, rows, outer] }],
      detail: { kind: 'matmul', m: rows, k: inner, n: outer, bias: true },
      memoryReadBytes: 4 * (rows * inner + 2 * inner * outer + outer),
      memoryWriteBytes: 4 * rows * outer,
    });
  });

  it('has formulas of open dimensions', () => {
    expect(report([file('open.onnx', 'N')]).totals.multiplyAdds).toBe(`${2 * rows * inner * outer}*N`);
    expect(report(['open.onnx', '--dim', 'N=4']).totals.multiplyAdds).toBe(4 * 2 * rows * inner * outer);
  });

  it.each([
    [
      'by a setting that it refuses',
      file.bind(undefined, 'gate.onnx', 1, { gate: 'relu' }),
      'gate is relu, should be sigmoid',
    ],
    [
      'by shapes that do not fit',
      () => file('inner.onnx', 1, {}, inner + 1),
      'the last axis of X should be as long as the first of W',
    ],
  ])('has trouble of its own %s, and the rest is reported', (_, write, message) => {
    const { diagnostics, coverage } = report([write()]);
    expect(diagnostics).toMatchObject([
      { code: 'malformed-node', message: expect.stringContaining(message) as string, layer: 0 },
    ]);
    expect(coverage.layers).toBe(2);
  });

  it('is held to budgets', () => {
    file('model.onnx', 1);
    expect(netstat(['lint', 'model.onnx', '--rule', 'max-multiply-adds=18k'], { cwd: folder }).status).toBe(1);
    expect(netstat(['lint', 'model.onnx', '--rule', 'max-multiply-adds=19k'], { cwd: folder }).status).toBe(0);
  });
});
