import type { Dim } from '../dim/index.js';
import type { Kind } from '../figures/index.js';
import type { LayerSum, NamedValue, Report } from '../report/index.js';
import { magnitudeOf } from '../text/index.js';
import type { Row } from './row-sums.js';

/** The content of a cell; each format writes it in its own way. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: NamedValue<Dim> | undefined; readonly more: number }
  | ({ readonly kind: 'count' | 'bytes' } & LayerSum)
  | { readonly kind: 'share' | 'ratio' | 'milliseconds'; readonly value: number | undefined }
  /** A number of the user's own, which is written as it was given. */
  | { readonly kind: 'given'; readonly value: number | undefined };

/** A column of layers. */
export interface Column {
  /** The name for `--columns` and `--sort`, which heads it in CSV. */
  readonly name: string;
  /** Names that options also take. */
  readonly aliases?: readonly string[] | undefined;
  /** Its heading for people, in one or two lines. */
  readonly heading: readonly [string] | readonly [string, string];
  readonly summary: string;
  /** Whether it is there in measured and predicted reports only. */
  readonly measured?: true;
  /** Whether it is there in reports with a bound, too. */
  readonly bounded?: true;
  /** Whether tables show it unless columns are named. */
  readonly isUsual?: true | undefined;
  /** The order in which columns that find no room are left out, the lowest number first; without a number it stays. */
  readonly givesWay?: number | undefined;
  /** The kind of the figure that it shows; undefined where it shows none. */
  readonly kind?: Kind;
  readonly cell: (row: Row, report: Report) => Cell;
  /** The cells of all rows of a table, where there is a shorter way than `cell` for each. */
  readonly cells?: (rows: readonly Row[], report: Report) => readonly Cell[];
}

/** The cells of a column in all rows of a table. */
export function cellsOf({ cell, cells }: Column, rows: readonly Row[], report: Report): readonly Cell[] {
  return cells === undefined ? rows.map((row) => cell(row, report)) : cells(rows, report);
}

/** A cell of text. */
export function textCell(of: string): Cell {
  return { kind: 'text', text: of };
}

/**
 * The key that a column is sorted by: numbers the largest first, text by its letters; undefined for an unknown value.
 */
export function sortKey(cell: Cell): number | string | undefined {
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'value':
      return undefined;
    case 'count':
    case 'bytes':
      if (cell.value === undefined) return undefined;
      return magnitudeOf(cell.value);
    case 'share':
    case 'ratio':
    case 'milliseconds':
    case 'given':
      return cell.value;
  }
}
