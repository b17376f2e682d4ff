import { add, equals, isAtLeast, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { DType, Element } from '../../ir/index.js';
import type { BinaryFold } from './element-arithmetic.js';
import { isNumeric, overCommonDenominator, ratioOf } from './element-number.js';

/** Whether two elements are equal; undefined when that depends on a symbol. */
export const equalElements: BinaryFold = (a, b, dtype) => {
  if (typeof a === 'boolean' || typeof b === 'boolean' || typeof a === 'string' || typeof b === 'string') {
    return a === b;
  }
  return compare(
    a,
    b,
    dtype,
    (x, y) => (typeof x === typeof y ? x === y : Number(x) === Number(y)),
    (x, y) => (equals(x, y) ? true : isMore(x, y) || isMore(y, x) ? false : undefined),
  );
};

/** a < b; undefined when that depends on a symbol. */
export const lessElements: BinaryFold = (a, b, dtype) =>
  compare(
    a,
    b,
    dtype,
    (x, y) => x < y,
    (x, y) => (isMore(y, x) ? true : isAtLeast(x, y) ? false : undefined),
  );

/** a ≤ b; undefined when that depends on a symbol. */
export const lessOrEqualElements: BinaryFold = (a, b, dtype) =>
  compare(
    a,
    b,
    dtype,
    (x, y) => x <= y,
    (x, y) => (isAtLeast(y, x) ? true : isMore(x, y) ? false : undefined),
  );

/** a > b; undefined when that depends on a symbol. */
export const greaterElements: BinaryFold = (a, b, dtype) => lessElements(b, a, dtype);

/** a ≥ b; undefined when that depends on a symbol. */
export const greaterOrEqualElements: BinaryFold = (a, b, dtype) => lessOrEqualElements(b, a, dtype);

/** Whether an element counts as true: truth values as they are, numbers when they are not 0; undefined when that depends on a symbol. */
export function truthOf(element: Element | undefined): boolean | undefined {
  if (element === undefined || typeof element === 'string') return undefined;
  if (typeof element === 'boolean') return element;
  const zero = equalElements(element, 0, undefined);
  return typeof zero === 'boolean' ? !zero : undefined;
}

/** Conjunction: false as soon as one side is. */
export function andElements(a: Element | undefined, b: Element | undefined): boolean | undefined {
  const [left, right] = [truthOf(a), truthOf(b)];
  if (left === false || right === false) return false;
  return left === undefined || right === undefined ? undefined : true;
}

/** Disjunction: true as soon as one side is. */
export function orElements(a: Element | undefined, b: Element | undefined): boolean | undefined {
  const [left, right] = [truthOf(a), truthOf(b)];
  if (left === true || right === true) return true;
  return left === undefined || right === undefined ? undefined : false;
}

/** Exclusive disjunction. */
export function xorElements(a: Element | undefined, b: Element | undefined): boolean | undefined {
  const [left, right] = [truthOf(a), truthOf(b)];
  return left === undefined || right === undefined ? undefined : left !== right;
}

/** Negation. */
export function notElement(a: Element | undefined): boolean | undefined {
  const truth = truthOf(a);
  return truth === undefined ? undefined : !truth;
}

/** `whenTrue` or `whenFalse`; either, when the condition is open but they are the same. */
export function selectElement(
  condition: Element | undefined,
  whenTrue: Element | undefined,
  whenFalse: Element | undefined,
): Element | undefined {
  const truth = truthOf(condition);
  if (truth !== undefined) return truth ? whenTrue : whenFalse;
  return whenTrue !== undefined && whenFalse !== undefined && isSame(whenTrue, whenFalse) ? whenTrue : undefined;
}

/** Whether two elements are written the same, symbols included. */
export function isSame(a: Element, b: Element): boolean {
  return Object.is(a, b) || equalElements(a, b, undefined) === true;
}

function compare(
  a: Element,
  b: Element,
  dtype: DType | undefined,
  onNumbers: (x: number | bigint, y: number | bigint) => boolean,
  onDims: (x: Dim, y: Dim) => boolean | undefined,
): boolean | undefined {
  if (isNumeric(a) && isNumeric(b)) return onNumbers(a, b);
  const left = ratioOf(a, dtype);
  const right = ratioOf(b, dtype);
  if (left === undefined || right === undefined) return undefined;
  return unlessTooLarge(() => {
    const both = overCommonDenominator(left, right);
    return onDims(both.left, both.right);
  });
}

function isMore(a: Dim, b: Dim): boolean {
  return isAtLeast(a, add(b, 1));
}
