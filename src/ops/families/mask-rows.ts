// The rows of a mask, whose cases are conditions on the row and the column of a place.

import {
  add,
  bind,
  coefficientsIn,
  floorDivide,
  isNonNegative,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  symbolsOf,
  toNumber,
  valueAt,
} from '../../dim/index.js';
import type { Atom, Dim } from '../../dim/index.js';
import { indexAlong, nameOfIndex } from '../elements/placed.js';

/** The names of the symbols for the row and the column of a place. */
export const ROW = nameOfIndex(1);
export const COLUMN = nameOfIndex(0);

/** A case in which a mask lets through: the integers that are at least 0. */
export type Case = readonly Dim[];

/** Counts each row; undefined where a case is no stretch of columns. */
export function countRows(
  cases: readonly Case[],
  rows: number,
  columns: number,
): { readonly perRow: number; readonly columns: number } | undefined {
  const limits = cases.map((list) => list.map(limitOf));
  let perRow = 0;
  // What begins less what ends at each column, over all rows.
  const changes = new Int32Array(columns + 1);
  for (let row = 0; row < rows; row += 1) {
    let inRow = 0;
    for (const list of limits) {
      let [from, to] = [0, columns];
      for (const limit of list) {
        if (limit === undefined) return undefined;
        const [first, end] = limit(row, columns);
        from = Math.max(from, first);
        to = Math.min(to, end);
      }
      if (from >= to) continue;
      inRow += to - from;
      changes[from] = (changes[from] ?? 0) + 1;
      changes[to] = (changes[to] ?? 0) - 1;
    }
    perRow = Math.max(perRow, inRow);
  }
  let open = 0;
  let seen = 0;
  for (let column = 0; column < columns; column += 1) {
    open += changes[column] ?? 0;
    if (open > 0) seen += 1;
  }
  return { perRow, columns: seen };
}

/** The first column where an integer is at least 0 in a row, and the end of these; undefined where they are no stretch. */
type Limit = (row: number, columns: number) => readonly [from: number, to: number];

function limitOf(at: Dim): Limit | undefined {
  const ofColumn = coefficientsIn(at, COLUMN);
  const slope = ofColumn?.length === 2 ? toNumber(ofColumn[1] ?? 0) : undefined;
  const [rest] = ofColumn ?? [];
  const ofRow = rest === undefined ? undefined : coefficientsIn(rest, ROW);
  const [constant, rise] = [toNumber(ofRow?.[0] ?? 0), toNumber(ofRow?.[1] ?? 0)];
  if (slope !== undefined && ofRow !== undefined && ofRow.length <= 2 && constant !== undefined && rise !== undefined) {
    return (row, columns) =>
      slope > 0
        ? [Math.ceil(-(rise * row + constant) / slope), columns]
        : [0, Math.floor((rise * row + constant) / -slope) + 1];
  }
  const trend = trendIn(at);
  if (trend === undefined) return undefined;
  return (row, columns) => {
    const holds = (column: number): boolean =>
      valueAt(
        at,
        new Map([
          [ROW, row],
          [COLUMN, column],
        ]),
      ) >= 0;
    if (columns === 0) return [0, 0];
    if (trend >= 0 ? !holds(columns - 1) : !holds(0)) return [0, 0];
    // Where it begins to hold, or no longer does.
    let [low, high] = [0, columns];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (holds(middle) === trend >= 0) high = middle;
      else low = middle + 1;
    }
    return trend >= 0 ? [low, columns] : [0, low];
  };
}

/** Whether an integer rises (1) or falls (−1) from column to column, or stays; undefined where it does neither. */
function trendIn(at: Dim): 1 | 0 | -1 | undefined {
  if (typeof at !== 'object') return 0;
  let trend: 1 | 0 | -1 = 0;
  for (const { coefficient, monomial } of at.terms) {
    const factor = monomial.factors.find(({ atom }) =>
      atom.kind === 'symbol' ? atom.name === COLUMN : atom.kind !== 'floor' || symbolsOf(atom.dividend).has(COLUMN),
    );
    if (factor === undefined) continue;
    const inner =
      factor.atom.kind === 'symbol' ? 1 : factor.atom.kind === 'floor' ? trendIn(factor.atom.dividend) : undefined;
    if (monomial.factors.length > 1 || factor.power !== 1 || inner === undefined) return undefined;
    const own = coefficient > 0 ? inner : inner === 1 ? -1 : inner === -1 ? 1 : 0;
    if (own !== 0 && trend !== 0 && own !== trend) return undefined;
    trend = own === 0 ? trend : own;
  }
  return trend;
}

