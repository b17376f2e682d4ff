import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures } from '../figures/index.js';
import { oneRunOf } from '../report/index.js';
import type { Row } from './row-sums.js';

/** So many ranges of numbers are written out in the label of a folded row. */
const LISTED_RANGES = 3;

/**
 * Rows of modules that are equal but for one number in their names, such as the blocks of a transformer, as one row:
 * `layers.0–31 ×32`. Equal modules have layers of equal operators and figures in equal order. A folded row stands where
 * its first module did and sums up all of them.
 */
export function foldEqualModules(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, Numbered[]>();
  for (const row of rows) {
    const numbered = row.kind === 'module' ? numberIn(row) : undefined;
    if (numbered === undefined) continue;
    const key = `${numbered.before}\0${numbered.after}\0${contentOf(row)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [numbered]);
    else group.push(numbered);
  }
  const folded = new Map<Row, Row | undefined>();
  for (const group of groups.values()) {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) continue;
    folded.set(first.row, foldedRow(first, group));
    for (const { row } of others) folded.set(row, undefined);
  }
  return rows.flatMap((row) => (folded.has(row) ? (folded.get(row) ?? []) : row));
}

/** A row with the last number of its label taken out. */
interface Numbered {
  readonly row: Row;
  readonly before: string;
  readonly number: number;
  readonly after: string;
}

function numberIn(row: Row): Numbered | undefined {
  const [, before, digits, after] = /^(.*?)(\d+)(\D*)$/su.exec(row.label) ?? [];
  if (before === undefined || digits === undefined || after === undefined) return undefined;
  const number = Number(digits);
  return String(number) === digits ? { row, before, number, after } : undefined;
}

/** The figures that a layer has by itself, whatever stands around it. */
const ownFigures = figures.filter(
  ({ ofLayer, quotientOf }) => ofLayer !== undefined && ofLayer.isOfSurroundings !== true && quotientOf === undefined,
);

/** The operators and figures of a row's layers, as a text to compare. */
function contentOf({ layers }: Row): string {
  return layers
    .map((layer) =>
      [
        `${layer.domain}.${layer.op}`,
        textOf(layer.times),
        ...ownFigures.map((figure) => textOf(oneRunOf(layer, figure))),
      ].join(' '),
    )
    .join('\n');
}

function textOf(dim: Dim | undefined): string {
  return dim === undefined ? '?' : print(dim);
}

function foldedRow({ before, after }: Numbered, group: readonly Numbered[]): Row {
  const numbers = group.map(({ number }) => number).toSorted((left, right) => left - right);
  return {
    kind: 'module',
    label: `${before}${rangesText(numbers)}${after} ×${group.length}`,
    layers: group.flatMap(({ row }) => row.layers),
    kernels: group.flatMap(({ row }) => row.kernels ?? []),
  };
}

/** `0–31`, `0–3,5,7–9`; of many ranges the first and the last number: `0…24`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  if (ranges.length > LISTED_RANGES) return `${numbers[0] ?? ''}…${numbers.at(-1) ?? ''}`;
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(',');
}
