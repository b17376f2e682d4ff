import { product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { specificationOf } from '../families/elementwise.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';

/** The differences between members of the family: operations over `∏input` and `rows`. */
interface Softmax {
  readonly operations: string;
  readonly source: string;
}

const softmax: Softmax = {
  operations: '5·∏input - 2·rows',
  source: 'per row of n: n − 1 comparisons, n subtractions, n exponentials, n − 1 additions, n divisions',
};
const logSoftmax: Softmax = {
  operations: '5·∏input - rows',
  source:
    'per row of n: n − 1 comparisons, n subtractions, n exponentials, n − 1 additions, a logarithm, n subtractions',
};
const hardmax: Softmax = { operations: '∏input - rows', source: 'per row of n: n − 1 comparisons' };

/** Softmax and its kin. Up to opset 12 a row is all that follows `axis`; since 13 it is the axis alone. */
export const softmaxes = [
  flattening('Softmax', softmax),
  flattening('LogSoftmax', logSoftmax),
  flattening('Hardmax', hardmax),
  alongAxis('Softmax', softmax),
  alongAxis('LogSoftmax', logSoftmax),
  alongAxis('Hardmax', hardmax),
];

function flattening(type: string, family: Softmax): Operator {
  return define(type, 1, 1, family, ({ shape }, axis) => {
    const rank = shape.length;
    if (axis < -rank || axis > rank) throw new NodeError(`axis ${axis} is out of range for rank ${rank}`);
    const front = axis < 0 ? axis + rank : axis;
    return { length: product(shape.slice(front)), rows: product(shape.slice(0, front)) };
  });
}

function alongAxis(type: string, family: Softmax): Operator {
  return define(type, 13, -1, family, ({ shape }, axis) => {
    const front = frontAxis(axis, shape.length);
    return { length: shape[front] ?? 1, rows: product(shape.filter((_, other) => other !== front)) };
  });
}

function define(
  type: string,
  since: number,
  defaultAxis: number,
  { operations, source }: Softmax,
  rowsOf: (input: RankedTensor, axis: number) => { readonly length: Dim; readonly rows: Dim },
): Operator {
  return defineOp({
    type,
    since,
    category: 'activation',
    spec: specificationOf(type),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { axis: int(defaultAxis) },
    infer: ({ input }, { axis }) => {
      rowsOf(input, axis);
      return [input.shape];
    },
    detail: ({ input }, { axis }) => ({
      kind: 'softmax',
      function: type.toLowerCase(),
      length: rowsOf(input, axis).length,
    }),
    cost: {
      operations,
      memory: 'stream',
      terms: ({ input }, { axis }) => ({ rows: rowsOf(input, axis).rows }),
      source,
    },
  });
}
