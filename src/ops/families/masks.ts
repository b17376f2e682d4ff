// How many keys a mask of attention lets through.

import {
  add,
  maximum,
  minimum,
  multiply,
  negate,
  subtract,
  sum,
  symbolsOf,
  toNumber,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat, MASKED } from '../../ir/index.js';
import type { Element, Placed, RankedTensor, Visible } from '../../ir/index.js';
import { indexAlong, nameOfIndex, placedOf } from '../elements/placed.js';
import { COLUMN, countRows, ROW, spanOf, widthOf } from './mask-rows.js';
import type { Case } from './mask-rows.js';

/** Rows times cases of a mask that are gone through one by one; beyond that its formula is counted in general. */
const MOST_MASK_ROWS = 2 ** 18;

/** The positions that a mask lets through, as far as its elements or their formula tell: at most so many. */
function visibleIn(mask: RankedTensor | undefined): Visible | undefined {
  if (mask === undefined) return undefined;
  if (mask.visible !== undefined) return mask.visible;
  const placed = placedOf(mask);
  if (placed === undefined) return undefined;
  const before = counted.get(placed);
  if (before !== undefined) return before.visible;
  const visible = unlessTooLarge(() => visibleOf(placed, mask));
  counted.set(placed, { visible });
  return visible;
}

/** How many keys a query sees at most, and how many all of them. */
export interface Seen {
  readonly perRow: Dim;
  readonly columns: Dim;
}

/**
 * The keys that a mask of scores lets through; undefined where nothing tells. A mask of one column stands for all, so
 * it leaves out none.
 */
export function keysVisible(mask: RankedTensor | undefined, keyLength: Dim, isCausal = false): Seen | undefined {
  const visible = visibleIn(mask);
  if (visible === undefined || (mask?.shape.at(-1) === 1 && keyLength !== 1)) return undefined;
  return { perRow: isCausal ? visible.causal : visible.perRow, columns: visible.columns };
}

/**
 * The keys that a query sees past several masks of scores at most, and all queries, both over the batch. A mask of two
 * axes has a row for each sample, of one their lengths.
 */
export function keysPast(
  { batch, keyLength }: { readonly batch: Dim; readonly keyLength: Dim },
  masks: readonly (RankedTensor | undefined)[],
  isCausal: boolean,
): { readonly seen: Dim; readonly held: Dim } {
  const visible = masks.flatMap((mask) => {
    const rank = mask?.shape.length ?? 0;
    return rank < (isCausal ? 3 : 2) ? [] : (keysVisible(mask, keyLength, isCausal) ?? []);
  });
  return {
    seen: multiply(batch, minimum(keyLength, ...visible.map(({ perRow }) => perRow))),
    held: multiply(batch, minimum(keyLength, ...visible.map(({ columns }) => columns))),
  };
}

/** Layers share their mask. */
const counted = new WeakMap<Placed, { readonly visible: Visible | undefined }>();

function visibleOf(placed: Placed, { shape, dtype }: RankedTensor): Visible | undefined {
  const isTruth = dtype === undefined || !isFloat(dtype);
  const cases = casesSeen(placed, isTruth).map((list) => list.filter((at) => !dependsOnOthers(at)));
  if (cases.some((list) => list.length === 0)) return undefined;
  const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  // The last row is that of the last position.
  const causal = add(subtract(indexAlong(1), indexAlong(0)), maximum(0, subtract(width, height)));
  const withCausal = cases.map((list) => [...list, causal]);
  const [rows, columns] = [toNumber(height), toNumber(width)];
  const all = [...cases, ...withCausal].flat();
  const isFixed = rows !== undefined && columns !== undefined && rows * cases.length <= MOST_MASK_ROWS;
  if (isFixed && all.every(isOfPlaces)) {
    const seen = countRows(cases, rows, columns);
    const before = countRows(withCausal, rows, columns);
    if (seen !== undefined && before !== undefined) return { ...seen, causal: before.perRow };
  }
  return {
    perRow: most(cases, (list) => widthOf(list, width), width),
    causal: most(withCausal, (list) => widthOf(list, width), width),
    columns: most(cases, (list) => spanOf(list, width, height), width),
  };
}

/** The sum over the cases, of which one excludes the other; no more than all. */
function most(cases: readonly Case[], count: (list: Case) => Dim, all: Dim): Dim {
  return minimum(all, sum(cases.map(count)));
}

function casesSeen(placed: Placed, isTruth: boolean): readonly Case[] {
  if (placed.kind === 'element') return isSeen(placed.element, isTruth) ? [[]] : [];
  return [
    ...casesSeen(placed.yes, isTruth).map((list) => [placed.at, ...list]),
    ...casesSeen(placed.no, isTruth).map((list) => [subtract(negate(placed.at), 1), ...list]),
  ];
}

/** Whether an element lets through, as a truth value or number that is not 0, or added to a score; also what may. */
function isSeen(element: Element | undefined, isTruth: boolean): boolean {
  if (typeof element === 'boolean') return element;
  if (typeof element !== 'number' && typeof element !== 'bigint') return true;
  return isTruth ? element !== 0 : !(Number(element) <= MASKED);
}

/** Whether an integer depends on more than row and column in the place, such as the head: a condition that is left out. */
function dependsOnOthers(at: Dim): boolean {
  const names = symbolsOf(at);
  return [...names].some((name) => name !== ROW && name !== COLUMN && isNameOfIndex(name));
}

function isNameOfIndex(name: string): boolean {
  return Array.from({ length: 8 }, (_, axis) => nameOfIndex(axis + 2)).includes(name);
}

function isOfPlaces(at: Dim): boolean {
  return [...symbolsOf(at)].every((name) => name === ROW || name === COLUMN);
}
