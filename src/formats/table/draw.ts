import { escapePainted, textWidth } from '../../text/index.js';

/** How the cells of a column stand. */
export type Alignment = 'left' | 'right';

/** The least width of a column. */
const LEAST_WIDTH = 2;

/** Rows of cells as aligned lines with two blanks between the columns. Cells are escaped: each row is one line. */
export function drawRows(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): readonly string[] {
  const cells = rows.map((row) => {
    // Nearly no row has anything to escape, and one look at all of it tells.
    const whole = row.join(' ');
    return escapePainted(whole) === whole ? row : row.map(escapePainted);
  });
  const widths = cells.map((row) => row.map(textWidth));
  const columns = alignments.map((alignment, column) => ({
    alignment,
    width: widths.reduce((most, row) => Math.max(most, row[column] ?? 0), LEAST_WIDTH),
  }));
  return cells.map((row, index) => {
    let line = '';
    columns.forEach(({ alignment, width }, column) => {
      const cell = row[column] ?? '';
      const blanks = ' '.repeat(width - (widths[index]?.[column] ?? 0));
      line += `${column === 0 ? '' : '  '}${alignment === 'left' ? cell + blanks : blanks + cell}`;
    });
    return line.trimEnd();
  });
}
