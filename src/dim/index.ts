export { add, multiply, negate, product, subtract, sum } from './arithmetic.js';
export { bind, symbolsOf } from './binding.js';
export { ceilDivide, divideExactly, floorDivide } from './division.js';
export { complexity, equals, fromInteger, isKnown, isNonNegative, symbol, toNumber } from './expression.js';
export type { Atom, Dim, Expression, Extremum, Factor, Floor, Monomial, NamedSymbol, Term } from './expression.js';
export { broadcast, isAtLeast, maximum, minimum } from './extrema.js';
export { ExpressionTooLarge, MAX_TERMS } from './limits.js';
export { DimSyntaxError, parse } from './parsing.js';
export { print } from './printing.js';
