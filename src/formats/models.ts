import { figures, isPartial } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import { isFailed, totalOf } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { quantityText } from '../text/index.js';
import type { QuantityStyle } from '../text/index.js';
import type { Cell } from './column.js';
import { sortKey } from './column.js';

/** A model as a row of a table of models: plain data, which one thread can hand another. */
export interface ModelRow {
  readonly path: string;
  /** By column; undefined for a model that could not be read. */
  readonly cells: Readonly<Record<string, Cell>> | undefined;
}

/** A column of a table of models. */
export interface ModelColumn {
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly heading: readonly [string] | readonly [string, string];
  readonly label: string;
}

/** The columns that figures have, in the order of their table. */
const figureColumns: readonly ModelColumn[] = figures.map(({ name, aliases, heading, label }) => ({
  name,
  aliases,
  heading,
  label,
}));

/** A report as a row. */
export function modelRow(report: Report | FailedModel): ModelRow {
  const { path } = report.model;
  if (isFailed(report)) return { path, cells: undefined };
  return { path, cells: Object.fromEntries(figures.map((figure) => [figure.name, totalCell(report, figure)])) };
}

/** A model or a use of it, which has totals. */
type Totalled = Pick<Report, 'totals' | 'coverage'>;

/** A total of a model, with whether it is a lower bound. */
function totalCell(report: Totalled, figure: Figure): Cell {
  const value = totalOf(report, figure);
  const { coverage } = report;
  switch (figure.unit) {
    case 'count':
    case 'bytes':
      return { kind: figure.unit, value, partial: isPartial(figure) && coverage.costed < coverage.layers };
    case 'milliseconds':
    case 'ratio':
      return { kind: figure.unit, value: value === undefined || typeof value === 'object' ? undefined : Number(value) };
  }
}

/** A total of a model for people. */
export function totalText(report: Totalled, figure: Figure, style: QuantityStyle): string {
  const cell = totalCell(report, figure);
  const least = 'partial' in cell && cell.partial && cell.value !== undefined ? '≥ ' : '';
  return least + quantityText(totalOf(report, figure), figure.unit, style);
}

/** Figures of the user's own, by model: a column for each. */
export interface ExtraFigures {
  readonly names: readonly string[];
  /** By model, as the file names it: its numbers by column. */
  readonly rows: readonly { readonly model: string; readonly values: Readonly<Record<string, number>> }[];
}

/** The user's figures of a model: of its path, of its file's name, or of that without its extension. */
function extraOf({ rows }: ExtraFigures, path: string): Readonly<Record<string, number>> {
  const file = path.split(/[\\/]/u).at(-1) ?? path;
  const stem = file.replace(/\.[^.]*$/u, '');
  const found = [path, file, stem].map((name) => rows.find(({ model }) => model === name));
  return found.find((row) => row !== undefined)?.values ?? {};
}

/** The rows with the user's own figures joined to them. */
export function withExtras(rows: readonly ModelRow[], extra: ExtraFigures | undefined): readonly ModelRow[] {
  if (extra === undefined) return rows;
  return rows.map(({ path, cells }) => ({
    path,
    // A model that could not be read stays so.
    cells: cells && {
      ...cells,
      ...Object.fromEntries(
        extra.names.map((name): [string, Cell] => [name, { kind: 'given', value: extraOf(extra, path)[name] }]),
      ),
    },
  }));
}

/**
 * The columns to show: those named, else the headlines of which some model has a figure, then the user's own.
 * @throws NetstatError when one that is named is not there
 */
export function modelColumns(
  rows: readonly ModelRow[],
  {
    columns: names,
    extra,
  }: { readonly columns?: readonly string[] | undefined; readonly extra?: ExtraFigures | undefined },
): readonly ModelColumn[] {
  const own = (extra?.names ?? []).map((name): ModelColumn => ({ name, heading: [name], label: name }));
  const all = [...figureColumns, ...own];
  if (names !== undefined) return names.filter((name) => name !== 'model').map((name) => modelColumnNamed(name, all));
  const isThere = ({ name }: ModelColumn): boolean => rows.some(({ cells }) => isKnown(cells?.[name]));
  const headlines = new Set(figures.filter(({ isHeadline }) => isHeadline === true).map(({ name }) => name));
  return [...figureColumns.filter((column) => headlines.has(column.name) && isThere(column)), ...own];
}

/** Every column of which some model has a figure, then the user's own. */
export function allModelColumns(rows: readonly ModelRow[], extra: ExtraFigures | undefined): readonly ModelColumn[] {
  const names = figures
    .filter(({ name, kind }) => kind !== 'time' || rows.some(({ cells }) => isKnown(cells?.[name])))
    .map(({ name }) => name);
  return modelColumns(rows, { columns: [...names, ...(extra?.names ?? [])], extra });
}

function isKnown(cell: Cell | undefined): boolean {
  return cell !== undefined && 'value' in cell && cell.value !== undefined;
}

function modelColumnNamed(name: string, columns: readonly ModelColumn[]): ModelColumn {
  const column = columns.find((one) => one.name === name || one.aliases?.includes(name) === true);
  if (column !== undefined) return column;
  throw new NetstatError(
    'bad-option',
    `there is no column ${name} of models; ${suggest(
      name,
      columns.map((one) => one.name),
    )}`,
  );
}

/**
 * Checks that every column that an option names exists.
 * @throws NetstatError for a column that does not
 */
export function checkModelColumns({
  columns,
  sort,
  extra,
}: {
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly extra?: ExtraFigures | undefined;
}): void {
  modelColumns([], { columns: [...(columns ?? []), ...(sort === undefined ? [] : [sort])], extra });
}

/** The rows in the order of a column, the largest first; models without a value come last. */
export function sortModels(
  rows: readonly ModelRow[],
  sort: string | undefined,
  extra?: ExtraFigures,
): readonly ModelRow[] {
  if (sort === undefined) return rows;
  if (sort === 'model') return rows.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const [column] = modelColumns([], { columns: [sort], extra });
  const keyOf = ({ cells }: ModelRow): number => {
    const cell = cells?.[column?.name ?? ''];
    const key = cell === undefined ? undefined : sortKey(cell);
    return typeof key === 'number' ? key : -Infinity;
  };
  return rows.toSorted((a, b) => keyOf(b) - keyOf(a));
}
