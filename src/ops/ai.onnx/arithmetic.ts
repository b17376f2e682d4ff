import { isFloat } from '../../ir/index.js';
import type { DType, Element } from '../../ir/index.js';
import { int, required, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import {
  absoluteElement,
  addElements,
  divideElements,
  floorModulo,
  greaterElement,
  lesserElement,
  multiplyElements,
  negateElement,
  numberFold,
  raiseElement,
  signOfElement,
  subtractElements,
  truncateModulo,
} from '../elements/element-arithmetic.js';
import { shiftLeft, shiftRight } from '../elements/element-bits.js';
import { mapBroadcast } from '../elements/elements.js';
import { binary, specificationOf, strict, unary, variadic } from '../families/elementwise.js';
import { NodeError } from '../language/node-error.js';
import { broadcastShapes } from '../families/shapes.js';

const once = 'one operation per element';

/** Operators of two operands. */
export const binaryArithmetic = [
  binary('Add', { since: 1, operations: 1, source: once, fold: strict(addElements) }),
  binary('Sub', { since: 1, operations: 1, source: once, fold: strict(subtractElements) }),
  binary('Mul', { since: 1, operations: 1, source: once, fold: multiplyOrZero }),
  binary('Div', { since: 1, operations: 1, source: once, fold: strict(divideElements) }),
  binary('Pow', { since: 1, names: ['X', 'Y', 'Z'], operations: 1, source: once, fold: strict(raiseElement) }),
];

/** Operators of one operand. */
export const unaryArithmetic = [
  unary('Abs', { since: 1, operations: 1, source: once, fold: absoluteElement }),
  unary('Neg', { since: 1, operations: 1, source: once, fold: negateElement }),
  unary('Sign', { since: 9, names: ['input', 'output'], operations: 1, source: once, fold: signOfElement }),
  unary('Reciprocal', {
    since: 1,
    operations: 1,
    source: once,
    fold: (element, dtype) => divideElements(1, element, dtype),
  }),
  unary('Sqrt', { since: 1, operations: 1, source: once, fold: numberFold(Math.sqrt) }),
];

/** Operators of any number of operands. */
export const variadicArithmetic = [
  variadic('Sum', {
    since: 1,
    output: 'sum',
    operations: 1,
    source: 'one addition per element and further input',
    fold: addElements,
  }),
  variadic('Max', {
    since: 1,
    output: 'max',
    operations: 1,
    source: 'one comparison per element and further input',
    fold: greaterElement,
  }),
  variadic('Min', {
    since: 1,
    output: 'min',
    operations: 1,
    source: 'one comparison per element and further input',
    fold: lesserElement,
  }),
  variadic('Mean', {
    since: 1,
    output: 'mean',
    operations: 1,
    source: 'one addition per element and further input, one division',
    fold: addElements,
    finish: divideElements,
  }),
];

/** The remainder, with the divisor's sign or, as C's fmod, the dividend's. */
export const modulo = defineOp({
  type: 'Mod',
  since: 10,
  category: 'elementwise',
  spec: specificationOf('Mod'),
  inputs: { A: 'activation', B: 'activation' },
  outputs: { C: 'A' },
  attributes: { fmod: int(0) },
  infer: ({ A, B }) => [broadcastShapes([A.shape, B.shape])],
  elements: ({ A, B }, { fmod }, outputs) => {
    const fold = strict(fmod === 0 ? floorModulo : truncateModulo);
    return outputs.map(({ shape }) => mapBroadcast([A, B], shape, ([a, b]) => fold(a, b, A.dtype)));
  },
  detail: () => ({ kind: 'elementwise', function: 'mod' }),
  cost: { operations: '∏C', memory: 'stream', source: once },
});

/** Moves the bits of unsigned integers. */
export const bitShift = defineOp({
  type: 'BitShift',
  since: 11,
  category: 'elementwise',
  spec: specificationOf('BitShift'),
  inputs: { X: 'activation', Y: 'activation' },
  outputs: { Z: 'X' },
  attributes: { direction: required(text()) },
  infer: ({ X, Y }, { direction }) => {
    if (direction !== 'LEFT' && direction !== 'RIGHT') {
      throw new NodeError(`attribute direction is ${direction}, should be LEFT or RIGHT`);
    }
    return [broadcastShapes([X.shape, Y.shape])];
  },
  elements: ({ X, Y }, { direction }, outputs) => {
    const fold = strict(direction === 'LEFT' ? shiftLeft : shiftRight);
    return outputs.map(({ shape }) => mapBroadcast([X, Y], shape, ([x, y]) => fold(x, y, X.dtype)));
  },
  detail: () => ({ kind: 'elementwise', function: 'bitshift' }),
  cost: { operations: '∏Z', memory: 'stream', source: once },
});

/** An integer times 0 is 0, whatever the other is. */
function multiplyOrZero(a: Element | undefined, b: Element | undefined, dtype: DType | undefined): Element | undefined {
  if ((a === 0 || b === 0) && dtype !== undefined && !isFloat(dtype)) return 0;
  return a === undefined || b === undefined ? undefined : multiplyElements(a, b, dtype);
}
