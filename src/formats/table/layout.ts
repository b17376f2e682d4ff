import type { Paint } from '../../text/index.js';
import { cellText } from '../cell-text.js';
import type { Cell } from '../column.js';
import { drawRows } from './draw.js';
import type { Alignment } from './draw.js';
import { escapeTerminal, shortenNames, shortenText, textWidth } from '../../text/index.js';

/** A column of rows of any kind. */
export interface LaidColumn<Row> {
  readonly name: string;
  readonly heading: readonly string[];
  readonly cell: (row: Row) => Cell | WrittenCell;
}

/** A cell that writes itself, formulas in at most `length` characters. */
export interface WrittenCell {
  readonly kind: 'written';
  readonly write: (length: number) => string;
}

/** A column with its texts, as wide as they are to be shown. */
export interface LaidOut {
  readonly name: string;
  readonly heading: readonly string[];
  readonly alignment: Alignment;
  readonly width: number;
  readonly texts: readonly string[];
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
  return kept.map(({ column: { name, heading }, texts, natural, least }): LaidOut => {
    const width = Math.min(natural, LONGEST_TEXT, least + Math.max(0, spare));
    spare -= width - least;
    return {
      name,
      heading,
      width,
      alignment: isText(name) ? 'left' : 'right',
      texts: width >= natural ? texts : shortened(name, texts, width, rows.map(markOf)),
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
    const known =
      measures.get(length) ??
      columns.map((column) =>
        measured(
          column,
          rows.map((row) => safeText(column.cell(row), length)),
        ),
      );
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

/** A column's texts, and how wide it would be and can be. */
interface Measured<Row> {
  readonly column: LaidColumn<Row>;
  readonly texts: readonly string[];
  readonly natural: number;
  readonly least: number;
}

function measured<Row>(column: LaidColumn<Row>, texts: readonly string[]): Measured<Row> {
  const natural = Math.max(...column.heading.map(textWidth), longest(texts));
  return { column, texts, natural, least: Math.min(natural, shrinkable[column.name] ?? LONGEST_TEXT) };
}

/** Names stay unambiguous; other words need not. */
function shortened(name: string, texts: readonly string[], width: number, marks: readonly number[]): readonly string[] {
  if (!isName(name)) return texts.map((text) => shortenText(text, width));
  return shortenNames(texts, width, marks);
}

function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
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

/** The headings in one or two rows, standing on the line below. */
export function headingRows(laidOut: readonly Pick<LaidOut, 'heading'>[]): readonly (readonly string[])[] {
  const height = Math.max(...laidOut.map(({ heading }) => heading.length));
  return Array.from({ length: height }, (_, line) =>
    laidOut.map(({ heading }) => heading[line - height + heading.length] ?? ''),
  );
}

/** Columns as lines: the headings, then a line for each row. */
export function drawLaidOut(laidOut: readonly LaidOut[], paint: Paint): readonly string[] {
  const rows = laidOut[0]?.texts ?? [];
  return drawRows(
    [
      ...headingRows(laidOut).map((line) => line.map((cell) => paint.bold(cell))),
      ...rows.map((_, index) => laidOut.map(({ texts }) => texts[index] ?? '')),
    ],
    laidOut.map(({ alignment }) => alignment),
  );
}
