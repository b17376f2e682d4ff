export { add, multiply, negate, product, subtract, sum } from './arithmetic.js';
export { bind, symbolsOf } from './binding.js';
export { ceilingOf, isSameDim, isTellingBound, rangeOf } from './bounds.js';
export type { Range, SharedBound } from './bounds.js';
export { valueAt } from './evaluation.js';
export { ceilDivide, divideExactly, floorDivide } from './division.js';
export {
  complexity,
  equals,
  fromInteger,
  isExpression,
  isKnown,
  isNonNegative,
  soleSymbol,
  symbol,
  textLength,
  toNumber,
} from './expression.js';
export { symbolName } from './symbol-names.js';
export type { Atom, Dim, Expression, Factor, Floor, Monomial, Term } from './form.js';
export { broadcast, maximum, minimum } from './extrema.js';
export { ExpressionTooLarge, limitText, MAX_TERMS, spendText, unlessTooLarge } from './limits.js';
export { isAtLeast, isSurelyAtLeast } from './order.js';
export { DimSyntaxError, parse } from './parsing.js';
export { print } from './printing.js';
export { RunningSum } from './running-sum.js';
export { coefficientsIn, greatestOver, shifted, sumOver } from './series.js';
