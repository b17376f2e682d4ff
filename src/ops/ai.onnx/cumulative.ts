import { product, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { DType, Element, RankedTensor } from '../../ir/index.js';
import { dynamic, int, intOrInput } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { addElements, multiplyElements } from '../elements/element-arithmetic.js';
import type { BinaryFold } from '../elements/element-arithmetic.js';
import { stridesOf } from '../elements/elements.js';
import type { Elements } from '../families/strides.js';
import { specificationOf } from '../families/elementwise.js';
import { frontAxis, knownShape } from '../families/shapes.js';

/** Running sums and products. */
export const cumulatives = [
  cumulative('CumSum', 11, 0, addElements, 'an addition per element but the first of a row'),
  cumulative('CumProd', 26, 1, multiplyElements, 'a multiplication per element but the first of a row'),
];

function cumulative(type: string, since: number, neutral: number, fold: BinaryFold, source: string): Operator {
  return defineOp({
    type,
    since,
    category: 'reduction',
    spec: specificationOf(type),
    inputs: { x: 'activation', axis: 'config' },
    outputs: { y: 'x' },
    attributes: { axis: intOrInput({ input: 'axis' }), exclusive: int(0), reverse: int(0) },
    infer: ({ x }, { axis }) => {
      knownAxis(x, axis);
      return [x.shape];
    },
    inferUnranked: ({ x }) => [x.shape],
    elements: ({ x }, { axis, exclusive, reverse }) => {
      const along = knownAxis(x, axis);
      return [
        along === undefined
          ? undefined
          : accumulate(x, along, { exclusive: exclusive !== 0, reverse: reverse !== 0, neutral, fold }),
      ];
    },
    detail: ({ x }, { axis }) => {
      const along = knownAxis(x, axis);
      return { kind: 'reduction', function: type.toLowerCase(), axes: along === undefined ? undefined : [along] };
    },
    cost: {
      operations: '∏x - rows',
      memory: 'stream',
      terms: ({ x }, { axis }, _, context) => {
        const along = knownAxis(x, axis);
        return {
          rows: along === undefined ? context.fresh('rows') : product(x.shape.filter((_, other) => other !== along)),
        };
      },
      source,
    },
  });
}

function knownAxis({ shape }: RankedTensor, axis: Dim | Dynamic | undefined): number | undefined {
  const number = axis === undefined || axis === dynamic ? undefined : toNumber(axis);
  return number === undefined ? undefined : frontAxis(number, shape.length);
}

interface Accumulation {
  /** Each result leaves out the element in its place. */
  readonly exclusive: boolean;
  /** From the last element to the first. */
  readonly reverse: boolean;
  /** The value that an exclusive accumulation begins with. */
  readonly neutral: number;
  readonly fold: (a: Element, b: Element, dtype: DType | undefined) => Element | undefined;
}

function accumulate(
  { elements, shape, dtype }: RankedTensor,
  axis: number,
  { exclusive, reverse, neutral, fold }: Accumulation,
): Elements | undefined {
  const sizes = knownShape(shape);
  const length = sizes?.[axis];
  const stride = sizes === undefined ? undefined : stridesOf(sizes)[axis];
  if (elements === undefined || length === undefined || stride === undefined) return undefined;
  const results = new Array<Element | undefined>(elements.length).fill(undefined);
  elements.forEach((_, start) => {
    if (Math.floor(start / stride) % length !== 0) return;
    let total: Element | undefined = neutral;
    for (let step = 0; step < length && total !== undefined; step++) {
      const place = start + stride * (reverse ? length - 1 - step : step);
      const element = elements[place];
      const next: Element | undefined = element === undefined ? undefined : fold(total, element, dtype);
      results[place] = exclusive ? total : next;
      total = next;
    }
  });
  return results;
}
