import type { Report } from '../../report/index.js';
import { cellText } from '../cell-text.js';
import type { Cell, Column } from '../columns.js';
import type { Row } from '../row-sums.js';
import type { Alignment } from './draw.js';
import { escapeTerminal, shortenNames, shortenText, textWidth } from '../../text/index.js';

/** A column with its texts, as wide as they are to be shown. */
export interface LaidOut {
  readonly column: Column;
  readonly alignment: Alignment;
  readonly width: number;
  readonly texts: readonly string[];
}

/** Columns that can be left out where there is no room, the first to go first. */
const dispensable = [
  'dtype',
  'flops',
  'params',
  'memory-access-share',
  'multiply-adds-share',
  'gigabytes-per-second',
  'bound',
  'memory-access',
  'gflops-per-second',
  'bound-by',
];

/** The least columns that a text is shortened to. */
const shrinkable: Readonly<Record<string, number>> = { layer: 20, op: 10, scope: 10 };

/** The most columns of a text, however much room there is: blanks fill them in every other row. Only made-up names are longer. */
const LONGEST_TEXT = 300;

/** The most characters of a formula, as they are tried one after another; the short ones only when no column is left to leave out. */
const formulaLengths = [48, 28, 20];
const shortFormulaLengths = [14, 10];

const GAP = 2;

/** The rows of a report, laid out in at most `room` columns as far as that goes; of `optional` columns some may be left out. */
export function layOut(
  report: Report,
  rows: readonly Row[],
  columns: readonly Column[],
  { room, optional }: { readonly room: number; readonly optional: boolean },
): readonly LaidOut[] {
  const kept = chooseColumns(report, rows, columns, { room, optional });
  let spare = room - leastWidth(kept);
  return kept.map(({ column, texts, natural, least }): LaidOut => {
    const width = Math.min(natural, LONGEST_TEXT, least + Math.max(0, spare));
    spare -= width - least;
    return {
      column,
      width,
      alignment: isText(column) ? 'left' : 'right',
      texts: width >= natural ? texts : shortened(column, texts, width, rows),
    };
  });
}

/** The most columns with the longest formulas for which there is room. */
function chooseColumns(
  report: Report,
  rows: readonly Row[],
  columns: readonly Column[],
  { room, optional }: { readonly room: number; readonly optional: boolean },
): readonly Measured[] {
  const measures = new Map<number, readonly Measured[]>();
  const measure = (length: number): readonly Measured[] => {
    const known =
      measures.get(length) ??
      columns.map((column) =>
        measured(
          column,
          rows.map((row) => safeText(column.cell(row, report.analysis, report), length)),
        ),
      );
    measures.set(length, known);
    return known;
  };
  const leftOut = optional ? dispensable : [];
  for (let dropped = 0; dropped <= leftOut.length; dropped++) {
    const names = new Set(leftOut.slice(0, dropped));
    for (const length of dropped === leftOut.length ? [...formulaLengths, ...shortFormulaLengths] : formulaLengths) {
      const kept = measure(length).filter(({ column }) => !names.has(column.name));
      if (leastWidth(kept) <= room) return kept;
    }
  }
  return measure(shortFormulaLengths.at(-1) ?? 0).filter(({ column }) => !leftOut.includes(column.name));
}

/** A cell's text. Formulas are safe as they are, other figures anyway. */
function safeText(cell: Cell, length: number): string {
  return cell.kind === 'text' ? escapeTerminal(cell.text) : cellText(cell, length);
}

/** A column's texts, and how wide it would be and can be. */
interface Measured {
  readonly column: Column;
  readonly texts: readonly string[];
  readonly natural: number;
  readonly least: number;
}

function measured(column: Column, texts: readonly string[]): Measured {
  const natural = Math.max(...column.heading.map(textWidth), longest(texts));
  return { column, texts, natural, least: Math.min(natural, shrinkable[column.name] ?? LONGEST_TEXT) };
}

/** Names stay unambiguous; other words need not. */
function shortened({ name }: Column, texts: readonly string[], width: number, rows: readonly Row[]): readonly string[] {
  if (name !== 'layer') return texts.map((text) => shortenText(text, width));
  return shortenNames(
    texts,
    width,
    rows.map(({ layers }, index) => layers[0]?.index ?? index),
  );
}

function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

function leastWidth(columns: readonly Measured[]): number {
  return columns.reduce((sum, { least }) => sum + least, 0) + GAP * (columns.length - 1);
}

/** Whether a column holds words rather than numbers. */
function isText({ name }: Column): boolean {
  return ['layer', 'op', 'category', 'scope', 'output', 'dtype'].includes(name);
}
