import { bind, fromInteger, isKnown, print, symbol } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import type { Element } from '../../src/ir/index.js';

/** Two open sizes. */
export const H = symbol('H');
export const W = symbol('W');
/** An element as a formula, or a condition, in a text. */
export const show = (element: Element | undefined): string =>
  typeof element === 'object'
    ? element.kind === 'fraction'
      ? `(${print(element.numerator)})/${element.denominator}`
      : element.kind === 'condition'
        ? element.all.map((dim) => `${print(dim)} ≥ 0`).join(' and ')
        : print(element)
    : String(element);

/** An element with numbers for the sizes. */
export const bound = (element: Element, values: { readonly H: bigint; readonly W: bigint }): Element => {
  const bindings = new Map<string, Dim>([
    ['H', fromInteger(values.H)],
    ['W', fromInteger(values.W)],
  ]);
  if (typeof element !== 'object') return element;
  if (element.kind === 'expression') return bind(element, bindings);
  if (element.kind === 'condition') return element.all.every((dim) => Number(bind(dim, bindings)) >= 0);
  const numerator = bind(element.numerator, bindings);
  return isKnown(numerator) ? Number(numerator) / element.denominator : element;
};
