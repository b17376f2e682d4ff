import { describe, expect, it } from 'vitest';
import csv from '../../src/formats/csv.js';
import { failed, hostile, ordinary, symbolic } from '../testers/sample-report.js';
import { exact, print, testFormat } from '../testers/test-format.js';

/** Reads RFC 4180. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  for (const record of text.matchAll(/(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*\r\n/g)) {
    rows.push(
      [...record[0].slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    );
  }
  return rows;
}

const column = (text: string, name: string): string[] => {
  const [head = [], ...rows] = parse(text);
  return rows.map((row) => row[head.indexOf(name)] ?? '');
};

testFormat(csv, {
  // A CSV has no row for what `--top` leaves out.
  read: (text) => ({
    rows: parse(text).length - 1 === 2 ? [] : column(text, 'multiply-adds').map(Number),
    rounding: exact,
  }),
});

describe('csv', () => {
  it('has a head and a line for every layer of every model that was read', () => {
    const rows = parse(print(csv, [ordinary, failed, symbolic]));
    expect(rows).toHaveLength(1 + ordinary.layers.length + symbolic.layers.length);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(parse(print(csv, []))).toHaveLength(1);
  });

  it('has formulas in a line for each model too, and no line for one that was not read', () => {
    // 16 filters of 3×3×3 over 32×32 outputs and a product of 16 × 10.
    const extra = { names: ['accuracy'], rows: [{ model: failed.model.path, values: { accuracy: 1 } }] };
    const text = print(csv, [symbolic, failed], { summary: true, extra });
    expect(column(text, 'multiply-adds')).toEqual([`${16 * 3 * 3 * 3 * 32 * 32 + 160}*N`]);
  });

  it('is exact, with formulas', () => {
    // 16 filters of 3×3×3 over 32×32 outputs.
    expect(column(print(csv, [ordinary]), 'multiply-adds')[0]).toBe(String(16 * 3 * 3 * 3 * 32 * 32));
    expect(column(print(csv, [symbolic]), 'multiply-adds')[0]).toBe(`${16 * 3 * 3 * 3 * 32 * 32}*N`);
    expect(column(print(csv, [symbolic]), 'output')[0]).toBe('Nx16x32x32');
  });

  it('marks what a spreadsheet would take for a formula as text', () => {
    const cells = parse(print(csv, [hostile])).flat();
    expect(cells.filter((cell) => /^\s*[=+@-]/.test(cell))).toEqual([]);
    expect(cells).toContain(`'=HYPERLINK("http://evil","click")/1`);
  });

  it('shows the columns that are asked for', () => {
    expect(parse(print(csv, [ordinary], { columns: ['op', 'params'], top: 1 }))).toEqual([
      ['model', 'op', 'params'],
      ['model.onnx', 'Conv', String(16 * 3 * 3 * 3 + 16)],
    ]);
  });
});
