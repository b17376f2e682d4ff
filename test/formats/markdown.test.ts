import { describe, expect, it } from 'vitest';
import markdown from '../../src/formats/markdown.js';
import { failed, hostile, ordinary, symbolic } from '../testers/sample-report.js';
import { print, testFormat } from '../testers/test-format.js';
import { readFigure, roundingOf } from '../testers/human-figures.js';

/** The tables of a page, as rows of cells. */
function tables(text: string): string[][][] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .map((block) =>
      block
        .trimEnd()
        .split('\n')
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
    );
}

testFormat(markdown, {
  read: (text) => {
    const [, layers = []] = tables(text);
    const at = layers[0]?.indexOf('multiply-adds') ?? -1;
    return { rows: layers.slice(2, -1).map((row) => readFigure(row[at] ?? '')), rounding: roundingOf };
  },
});

describe('markdown', () => {
  it('has a table of totals, one of layers, and the totals of several models', () => {
    expect(tables(print(markdown, [ordinary]))).toHaveLength(2);
    const [, , , , all = []] = tables(print(markdown, [ordinary, failed, symbolic]));
    expect(all.slice(2).map(([name]) => name)).toEqual([
      'model.onnx',
      String.raw`broken&#124;\u{1b}[31m.onnx`.replaceAll(/[\\[]/g, String.raw`\$&`),
      'symbolic.onnx',
    ]);
  });

  it('keeps names from being markup, HTML or the end of a cell', () => {
    const text = print(markdown, [hostile], { all: true });
    expect(text.replaceAll('**', '')).not.toMatch(/<script|<\/script|(?<!\\)`|(?<!\\)\*|@SUM/);
    for (const table of tables(text)) expect(new Set(table.map(({ length }) => length)).size).toBe(1);
  });
});
