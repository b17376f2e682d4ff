import { print, symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Shape } from '../ir/index.js';
import type { ValueType } from '../report/index.js';
import { escapeTerminal, formulaText } from '../text/index.js';

/**
 * A shape for people: `1×64×56×56`. Formulas are cut to what they depend on, long lists to their ends; `?` when the
 * rank is unknown.
 */
export function shapeText(shape: Shape | undefined, length: number): string {
  if (shape === undefined) return '?';
  if (shape.length === 0) return 'scalar';
  const texts = (axes: Shape): readonly string[] => axes.map((dim) => dimensionText(dim, length));
  if (shape.length <= MOST_AXES) return texts(shape).join('×');
  return `${[...texts(shape.slice(0, 4)), '…', ...texts(shape.slice(-2))].join('×')} (${shape.length} axes)`;
}

/** Shapes of real networks have up to 8 axes, where windows are cut out of maps. */
const MOST_AXES = 8;

function dimensionText(dim: Dim, length: number): string {
  if (typeof dim !== 'object') return String(dim);
  const isSymbol = dim.terms.length === 1 && symbolsOf(dim).has(dim.key);
  const text = isSymbol ? escapeTerminal(dim.key) : formulaText(dim, String, length);
  return dim.terms.length > 1 && text.includes(' ') && !text.startsWith('f(') ? `(${text})` : text;
}

/** The type of a value for people: the shape of a tensor; for other values that of their content. */
export function valueText(value: ValueType<Dim> | null | undefined, length = Infinity): string {
  if (value === undefined || value === null) return '?';
  return 'shape' in value
    ? shapeText(value.shape ?? undefined, length)
    : `${value.type} of ${valueText(value.element, length)}`;
}

/**
 * The element type of a tensor, or of the content of another value; empty where there is no value, `?` where it is
 * unknown.
 */
export function dtypeOf(value: ValueType<Dim> | null | undefined): string {
  if (value === undefined || value === null) return '';
  return 'type' in value ? dtypeOf(value.element) : (value.dtype ?? '?');
}

/** The shape of a tensor as a program reads it: `1x64x56x56`, `Nx3xHxW`; empty when it has none that is known. */
export function shapeCode(value: ValueType<Dim> | undefined): string {
  return value === undefined || 'type' in value || value.shape === null
    ? ''
    : value.shape.map((dim) => print(dim)).join('x');
}
