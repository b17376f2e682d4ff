import { ceilElement, floorElement, numberFold, roundElement } from '../elements/element-arithmetic.js';
import { unary } from '../families/elementwise.js';

const rounding = { operations: 1, source: 'one rounding per element' } as const;

/** Rounding to integers. */
export const roundings = [
  unary('Floor', { since: 1, ...rounding, fold: floorElement }),
  unary('Ceil', { since: 1, ...rounding, fold: ceilElement }),
  unary('Round', { since: 11, ...rounding, fold: roundElement }),
];

const evaluation = { names: ['input', 'output'], operations: 1, source: 'one evaluation per element' } as const;

/** Transcendental functions. */
export const functions = [
  unary('Exp', { since: 1, ...evaluation, fold: numberFold(Math.exp) }),
  unary('Log', { since: 1, ...evaluation, fold: numberFold(Math.log) }),
  unary('Erf', { since: 9, ...evaluation }),
  unary('Sin', { since: 7, ...evaluation, fold: numberFold(Math.sin) }),
  unary('Cos', { since: 7, ...evaluation, fold: numberFold(Math.cos) }),
  unary('Tan', { since: 7, ...evaluation, fold: numberFold(Math.tan) }),
  unary('Asin', { since: 7, ...evaluation, fold: numberFold(Math.asin) }),
  unary('Acos', { since: 7, ...evaluation, fold: numberFold(Math.acos) }),
  unary('Atan', { since: 7, ...evaluation, fold: numberFold(Math.atan) }),
  unary('Sinh', { since: 9, ...evaluation, fold: numberFold(Math.sinh) }),
  unary('Cosh', { since: 9, ...evaluation, fold: numberFold(Math.cosh) }),
  unary('Asinh', { since: 9, ...evaluation, fold: numberFold(Math.asinh) }),
  unary('Acosh', { since: 9, ...evaluation, fold: numberFold(Math.acosh) }),
  unary('Atanh', { since: 9, ...evaluation, fold: numberFold(Math.atanh) }),
];