/** A condition on the column: `unit`, the column or a whole part of it, plus or less `rest`, is at least 0. */
interface Bound {
  readonly isUpper: boolean;
  readonly unit: string;
  /** How many columns have one value of the unit. */
  readonly columns: Dim;
  readonly rest: Dim;
}

function boundOf(at: Dim): Bound | undefined {
  if (typeof at !== 'object') return undefined;
  const holding = at.terms.filter(({ monomial }) =>
    monomial.factors.some(({ atom }) => atom.key === COLUMN_KEY || dependsOnColumn(atom)),
  );
  const [term] = holding;
  const [factor] = term?.monomial.factors ?? [];
  if (term === undefined || factor === undefined || holding.length > 1) return undefined;
  const isPlain = term.monomial.factors.length === 1 && factor.power === 1;
  if (!isPlain || (term.coefficient !== 1 && term.coefficient !== -1)) return undefined;
  const { atom } = factor;
  const isUpper = term.coefficient === -1;
  if (atom.kind === 'symbol') {
    const column = indexAlong(0);
    return { isUpper, unit: atom.key, columns: 1, rest: isUpper ? add(at, column) : subtract(at, column) };
  }
  if (atom.kind !== 'floor' || trendIn(atom.dividend) !== 1) return undefined;
  const part = floorDivide(atom.dividend, atom.divisor);
  return { isUpper, unit: atom.key, columns: atom.divisor, rest: isUpper ? add(at, part) : subtract(at, part) };
}

const COLUMN_KEY = indexAlong(0).key;

function dependsOnColumn(atom: Atom): boolean {
  return atom.kind === 'floor'
    ? symbolsOf(atom.dividend).has(COLUMN)
    : atom.kind !== 'symbol' && atom.arguments.some((argument) => symbolsOf(argument).has(COLUMN));
}

/** How many columns a row sees at most: those between two bounds that move alike. */
export function widthOf(list: Case, width: Dim): Dim {
  const bounds = [...list.map(boundOf), firstColumn, boundOf(subtract(subtract(width, 1), indexAlong(0)))];
  const widths = bounds.flatMap((upper) =>
    bounds.flatMap((lower): readonly Dim[] => {
      if (upper?.isUpper !== true || lower?.isUpper !== false || upper.unit !== lower.unit) return [];
      const steps = add(upper.rest, lower.rest);
      return symbolsOf(steps).has(ROW) ? [] : [multiply(atLeastNone(add(steps, 1)), upper.columns)];
    }),
  );
  return minimum(width, ...widths);
}

const firstColumn: Bound = { isUpper: false, unit: COLUMN_KEY, columns: 1, rest: 0 };

/** How many columns some row sees at most. */
export function spanOf(list: Case, width: Dim, height: Dim): Dim {
  const bounds = list.map(boundOf).filter((bound) => bound?.unit === COLUMN_KEY);
  // The end of a stretch in the last row and its start in the first, where both move on from row to row.
  const at = (isUpper: boolean, row: Dim): readonly Dim[] =>
    bounds.flatMap((bound) => {
      const place = bound?.isUpper !== isUpper ? undefined : isUpper ? bound.rest : negate(bound.rest);
      const [, rise = 0, ...higher] = place === undefined ? [] : (coefficientsIn(place, ROW) ?? [0, 0, 0]);
      if (place === undefined || higher.length > 0 || !isNonNegative(rise)) return [];
      return [bind(place, new Map([[ROW, row]]))];
    });
  const end = minimum(subtract(width, 1), ...at(true, subtract(height, 1)));
  return minimum(width, atLeastNone(add(subtract(end, maximum(0, ...at(false, 0))), 1)));
}

function atLeastNone(count: Dim): Dim {
  return isNonNegative(count) ? count : maximum(0, count);
}
