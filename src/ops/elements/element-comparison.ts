import {
  add,
  equals,
  isAtLeast,
  isKnown,
  maximum,
  minimum,
  negate,
  product,
  subtract,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Condition, DType, Element } from '../../ir/index.js';
import type { BinaryFold } from './element-arithmetic.js';
import { isNumeric, overCommonDenominator, ratioOf } from './element-number.js';

/** A truth value that may depend on symbols; undefined when it cannot be told. */
type Truth = boolean | Condition | undefined;

/** Whether two elements are equal. */
export const equalElements: BinaryFold = (a, b, dtype) => {
  if (typeof a === 'boolean' || typeof b === 'boolean' || typeof a === 'string' || typeof b === 'string') {
    return a === b;
  }
  return compare(
    a,
    b,
    dtype,
    (x, y) => (typeof x === typeof y ? x === y : Number(x) === Number(y)),
    (x, y) =>
      equals(x, y) ? true : isMore(x, y) || isMore(y, x) ? false : conditionOf([subtract(x, y), subtract(y, x)]),
  );
};

/** a < b. */
export const lessElements: BinaryFold = (a, b, dtype) =>
  compare(
    a,
    b,
    dtype,
    (x, y) => x < y,
    (x, y) => (isMore(y, x) ? true : isAtLeast(x, y) ? false : conditionOf([subtract(subtract(y, x), 1)])),
  );

/** a ≤ b. */
export const lessOrEqualElements: BinaryFold = (a, b, dtype) =>
  compare(
    a,
    b,
    dtype,
    (x, y) => x <= y,
    (x, y) => (isAtLeast(y, x) ? true : isMore(x, y) ? false : conditionOf([subtract(y, x)])),
  );

/** a > b. */
export const greaterElements: BinaryFold = (a, b, dtype) => lessElements(b, a, dtype);

/** a ≥ b. */
export const greaterOrEqualElements: BinaryFold = (a, b, dtype) => lessOrEqualElements(b, a, dtype);

/**
 * Whether an element counts as true: truth values as they are, numbers when they are not 0; undefined when that depends
 * on a symbol.
 */
export function truthOf(element: Element | undefined): boolean | undefined {
  const truth = openTruthOf(element);
  return typeof truth === 'boolean' ? truth : undefined;
}

function openTruthOf(element: Element | undefined): Truth {
  if (element === undefined || typeof element === 'string') return undefined;
  if (typeof element === 'boolean' || isCondition(element)) return element;
  const zero = equalElements(element, 0, undefined);
  return typeof zero === 'boolean' ? !zero : undefined;
}

/** Conjunction: false as soon as one side is. */
export function andElements(a: Element | undefined, b: Element | undefined): Truth {
  const [left, right] = [openTruthOf(a), openTruthOf(b)];
  if (left === false || right === false) return false;
  if (left === undefined || right === undefined) return undefined;
  if (left === true) return right;
  return right === true ? left : conditionOf([...left.all, ...right.all]);
}

/** Disjunction: true as soon as one side is. */
export function orElements(a: Element | undefined, b: Element | undefined): Truth {
  const [left, right] = [openTruthOf(a), openTruthOf(b)];
  if (left === true || right === true) return true;
  if (left === false) return right;
  return right === false ? left : undefined;
}

/** Exclusive disjunction. */
export function xorElements(a: Element | undefined, b: Element | undefined): boolean | undefined {
  const [left, right] = [truthOf(a), truthOf(b)];
  return left === undefined || right === undefined ? undefined : left !== right;
}

/** Negation: of d ≥ 0 it is −d − 1 ≥ 0. */
export function notElement(a: Element | undefined): Truth {
  const truth = openTruthOf(a);
  if (truth === undefined || typeof truth === 'boolean') return truth === undefined ? undefined : !truth;
  const [only, ...others] = truth.all;
  return only === undefined || others.length > 0 ? undefined : conditionOf([subtract(negate(only), 1)]);
}

/** 1 where a condition holds, else 0. */
export function indicatorOf({ all }: Condition): Dim | undefined {
  return unlessTooLarge(() => product(all.map((dim) => minimum(1, maximum(0, add(dim, 1))))));
}

/** `whenTrue` or `whenFalse`; either, when the condition is open but they are equal. */
export function selectElement(
  condition: Element | undefined,
  whenTrue: Element | undefined,
  whenFalse: Element | undefined,
): Element | undefined {
  const truth = truthOf(condition);
  if (truth !== undefined) return truth ? whenTrue : whenFalse;
  return whenTrue !== undefined && whenFalse !== undefined && isSame(whenTrue, whenFalse) ? whenTrue : undefined;
}

/** Whether two elements have one canonical form, symbols included. */
export function isSame(a: Element, b: Element): boolean {
  return Object.is(a, b) || equalElements(a, b, undefined) === true;
}

function compare(
  a: Element,
  b: Element,
  dtype: DType | undefined,
  onNumbers: (x: number | bigint, y: number | bigint) => boolean,
  onDims: (x: Dim, y: Dim) => Truth,
): Truth {
  if (isNumeric(a) && isNumeric(b)) return onNumbers(a, b);
  const left = ratioOf(a, dtype);
  const right = ratioOf(b, dtype);
  if (left === undefined || right === undefined) return undefined;
  return unlessTooLarge(() => {
    const both = overCommonDenominator(left, right);
    return onDims(both.left, both.right);
  });
}

/** Real conditions are about a counter or two. */
const MOST_PARTS = 8;

/** The condition that integers are ≥ 0. */
function conditionOf(list: readonly Dim[]): Truth {
  if (list.some((dim) => isKnown(dim) && dim < 0)) return false;
  const all = list.filter((dim) => typeof dim === 'object');
  if (all.length === 0) return true;
  return all.length <= MOST_PARTS ? { kind: 'condition', all } : undefined;
}

/** Whether an element is a truth value that depends on symbols. */
export function isCondition(element: Element | undefined): element is Condition {
  return typeof element === 'object' && element.kind === 'condition';
}

function isMore(a: Dim, b: Dim): boolean {
  return isAtLeast(a, add(b, 1));
}
