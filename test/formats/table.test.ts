import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../src/formats/column.js';
import { columns } from '../../src/formats/columns.js';
import { totalRow } from '../../src/formats/row-sums.js';
import { rowsOf } from '../../src/formats/rows.js';
import table from '../../src/formats/table/index.js';
import { node, value, weight } from '../../fixtures/build/model.js';
import { failed, hostile, looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { plainOptions, print, testFormat } from '../testers/test-format.js';
import { readFigure, roundingOf } from '../testers/human-figures.js';
import { textWidth } from '../../src/text/index.js';

/** The lines of a table by its parts: headings, layers, total. */
function parts(text: string): {
  readonly head: readonly string[];
  readonly layers: readonly string[];
  readonly total: string;
  readonly columns: readonly (readonly [number, number])[];
} {
  const lines = text.split('\n');
  const [first = -1, last = -1] = lines.flatMap((line, index) => (/^─+(?: {2}─+)*$/.test(line) ? [index] : []));
  const columns = [...(lines[first] ?? '').matchAll(/─+/g)].map(
    ({ 0: rule, index }) => [index, index + rule.length] as const,
  );
  return { head: lines.slice(0, first), layers: lines.slice(first + 1, last), total: lines[last + 1] ?? '', columns };
}

/** The cells of a column, whose heading ends so. */
function cells(text: string, heading: string): readonly string[] {
  const { head, layers, columns } = parts(text);
  const at = columns.find(([from, to]) => head.at(-1)?.slice(from, to).trim() === heading);
  if (at === undefined) throw new Error(`no column ${heading}`);
  return layers.map((line) => line.slice(...at).trim());
}

testFormat(table, {
  read: (text) => ({ rows: cells(text, 'adds').map(readFigure), rounding: roundingOf }),
});

describe('table', () => {
  it.each([80, 120, 200])('fits %i columns', (width) => {
    for (const report of [ordinary, symbolic, looping]) {
      for (const line of print(table, [report], { width }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it.each([80, 120])('fits %i columns with names that are longer', (width) => {
    const name = `/${'features/'.repeat(20)}Relu`;
    const text = print(
      table,
      [
        reportOn({
          opset: 17,
          inputs: [value('x', 'float32', [1, 4096])],
          outputs: ['y'],
          nodes: [node('Relu', ['x'], ['y'], {}, { name })],
        }),
      ],
      { width },
    );
    expect(text.split('\n').filter((line) => textWidth(line) > width)).toEqual([]);
    expect(text).toMatch(/^peak activations +32\.00 KiB +at \/feat.*….*\/Relu$/mu);
  });

  it('marks every total of unknown parts as a lower bound, peak activations too', () => {
    const text = print(table, [
      reportOn({ opset: 17, inputs: [value('x', 'float32')], outputs: ['y'], nodes: [node('Relu', ['x'], ['y'])] }),
    ]);
    for (const total of ['multiply-adds', 'FLOPs', 'memory access', 'peak activations']) {
      expect(text).toMatch(new RegExp(`^${total} +≥ 0`, 'mu'));
    }
  });

  it('drops columns, not the layers and their costs, where there is little room', () => {
    const { head } = parts(print(table, [ordinary], { width: 60 }));
    expect(head.at(-1)).toMatch(/^layer +op +output +adds/);
  });

  it('shows every column where there is room, each with its unit or meaning', () => {
    const { head } = parts(print(table, [ordinary]));
    expect(head.at(-1)?.trim().split(/ {2,}/)).toEqual([
      'layer',
      'op',
      'output',
      'dtype',
      'params',
      'adds',
      'share',
      'FLOPs',
      'access',
      'share',
    ]);
    expect(head.at(-2)?.trim().split(/ {2,}/)).toEqual(['multiply-', 'memory']);
    expect(head.join('\n')).not.toMatch(/\bMACs?\b/);
  });

  it('leaves shape arithmetic and constant layers out, and says so', () => {
    const text = print(table, [ordinary]);
    expect(cells(text, 'op')).not.toContain('Shape');
    expect(text).toContain('layers not listed: 4 of shape arithmetic, 1 constant (--all lists them)');
    expect(cells(print(table, [ordinary], { all: true }), 'op')).toContain('Shape');
  });

  it('says what work is done at load', () => {
    const report = reportOn({
      opset: 17,
      inputs: [value('x', 'float32', [10, 64])],
      outputs: ['y'],
      nodes: [node('MatMul', ['a', 'b'], ['w']), node('MatMul', ['x', 'w'], ['y'])],
      initializers: [weight('a', 'float32', [64, 32]), weight('b', 'float32', [32, 16])],
    });
    const said = 'the 32.8k multiply-adds of the constant ones are done once, at load: no total has them';
    expect(64 * 32 * 16).toBe(32_768);
    expect(print(table, [report])).toContain(said);
    expect(print(table, [ordinary])).not.toContain('at load');
  });

  it('rolls layers up by module', () => {
    expect(cells(print(table, [ordinary], { depth: 1 }), 'layer').slice(0, 2)).toEqual(['stem', 'head']);
    expect(cells(print(table, [ordinary], { depth: 2 }), 'layer').slice(0, 4)).toEqual([
      'stem/conv',
      'stem/act',
      'head/pool',
      'head',
    ]);
  });

  it('sorts by a column, and sums up what --top leaves out', () => {
    const names = cells(print(table, [ordinary], { sort: 'memory-access', top: 1 }), 'layer');
    expect(names.slice(0, 2)).toEqual(['/stem/act/Relu', 'others']);
  });

  it('says how often layers run where that is not once', () => {
    expect(cells(print(table, [looping]), 'times')).toContain('10');
    expect(parts(print(table, [ordinary])).head.at(-1)).not.toContain('times');
  });

  it('names the open dimensions and the options that bind them', () => {
    const text = print(table, [symbolic]);
    expect(text).toContain('--dim N=1');
    expect(text).toMatch(/N +x, axis 0/);
    expect(cells(text, 'adds')[0]).toBe('442k·N');
  });

  it('says what formulas come to at the sizes of the options', () => {
    const [, atOne = ''] = /arithmetic intensity +([\d.]+)/u.exec(print(table, [ordinary])) ?? [];
    expect(print(table, [symbolic])).toContain(`${atOne} at the sizes below`);
  });

  it('shares a total of one product of symbols', () => {
    // 442,368 of 442,528: 99.96 %.
    expect(cells(print(table, [symbolic], { columns: ['layer', 'multiply-adds-share'] }), 'share')[0]).toBe('>99.9%');
  });

  it('tells what is unknown, and that totals are lower bounds', () => {
    const report = reportOn({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [4])],
      outputs: ['z'],
      nodes: [node('Relu', ['x'], ['y']), node('Magic', ['y'], ['z'], {}, { domain: 'acme' })],
    });
    const text = print(table, [report]);
    expect(cells(text, 'adds')).toEqual(['0', '?']);
    expect(text).toMatch(/FLOPs +≥ 4/);
    expect(text).toContain('unknown acme.Magic ×1');
    expect(text).toMatch(/arithmetic intensity .*of the layers whose cost is known, as shares are/);
  });

  it('ends several models with their totals side by side, the failed ones too', () => {
    const text = print(table, [ordinary, failed, symbolic]);
    const comparison = text.slice(text.lastIndexOf('model  '));
    expect(comparison.split('\n').filter((line) => line !== '')).toHaveLength(4);
    expect(comparison).toContain('not read');
  });

  it('colours only when asked', () => {
    expect(print(table, [ordinary])).not.toContain('\u001B');
    const colourful = print(table, [ordinary], { colour: true });
    expect(colourful).toContain('\u001B[1m');
    expect(
      colourful
        .replaceAll(/\u001B\[\d+m/g, '')
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n'),
    ).toBe(print(table, [ordinary]));
  });

  it('makes the cells of all rows as it makes each by itself', () => {
    const choices = [{ all: true }, { all: false }, { depth: 1 }, { top: 1, sort: 'flops' }];
    for (const report of [ordinary, symbolic, looping, hostile]) {
      for (const choice of choices) {
        const rows = [...rowsOf(report, { ...plainOptions, ...choice }, columns), totalRow(report)];
        for (const column of columns) {
          expect(cellsOf(column, rows, report)).toEqual(rows.map((row) => column.cell(row, report)));
        }
      }
    }
  });

  it('keeps a line for each layer whatever its name', () => {
    expect(parts(print(table, [hostile])).layers).toHaveLength(hostile.layers.length);
  });

  it('shortens names that nobody gives, however much room there is', () => {
    const name = 'x'.repeat(16_000);
    const text = print(table, [
      reportOn({
        opset: 17,
        inputs: [value('x', 'float32', [1])],
        outputs: ['y'],
        nodes: [node('Relu', ['x'], ['y'], {}, { name })],
      }),
    ]);
    expect(parts(text).layers[0]).toMatch(/^x{100,150}…x{150,200}…1 +Relu /u);
  });

  it.each([
    ['columns', { columns: ['layer', 'multiply-add'] }],
    ['sort', { sort: 'multiply-add' }],
  ])('rejects an unknown column in --%s', (_, options) => {
    expect(() => print(table, [ordinary], options)).toThrow(
      'there is no column multiply-add; did you mean multiply-adds?',
    );
  });
});
