import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { columns } from '../../src/formats/columns.js';
import { rowsOf } from '../../src/formats/rows.js';
import type { Row } from '../../src/formats/row-sums.js';
import { modulePath, reportOf } from '../../src/report/index.js';
import table from '../../src/formats/table/index.js';
import { reportOn } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';
import { analyseModel } from '../testers/analyse-model.js';

/**
 * Blocks of a product and an activation, named as PyTorch names them; those of the given numbers have wider weights.
 */
function blocks(count: number, wide: readonly number[] = []): ReturnType<typeof analyseModel> {
  const nodes: NodeSpec[] = [];
  const initializers: Initializer[] = [];
  let x = 'x';
  for (let block = 0; block < count; block++) {
    const width = wide.includes(block) ? 32 : 8;
    initializers.push(weight(`a${block}`, 'float32', [8, width]), weight(`b${block}`, 'float32', [width, 8]));
    const name = (part: string) => ({ name: `/model/layers.${block}/${part}` });
    nodes.push(
      node('MatMul', [x, `a${block}`], [`u${block}`], {}, name('up')),
      node('Relu', [`u${block}`], [`r${block}`], {}, name('act')),
      node('MatMul', [`r${block}`, `b${block}`], [`x${block}`], {}, name('down')),
    );
    x = `x${block}`;
  }
  return analyseModel({ opset: 17, inputs: [value('x', 'float32', ['N', 8])], outputs: [x], nodes, initializers });
}

function rows(analysis: ReturnType<typeof analyseModel>, options: { readonly unfold?: boolean } = {}): readonly Row[] {
  return rowsOf(reportOf('model.onnx', analysis), { all: false, depth: 2, ...options }, columns);
}

describe('equal modules', () => {
  it('are one row that holds all their layers', () => {
    const [row, ...others] = rows(blocks(6));
    expect(others).toEqual([]);
    expect(row?.label).toBe('model/layers.0–5 ×6');
    expect(row?.layers).toHaveLength(18);
  });

  it('are told from those of another cost, where the first of each stood', () => {
    expect(rows(blocks(6, [2])).map(({ label }) => label)).toEqual(['model/layers.0–1,3–5 ×5', 'model/layers.2']);
    expect(rows(blocks(9, [1, 3, 5, 7])).map(({ label }) => label)).toEqual([
      'model/layers.0…8 ×5',
      'model/layers.1…7 ×4',
    ]);
  });

  it('may share a stored tensor, which counts for the first of them', () => {
    const shared = analyseModel({
      opset: 17,
      inputs: [value('x0', 'float32', ['N', 8])],
      outputs: ['x3'],
      initializers: [weight('table', 'float32', [8, 8])],
      nodes: [0, 1, 2].map((block) =>
        node('MatMul', [`x${block}`, 'table'], [`x${block + 1}`], {}, { name: `/model/layers.${block}/MatMul` }),
      ),
    });
    const [row, ...more] = rows(shared);
    expect([row?.label, more]).toEqual(['model/layers.0–2 ×3', []]);
    expect(row?.layers.map(({ params }) => params)).toEqual([64, 0, 0]);
  });

  it('have a row each when that is asked for', () => {
    expect(rows(blocks(3), { unfold: true }).map(({ label }) => label)).toEqual(
      [0, 1, 2].map((block) => `model/layers.${block}`),
    );
  });
});

describe('a model of many layers', () => {
  const count = 320;
  const spec: ModelSpec = {
    opset: 17,
    inputs: [value('v0', 'float32', [4])],
    outputs: [`v${count}`],
    nodes: Array.from({ length: count }, (_, index) =>
      node('Relu', [`v${index}`], [`v${index + 1}`], {}, { name: `/block${index % 2}/relu${index}/Relu` }),
    ),
  };
  const report = reportOn(spec, 'many.onnx');
  const lines = (text: string): number => text.split('\n').filter((line) => / Relu +4 /u.test(line)).length;

  it('is shown by module on a terminal, and layer by layer as the line says, or in a pipe', () => {
    const shown = print(table, [report], { width: 100 });
    expect(shown).toMatch(/320 rows by module, \d+ levels? deep: --all lists every layer/u);
    expect(lines(shown)).toBeLessThan(count);
    expect(lines(print(table, [report], { width: 100, all: true }))).toBe(count);
    expect(lines(print(table, [report], { width: Infinity }))).toBe(count);
  });
});

describe('modules', () => {
  it('take layers outside of them together', () => {
    const spec = (name: string) => ({ name });
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [8])],
      outputs: ['d'],
      nodes: [
        node('Relu', ['x'], ['a'], {}, spec('first')),
        node('Tanh', ['a'], ['b'], {}, spec('/block/block.0/act')),
        node('Abs', ['b'], ['c'], {}, spec('second')),
        node('Sqrt', ['c'], ['d'], {}, spec('third')),
      ],
    });
    const listed = rows(analysis).map(({ label, layers }) => [label, layers.map(({ op }) => op)]);
    expect(listed).toEqual([
      ['outside of modules', ['Relu', 'Abs', 'Sqrt']],
      ['block.0', ['Tanh']],
    ]);
  });

  it('whose names repeat those around them are named once', () => {
    expect(modulePath(['model', 'model.model', 'model.model.layers.0', 'mlp'])).toBe('model.model.layers.0/mlp');
    expect(modulePath(['features', 'features.0'])).toBe('features.0');
    expect(modulePath(['layer1', 'layer10', 'conv'])).toBe('layer1/layer10/conv');
    expect(modulePath([])).toBe('');
  });
});
