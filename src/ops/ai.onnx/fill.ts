import { add, ceilDivide, fromInteger, isKnown, maximum, multiply, subtract, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { dtypeOfCode } from '../../ir/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { dimsOrInput, dynamic, int, isDim, tensorAttribute } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { fillElements } from '../families/strides.js';
import { indexAlong, placedAs } from '../elements/placed.js';

/** A tensor of the shape given, every element of the same value: 0 as float32 unless told. */
export const constantOfShape = defineOp({
  type: 'ConstantOfShape',
  since: 9,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html',
  inputs: { input: 'config' },
  outputs: { output: (_, { value }) => (value === undefined ? 'float32' : value.dtype) },
  attributes: { input: dimsOrInput({ input: 'input' }), value: tensorAttribute() },
  infer: (_, { input }, context) => {
    if (input === undefined || input === dynamic) return [undefined];
    if (input.some((dim) => dim !== undefined && isKnown(dim) && dim < 0)) {
      throw new NodeError('the shape holds a length below 0');
    }
    return [input.map((dim, axis) => dim ?? context.fresh(`axis_${axis}`))];
  },
  elements: (_, { value }, [output]) => {
    const element = value === undefined ? 0 : value.elements?.[0];
    return [output && element !== undefined ? fillElements(output.shape, () => element) : undefined];
  },
  placed: (_, { value }) => placedAs(value === undefined ? 0 : value.elements?.[0]),
  detail: () => ({ kind: 'movement', function: 'constantofshape' }),
  cost: { operations: '0', memory: 'stream', source: 'only writes' },
});

/** start, start + delta, … before limit. */
export const range = defineOp({
  type: 'Range',
  since: 11,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Range.html',
  inputs: { start: 'config', limit: 'config', delta: 'config' },
  outputs: { output: 'start' },
  infer: ({ start, limit, delta }, _, context) => [
    [rangeLength(only(start), only(limit), only(delta)) ?? context.fresh('count')],
  ],
  inferUnranked: (_, __, context) => [[context.fresh('count')]],
  elements: ({ start, delta }, _, [output]) => {
    const [first, step] = [only(start), only(delta)];
    return [
      output &&
        fillElements(output.shape, ([index = 0]): Element | undefined => {
          if (isDim(first) && isDim(step)) return add(first, multiply(index, step));
          return typeof first === 'number' && typeof step === 'number' ? first + index * step : undefined;
        }),
    ];
  },
  placed: ({ start, delta }, _, { shape }) => {
    const [first, step] = [only(start), only(delta)];
    if (!isDim(first) || !isDim(step)) return undefined;
    return placedAs(shape[0] === 1 ? first : add(first, multiply(step, indexAlong(0))));
  },
  detail: () => ({ kind: 'movement', function: 'range' }),
  cost: { operations: '∏output', memory: 'stream', source: 'an addition per element' },
});

/** Ones on a diagonal of a matrix of the input's shape, zeros elsewhere. */
export const eyeLike = defineOp({
  type: 'EyeLike',
  since: 9,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__EyeLike.html',
  inputs: { input: 'activation' },
  outputs: { output: ({ input }, { dtype }) => (dtype === undefined ? input.dtype : dtypeOfCode(dtype)) },
  attributes: { dtype: int(), k: int(0) },
  infer: ({ input }) => {
    if (input.shape.length !== 2) throw new NodeError(`an input of rank ${input.shape.length}, should be a matrix`);
    return [input.shape];
  },
  inferUnranked: (_, __, context) => [[context.fresh('rows'), context.fresh('columns')]],
  elements: (_, { k }, [output]) => [
    output &&
      fillElements(output.shape, ([row = 0, column = 0]) =>
        output.dtype === 'bool' ? column - row === k : column - row === k ? 1 : 0,
      ),
  ],
  detail: () => ({ kind: 'movement', function: 'eyelike' }),
  cost: { operations: '0', memory: { reads: { input: '0' } }, source: 'looks at the shape, only writes' },
});

/** The one element of a scalar (or, as some exporters write it, of a tensor of one element). */
function only(tensor: RankedTensor): Element | undefined {
  return tensor.elements?.length === 1 ? tensor.elements[0] : undefined;
}

/** max(⌈(limit - start) / delta⌉, 0); undefined when it cannot be told or the step is a symbol. */
function rangeLength(
  start: Element | undefined,
  limit: Element | undefined,
  delta: Element | undefined,
): Dim | undefined {
  if (delta === 0) throw new NodeError('delta is 0');
  if (typeof start === 'number' && typeof limit === 'number' && typeof delta === 'number') {
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    return Number.isFinite(count) ? fromInteger(count) : undefined;
  }
  const step = isDim(delta) ? toNumber(delta) : undefined;
  if (step === undefined) return undefined;
  const [from, to] = step > 0 ? [start, limit] : [limit, start];
  const length = distance(from, to);
  return length === undefined
    ? undefined
    : maximum(0, ceilDivide(length.numerator, length.denominator * Math.abs(step)));
}

/** to - from, for integers and fractions that may hold symbols. */
function distance(
  from: Element | undefined,
  to: Element | undefined,
): { numerator: Dim; denominator: number } | undefined {
  const [a, b] = [fractionOf(from), fractionOf(to)];
  if (a === undefined || b === undefined) return undefined;
  return {
    numerator: subtract(multiply(b.numerator, a.denominator), multiply(a.numerator, b.denominator)),
    denominator: a.denominator * b.denominator,
  };
}

function fractionOf(element: Element | undefined): { numerator: Dim; denominator: number } | undefined {
  if (isDim(element)) return { numerator: element, denominator: 1 };
  if (typeof element === 'object' && element.kind === 'fraction') return element;
  return undefined;
}
