import type { DType, Element } from '../../ir/index.js';
import {
  absoluteElement,
  addElements,
  divideElements,
  greaterElement,
  lesserElement,
  multiplyElements,
  numberFold,
} from '../elements/element-arithmetic.js';
import { andElements, orElements } from '../elements/element-comparison.js';
import { foldElements } from '../elements/elements.js';
import type { Elements } from '../families/strides.js';
import { reduction } from '../families/reduction.js';

/** Every Reduce operator. Putting k elements together takes k − 1 operations: `∏data - ∏reduced` in all. */
export const reductions = [
  reduction('ReduceSum', { operations: '∏data - ∏reduced', source: 'additions', fold: sum }),
  reduction('ReduceProd', {
    operations: '∏data - ∏reduced',
    source: 'multiplications',
    fold: (group, dtype) => foldElements(group, 1, (a, b) => multiplyElements(a, b, dtype)),
  }),
  reduction('ReduceMax', { operations: '∏data - ∏reduced', source: 'comparisons', fold: greatest }),
  reduction('ReduceMin', { operations: '∏data - ∏reduced', source: 'comparisons', fold: least }),
  reduction('ReduceMean', { operations: '∏data', source: 'additions, a division per result', fold: mean }),
  reduction('ReduceL1', {
    operations: '2·∏data - ∏reduced',
    source: 'an absolute value per element, additions',
    fold: (group, dtype) =>
      sum(
        group.map((element) => element && absoluteElement(element, dtype)),
        dtype,
      ),
  }),
  reduction('ReduceL2', {
    operations: '2·∏data',
    source: 'a multiplication per element, additions, a square root per result',
    fold: (group, dtype) => apply(numberFold(Math.sqrt), sumOfSquares(group, dtype), dtype),
  }),
  reduction('ReduceSumSquare', {
    operations: '2·∏data - ∏reduced',
    source: 'a multiplication per element, additions',
    fold: sumOfSquares,
  }),
  reduction('ReduceLogSum', {
    operations: '∏data',
    source: 'additions, a logarithm per result',
    fold: (group, dtype) => apply(numberFold(Math.log), sum(group, dtype), dtype),
  }),
  reduction('ReduceLogSumExp', {
    operations: '2·∏data',
    source: 'an exponential per element, additions, a logarithm per result',
    fold: logOfSumOfExponentials,
  }),
];

function sum(group: Elements, dtype: DType | undefined): Element | undefined {
  return foldElements(group, 0, (a, b) => addElements(a, b, dtype));
}

function sumOfSquares(group: Elements, dtype: DType | undefined): Element | undefined {
  return sum(
    group.map((element) => element && multiplyElements(element, element, dtype)),
    dtype,
  );
}

function mean(group: Elements, dtype: DType | undefined): Element | undefined {
  return apply((total) => divideElements(total, group.length, dtype), sum(group, dtype), dtype);
}

function logOfSumOfExponentials(group: Elements, dtype: DType | undefined): Element | undefined {
  const exponentials = group.map((element) => apply(numberFold(Math.exp), element, dtype));
  return apply(numberFold(Math.log), sum(exponentials, dtype), dtype);
}

function greatest(group: Elements, dtype: DType | undefined): Element | undefined {
  if (dtype === 'bool') return group.length === 0 ? undefined : group.reduce(orElements);
  return foldElements(group, undefined, (a, b) => greaterElement(a, b, dtype));
}

function least(group: Elements, dtype: DType | undefined): Element | undefined {
  if (dtype === 'bool') return group.length === 0 ? undefined : group.reduce(andElements);
  return foldElements(group, undefined, (a, b) => lesserElement(a, b, dtype));
}

function apply(
  change: (element: Element, dtype: DType | undefined) => Element | undefined,
  element: Element | undefined,
  dtype: DType | undefined,
): Element | undefined {
  return element === undefined ? undefined : change(element, dtype);
}
