import { escapePainted, textWidth } from '../../text/index.js';

/** How the cells of a column stand. */
export type Alignment = 'left' | 'right';

/** A text for one line, safe for a terminal, with the columns that it takes there. */
export interface SizedText {
  readonly text: string;
  readonly width: number;
}

/** A column of cells, which is as wide as its widest. */
export interface DrawnColumn {
  readonly alignment: Alignment;
  readonly cells: readonly SizedText[];
}

/** The least width of a column. */
const LEAST_WIDTH = 2;

/** The blanks between two columns. */
const GAP = '  ';

/** A safe text, measured. */
export function sized(text: string): SizedText {
  return { text, width: textWidth(text) };
}

/** Rows of cells as aligned lines with two blanks between the columns. Cells are escaped: each row is one line. */
export function drawRows(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): readonly string[] {
  return drawColumns(
    alignments.map((alignment, column) => ({
      alignment,
      cells: rows.map((row) => sized(escapePainted(row[column] ?? ''))),
    })),
  );
}

/** Columns of equally many cells side by side, two blanks between them: a line for each row. */
export function drawColumns(columns: readonly DrawnColumn[]): readonly string[] {
  const drawn = columns.map(({ alignment, cells }) => {
    const width = widthOf(cells);
    return { isLeft: alignment === 'left', cells, blanks: ' '.repeat(width) };
  });
  const height = columns[0]?.cells.length ?? 0;
  const lines: string[] = [];
  for (let row = 0; row < height; row++) {
    let line = '';
    let gap = '';
    for (const { isLeft, cells, blanks } of drawn) {
      const cell = cells[row];
      if (cell === undefined) continue;
      // A part of a text that is there: to repeat a blank for each cell takes several times as long.
      const rest = blanks.slice(cell.width);
      line += isLeft ? gap + cell.text + rest : gap + rest + cell.text;
      gap = GAP;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

function widthOf(cells: readonly SizedText[]): number {
  let most = LEAST_WIDTH;
  for (const { width } of cells) if (width > most) most = width;
  return most;
}
