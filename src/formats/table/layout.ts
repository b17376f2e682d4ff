import type { Dim } from '../../dim/index.js';
import type { Paint } from '../../text/index.js';
import { cellText } from '../cell-text.js';
import type { Cell } from '../column.js';
import { drawColumns, sized } from './draw.js';
import type { Alignment, SizedText } from './draw.js';
import { escapeTerminal, shortenNames, shortenText, textWidth } from '../../text/index.js';

/** A column of rows of any kind. */
export interface LaidColumn<Row> {
  readonly name: string;
  readonly heading: readonly string[];
  readonly cells: (rows: readonly Row[]) => readonly (Cell | WrittenCell)[];
}

/** A cell that writes itself, formulas in at most `length` characters. */
export interface WrittenCell {
  readonly kind: 'written';
  readonly write: (length: number) => string;
}

/** A column with the texts of its cells, as wide as they are to be shown. */
export interface LaidOut {
  readonly name: string;
  readonly heading: readonly string[];
  readonly alignment: Alignment;
  readonly width: number;
  readonly cells: readonly SizedText[];
}

/** How much room there is, and what gives way when it is too little. */
export interface Room<Row> {
  /** Columns of the terminal. */
  readonly room: number;
  /** Columns that can be left out, the first to go first. */
  readonly dispensable: readonly string[];
  /** The number by which a row is told from others where its name is cut. */
  readonly markOf: (row: Row, index: number) => number;
}

/** The least columns that a text is shortened to. */
const shrinkable: Readonly<Record<string, number>> = { layer: 20, model: 20, op: 10, scope: 10 };

/**
 * The most columns of a text, however much room there is: blanks fill them in every other row. Only made-up names are
 * longer.
 */
const LONGEST_TEXT = 300;

/**
 * The most characters of a formula, as they are tried one after another; the short ones only when no column is left to
 * leave out.
 */
const formulaLengths = [48, 28, 20];
const shortFormulaLengths = [14, 10];

const GAP = 2;

/** Rows, laid out in at most `room` columns as far as that goes. */
export function layOut<Row>(
  rows: readonly Row[],
  columns: readonly LaidColumn<Row>[],
  { room, dispensable, markOf }: Room<Row>,
): readonly LaidOut[] {
  const kept = chooseColumns(rows, columns, room, dispensable);
  let spare = room - leastWidth(kept);
  return kept.map(({ column: { name, heading }, cells, natural, least }): LaidOut => {
    const width = Math.min(natural, LONGEST_TEXT, least + Math.max(0, spare));
    spare -= width - least;
    return {
      name,
      heading,
      width,
      alignment: isText(name) ? 'left' : 'right',
      cells: width >= natural ? cells : shortened(name, cells, width, rows.map(markOf)),
    };
  });
}

/** The most columns with the longest formulas for which there is room. */
function chooseColumns<Row>(
  rows: readonly Row[],
  columns: readonly LaidColumn<Row>[],
  room: number,
  dispensable: readonly string[],
): readonly Measured<Row>[] {
  const measures = new Map<number, readonly Measured<Row>[]>();
  const measure = (length: number): readonly Measured<Row>[] => {
    const known = measures.get(length) ?? columns.map((column) => measured(column, rows, length));
    measures.set(length, known);
    return known;
  };
  for (let dropped = 0; dropped <= dispensable.length; dropped++) {
    const names = new Set(dispensable.slice(0, dropped));
    const lengths = dropped === dispensable.length ? [...formulaLengths, ...shortFormulaLengths] : formulaLengths;
    for (const length of lengths) {
      const kept = measure(length).filter(({ column }) => !names.has(column.name));
      if (leastWidth(kept) <= room) return kept;
    }
  }
  return measure(shortFormulaLengths.at(-1) ?? 0).filter(({ column }) => !dispensable.includes(column.name));
}

/** A cell's text. Formulas are safe as they are, other figures anyway. */
function safeText(cell: Cell | WrittenCell, length: number): string {
  if (cell.kind === 'written') return cell.write(length);
  return cell.kind === 'text' ? escapeTerminal(cell.text) : cellText(cell, length);
}

/** A column's cells, and how wide it would be and can be. */
interface Measured<Row> {
  readonly column: LaidColumn<Row>;
  readonly cells: readonly SizedText[];
  readonly natural: number;
  readonly least: number;
}

function measured<Row>(column: LaidColumn<Row>, rows: readonly Row[], length: number): Measured<Row> {
  const cells: SizedText[] = [];
  let natural = Math.max(...column.heading.map(textWidth));
  // Blocks of a network repeat: of ten figures, sizes and operators nine have stood in the column before.
  const known = new Map<Content, SizedText>();
  const repeats = !isName(column.name);
  for (const cell of column.cells(rows)) {
    const content = repeats ? contentOf(cell) : undefined;
    const before = content === undefined ? undefined : known.get(content);
    const now = before ?? sized(safeText(cell, length));
    cells.push(now);
    if (before !== undefined) continue;
    if (content !== undefined) known.set(content, now);
    if (now.width > natural) natural = now.width;
  }
  return { column, cells, natural, least: Math.min(natural, shrinkable[column.name] ?? LONGEST_TEXT) };
}

/** The text, the number or the shape in a cell. */
type Content = string | Dim | readonly Dim[];

/**
 * The content by which cells of a column, whose numbers are all of one kind, are known to have one text; undefined for
 * a cell that says more than that.
 */
function contentOf(cell: Cell | WrittenCell): Content | undefined {
  switch (cell.kind) {
    case 'written':
      return undefined;
    case 'text':
      return cell.text;
    case 'value':
      return cell.more > 0 || cell.value === undefined || 'type' in cell.value
        ? undefined
        : (cell.value.shape ?? undefined);
    case 'count':
    case 'bytes':
      return cell.partial ? undefined : cell.value;
    case 'share':
    case 'ratio':
    case 'milliseconds':
    case 'given':
      return cell.value;
  }
}

/** Names stay unambiguous; other words need not. */
function shortened(
  name: string,
  cells: readonly SizedText[],
  width: number,
  marks: readonly number[],
): readonly SizedText[] {
  if (!isName(name)) return cells.map(({ text }) => sized(shortenText(text, width)));
  return shortenNames(
    cells.map(({ text }) => text),
    width,
    marks,
  ).map(sized);
}

function leastWidth(columns: readonly { readonly least: number }[]): number {
  return columns.reduce((sum, { least }) => sum + least, 0) + GAP * (columns.length - 1);
}

function isName(name: string): boolean {
  return name === 'layer' || name === 'model';
}

/** Whether a column holds words rather than numbers. */
function isText(name: string): boolean {
  return isName(name) || ['op', 'category', 'scope', 'output', 'dtype'].includes(name);
}

/** The headings of columns, in as many rows as the highest takes, standing on the line below. */
export function headingCells(laidOut: readonly LaidOut[], paint: Paint): readonly (readonly SizedText[])[] {
  const height = Math.max(...laidOut.map(({ heading }) => heading.length));
  return laidOut.map(({ heading }) =>
    Array.from({ length: height }, (_, line) => sized(paint.bold(heading[line - height + heading.length] ?? ''))),
  );
}

/** Columns as lines: the headings, then a line for each row. */
export function drawLaidOut(laidOut: readonly LaidOut[], paint: Paint): readonly string[] {
  const headings = headingCells(laidOut, paint);
  return drawColumns(
    laidOut.map(({ alignment, cells }, index) => ({ alignment, cells: (headings[index] ?? []).concat(cells) })),
  );
}
