import type { DType, Element } from '../../ir/index.js';
import { floatOrInput } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { greaterElement, lesserElement } from '../elements/element-arithmetic.js';
import { mapElements } from '../elements/elements.js';
import { numbersAmong, specificationOf } from '../families/elementwise.js';

/** Bounds every element; the bounds are attributes, since opset 11 inputs. A bound that is left out is no operation. */
export const clip = defineOp({
  type: 'Clip',
  since: 1,
  category: 'activation',
  spec: specificationOf('Clip'),
  inputs: { input: 'activation', min: 'config?', max: 'config?' },
  outputs: { output: 'input' },
  attributes: { min: floatOrInput({ input: 'min' }), max: floatOrInput({ input: 'max' }) },
  infer: ({ input }) => [input.shape],
  inferUnranked: ({ input }) => [input.shape],
  elements: ({ input, min, max }, bounds) => {
    const least = min === undefined ? bounds.min : min.elements?.[0];
    const greatest = max === undefined ? bounds.max : max.elements?.[0];
    return [
      mapElements(input, (element) => {
        const raised =
          min === undefined && least === undefined ? element : bounded(element, least, input.dtype, greaterElement);
        return max === undefined && greatest === undefined
          ? raised
          : bounded(raised, greatest, input.dtype, lesserElement);
      }),
    ];
  },
  detail: (_, bounds) => ({ kind: 'elementwise', function: 'clip', parameters: numbersAmong(bounds) }),
  cost: {
    operations: 'bounds·∏output',
    memory: 'stream',
    terms: (_, { min, max }) => ({ bounds: Number(min !== undefined) + Number(max !== undefined) }),
    source: 'a comparison per element and bound',
  },
});

function bounded(
  element: Element | undefined,
  bound: Element | undefined,
  dtype: DType | undefined,
  choose: typeof greaterElement,
): Element | undefined {
  return element === undefined || bound === undefined ? undefined : choose(element, bound, dtype);
}
