import type { Dim, Expression, Extremum, Factor, Term } from './form.js';
import type { Integer } from './integer.js';

/** The text of a dim: `224`, `2*N*H^2 + 1`, `floor((H + 3)/4)`, `max(A, B)`. `parse` gives the dim back. */
export function print(dim: Dim): string {
  return typeof dim === 'object' ? dim.key : String(dim);
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const FUNCTION_NAMES = new Set(['floor', 'ceil', 'min', 'max']);

/** A name as it stands in a formula: as it is, or in back-quotes, where a back-quote of its own is doubled. */
export function symbolText(name: string): string {
  const plain = PLAIN_NAME.test(name) && !FUNCTION_NAMES.has(name);
  return plain ? name : `\`${name.replaceAll('`', '``')}\``;
}

export function floorText(dividend: Expression, divisor: Integer): string {
  return dividend.terms.length === 1 ? `floor(${dividend.key}/${divisor})` : `floor((${dividend.key})/${divisor})`;
}

export function extremumText(kind: Extremum['kind'], list: readonly Dim[]): string {
  return `${kind === 'minimum' ? 'min' : 'max'}(${list.map(print).join(', ')})`;
}

/** Lower powers first, so that N·H² does not read as (H²)·N. */
export function monomialText(factors: readonly Factor[]): string {
  return [...factors]
    .sort((a, b) => a.power - b.power)
    .map(({ atom, power }) => (power === 1 ? atom.key : `${atom.key}^${power}`))
    .join('*');
}

export function polynomialText(terms: readonly Term[]): string {
  let text = '';
  for (const { coefficient, monomial } of terms) {
    const negative = coefficient < 0;
    if (text !== '') text += negative ? ' - ' : ' + ';
    else if (negative) text += '-';
    const magnitude = negative ? -coefficient : coefficient;
    if (monomial.degree === 0) text += magnitude;
    else text += magnitude === 1 || magnitude === 1n ? monomial.key : `${magnitude}*${monomial.key}`;
  }
  return text;
}
