import { isNonNegative } from '../../dim/index.js';
import { bitsOf, isFloat, isInteger, isSigned } from '../../ir/index.js';
import type { Condition, DType, Element } from '../../ir/index.js';
import { truncateElement } from './element-arithmetic.js';
import { indicatorOf, isCondition, truthOf } from './element-comparison.js';
import { fit, isNumeric, wrap } from './element-number.js';

/**
 * An element in another type, as Cast does: to an integer type numbers are cut towards 0 and integers lose their higher
 * bits; undefined where the specification leaves the result open (a float out of range) or it depends on a symbol.
 */
export function castElement(element: Element, from: DType | undefined, to: DType): Element | undefined {
  if (to === 'string') return typeof element === 'string' ? element : textOf(element, from);
  if (typeof element === 'string') return castText(element, to);
  if (to === 'bool') return isCondition(element) ? element : truthOf(element);
  if (isCondition(element)) return indicatorOf(element);
  if (typeof element === 'boolean') return fit(element ? 1 : 0, to);
  if (isFloat(to)) return isNumeric(element) ? fit(element, to) : element;
  return isInteger(to) ? toInteger(element, from, to) : undefined;
}

function toInteger(
  element: Exclude<Element, boolean | string | Condition>,
  from: DType | undefined,
  to: DType,
): Element | undefined {
  if (typeof element === 'number' && (!Number.isInteger(element) || (from !== undefined && isFloat(from)))) {
    if (!Number.isFinite(element)) return undefined;
    const cut = BigInt(Math.trunc(element));
    const wrapped = wrap(cut, to);
    return wrapped !== undefined && BigInt(wrapped) === cut ? wrapped : undefined;
  }
  if (isNumeric(element)) return wrap(element, to);
  const whole = element.kind === 'fraction' ? truncateElement(element, undefined) : element;
  if (typeof whole !== 'object' || whole.kind !== 'expression') return isNumeric(whole) ? wrap(whole, to) : undefined;
  // A length fits 32 bits, but not fewer. Into a type without a sign it fits only where it cannot be negative.
  const wide = (bitsOf(to) ?? 0) >= 32;
  return wide && (isSigned(to) || isNonNegative(whole)) ? whole : undefined;
}

function textOf(element: Exclude<Element, string>, from: DType | undefined): string | undefined {
  if (from === undefined || !isInteger(from)) return undefined;
  return isNumeric(element) ? String(element) : undefined;
}

function castText(text: string, to: DType): Element | undefined {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  const value =
    infinite !== null
      ? infinite[1] === '-'
        ? -Infinity
        : Infinity
      : /^nan$/i.test(text)
        ? NaN
        : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
          ? Number(text)
          : undefined;
  if (value === undefined) return undefined;
  if (isFloat(to)) return fit(value, to);
  if (to === 'bool' || !isInteger(to)) return undefined;
  return /^[+-]?\d+$/.test(text) ? wrap(BigInt(text), to) : toInteger(value, 'float64', to);
}
