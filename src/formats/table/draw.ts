import { markdownTable } from 'markdown-table';
import { escapePainted, textWidth } from '../../text/index.js';

/** How the cells of a column stand. */
export type Alignment = 'left' | 'right';

/** Rows of cells as aligned lines with two blanks between the columns. Cells are escaped: each row is one line. */
export function drawRows(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): readonly string[] {
  // The library draws Markdown: bars between the cells, and a line that says how columns are aligned after the first
  // row.
  const cells = rows.map((row) => row.map((cell) => escapePainted(cell).replaceAll('|', '\0')));
  const table = markdownTable(cells, {
    align: [...alignments],
    delimiterStart: false,
    delimiterEnd: false,
    padding: false,
    stringLength: textWidth,
  });
  const lines = table.replaceAll('|', '  ').replaceAll('\0', '|').split('\n');
  lines.splice(1, 1);
  return lines.map((line) => line.trimEnd());
}
