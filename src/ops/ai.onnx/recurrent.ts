import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { RecurrentDetail } from '../language/detail.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { lstmInputs, recurrentAttributes, recurrentInputs } from '../families/recurrent.js';
import { agreed, dimension } from '../families/shapes.js';

const attributes = { ...recurrentAttributes, layout: int(0) };

interface RecurrentSettings {
  readonly direction: string;
  readonly hidden_size: number | undefined;
  readonly layout: number;
  readonly activations: readonly string[] | undefined;
  readonly clip: number | undefined;
}

/** The sizes of a recurrent layer. */
interface Recurrence {
  readonly steps: Dim;
  readonly batch: Dim;
  readonly directions: 1 | 2;
  readonly inputSize: Dim;
  readonly hiddenSize: Dim;
}

const multiplyAdds = 'T·N·D·G·H·(I + H)';
const source =
  'the equations of the operator, a step and hidden unit: G·(I + H) multiply-adds; two additions a ' +
  'gate with B; each activation by its own operations, two comparisons before it with clip';

/** Ht = f(Xt·Wᵀ + Ht−1·Rᵀ + Wb + Rb). */
export const rnn = defineOp({
  type: 'RNN',
  since: 1,
  category: 'recurrent',
  spec: 'https://onnx.ai/onnx/operators/onnx__RNN.html',
  inputs: recurrentInputs,
  outputs: { Y: 'X', Y_h: 'X' },
  attributes,
  infer: ({ X, W, R }, settings) => outputShapes(read(X, W, R, 1, settings), settings),
  inferUnranked: ({ X, W, R }, settings) =>
    isRanked(X) && isRanked(W) && isRanked(R) ? outputShapes(read(X, W, R, 1, settings), settings) : [],
  detail: ({ X, W, R, B }, settings) => detailOf('rnn', read(X, W, R, 1, settings), 1, B !== undefined),
  cost: {
    multiplyAdds,
    operations: 'T·N·D·H·2·G·bias + T·N·H·activations',
    memory: 'stream',
    terms: ({ X, W, R, B }, settings) => ({
      ...termsOf(read(X, W, R, 1, settings), 1, B !== undefined),
      activations: activationOperations(settings, ['Tanh'], [1]),
    }),
    source,
  },
});

/** The gated recurrent unit, with the reset gate before or after the recurrent product. */
export const gru = defineOp({
  type: 'GRU',
  since: 1,
  category: 'recurrent',
  spec: 'https://onnx.ai/onnx/operators/onnx__GRU.html',
  inputs: recurrentInputs,
  outputs: { Y: 'X', Y_h: 'X' },
  attributes: { ...attributes, linear_before_reset: int(0) },
  infer: ({ X, W, R }, settings) => outputShapes(read(X, W, R, 3, settings), settings),
  inferUnranked: ({ X, W, R }, settings) =>
    isRanked(X) && isRanked(W) && isRanked(R) ? outputShapes(read(X, W, R, 3, settings), settings) : [],
  detail: ({ X, W, R, B }, settings) => detailOf('gru', read(X, W, R, 3, settings), 3, B !== undefined),
  cost: {
    multiplyAdds,
    operations: 'T·N·D·H·(2·G·bias + 5 + linear) + T·N·H·activations',
    memory: 'stream',
    terms: ({ X, W, R, B }, settings) => ({
      ...termsOf(read(X, W, R, 3, settings), 3, B !== undefined),
      linear: settings.linear_before_reset === 0 ? 0 : 1,
      // f is applied to the update and the reset gate, g to the candidate.
      activations: activationOperations(settings, ['Sigmoid', 'Tanh'], [2, 1]),
    }),
    source:
      `${source}; the reset product 1, Ht = (1 − zt)·ht + zt·Ht−1 4, and with linear_before_reset one ` +
      'addition that joins the two products',
  },
});

/** Long short-term memory, peepholes and coupled gates included. */
export const lstm = defineOp({
  type: 'LSTM',
  since: 1,
  category: 'recurrent',
  spec: 'https://onnx.ai/onnx/operators/onnx__LSTM.html',
  inputs: lstmInputs,
  outputs: { Y: 'X', Y_h: 'X', Y_c: 'X' },
  attributes: { ...attributes, input_forget: int(0) },
  infer: ({ X, W, R }, settings) => outputShapes(read(X, W, R, 4, settings), settings),
  inferUnranked: ({ X, W, R }, settings) =>
    isRanked(X) && isRanked(W) && isRanked(R) ? outputShapes(read(X, W, R, 4, settings), settings) : [],
  detail: ({ X, W, R, B }, settings) => detailOf('lstm', read(X, W, R, 4, settings), 4, B !== undefined),
  cost: {
    multiplyAdds,
    operations: 'T·N·D·H·(2·G·bias + 6·peepholes + 4 + coupled) + T·N·H·activations',
    memory: 'stream',
    terms: ({ X, W, R, B, P }, settings) => ({
      ...termsOf(read(X, W, R, 4, settings), 4, B !== undefined),
      peepholes: P === undefined ? 0 : 1,
      coupled: settings.input_forget === 0 ? 0 : 1,
      // f is applied to three gates, or two where the input gate is 1 − ft; g to the candidate, h to the cell's state.
      activations: activationOperations(
        settings,
        ['Sigmoid', 'Tanh', 'Tanh'],
        [settings.input_forget === 0 ? 3 : 2, 1, 1],
      ),
    }),
    source:
      `${source}; Ct = ft·Ct−1 + it·ct 3, Ht = ot·h(Ct) 1, each of three peepholes a product and an ` +
      'addition, a coupled input gate 1',
  },
});

/** The gates' part of a GRU step, of their sums; experimental, never more than a name in later opsets. */
export const gruUnit = defineOp({
  type: 'GRUUnit',
  since: 1,
  withdrawn: 10,
  category: 'recurrent',
  spec: 'https://github.com/onnx/onnx/blob/v1.4.1/docs/Operators.md#GRUUnit',
  inputs: { hidden_prev: 'state', gates: 'activation', seq_lengths: 'index', t: 'config' },
  outputs: { hidden: 'hidden_prev' },
  infer: ({ hidden_prev }) => [hidden_prev.shape],
  cost: {
    operations: '9·∏hidden',
    memory: 'stream',
    source: 'the update gate’s sigmoid 4, the candidate’s tanh 1, (1 − z)·h + z·hidden_prev 4',
  },
});

function read(
  x: RankedTensor,
  weight: RankedTensor,
  recurrence: RankedTensor,
  gates: number,
  settings: RecurrentSettings,
): Recurrence {
  for (const [name, { shape }] of [
    ['X', x],
    ['W', weight],
    ['R', recurrence],
  ] as const) {
    if (shape.length !== 3) throw new NodeError(`${name} has the shape ${printShape(shape)}, should have 3 axes`);
  }
  const directions = directionsOf(settings.direction);
  const hiddenSize = hiddenSizeOf(recurrence, settings.hidden_size);
  requireSize('W', dimension(weight, 0), directions);
  requireSize('R', dimension(recurrence, 0), directions);
  if (isKnown(hiddenSize)) requireSize('W', dimension(weight, 1), gates * Number(hiddenSize));
  const ofWeight = dimension(weight, 2);
  const ofInput = dimension(x, 2);
  if (isKnown(ofWeight)) requireSize('X', ofInput, Number(ofWeight));
  const batchFirst = settings.layout !== 0;
  return {
    steps: dimension(x, batchFirst ? 1 : 0),
    batch: dimension(x, batchFirst ? 0 : 1),
    directions,
    inputSize: agreed([ofWeight, ofInput]) ?? ofWeight,
    hiddenSize,
  };
}

function hiddenSizeOf(recurrence: RankedTensor, attribute: number | undefined): Dim {
  const stored = dimension(recurrence, 2);
  if (attribute === undefined) return stored;
  requireSize('R', stored, attribute);
  return attribute;
}

function directionsOf(direction: string): 1 | 2 {
  switch (direction.toLowerCase()) {
    case 'forward':
    case 'reverse':
      return 1;
    case 'bidirectional':
      return 2;
    default:
      throw new NodeError(`direction is ${direction}`);
  }
}

function requireSize(name: string, given: Dim, wanted: number): void {
  if (isKnown(given) && Number(given) !== wanted) {
    throw new NodeError(`an axis of ${name} is ${given}, should be ${wanted}`);
  }
}

/** Y, Y_h and, of an LSTM, Y_c. */
function outputShapes(
  { steps, batch, directions, hiddenSize }: Recurrence,
  { layout }: RecurrentSettings,
): readonly Shape[] {
  const last = layout === 0 ? [directions, batch, hiddenSize] : [batch, directions, hiddenSize];
  return [layout === 0 ? [steps, ...last] : [batch, steps, directions, hiddenSize], last, last];
}

function detailOf(
  cell: RecurrentDetail['cell'],
  { steps, batch, directions, inputSize, hiddenSize }: Recurrence,
  gates: number,
  bias: boolean,
): RecurrentDetail {
  return { kind: 'recurrent', cell, steps, batch, directions, gates, inputSize, hiddenSize, bias };
}

function termsOf({ steps, batch, directions, inputSize, hiddenSize }: Recurrence, gates: number, bias: boolean): Terms {
  return { T: steps, N: batch, D: directions, G: gates, H: hiddenSize, I: inputSize, bias: bias ? 1 : 0 };
}

/** Operations of one evaluation of the activations that the specification lists for recurrent cells. */
const operationsByActivation: ReadonlyMap<string, number> = new Map([
  ['relu', 1],
  ['tanh', 1],
  ['sigmoid', 4], // 1/(1 + e^−x)
  ['affine', 2], // αx + β
  ['leakyrelu', 2], // a comparison, αx
  ['thresholdedrelu', 1],
  ['scaledtanh', 3], // α·tanh(βx)
  ['hardsigmoid', 4], // min(max(αx + β, 0), 1)
  ['elu', 4], // a comparison, α(e^x − 1)
  ['softsign', 3], // x/(1 + |x|)
  ['softplus', 3], // log(1 + e^x)
]);

/**
 * Operations of a step's activations for one hidden unit, over all directions: the functions of each direction in turn,
 * each used as often as `uses` says.
 */
function activationOperations(
  { activations, direction, clip }: RecurrentSettings,
  fallback: readonly string[],
  uses: readonly number[],
): number | undefined {
  const clipping = clip === undefined || clip <= 0 ? 0 : 2;
  let total = 0;
  for (let pass = 0; pass < directionsOf(direction); pass++) {
    for (const [index, times] of uses.entries()) {
      const name = activations?.[pass * uses.length + index] ?? fallback[index] ?? '';
      const operations = operationsByActivation.get(name.toLowerCase());
      if (operations === undefined) return undefined;
      total += times * (operations + clipping);
    }
  }
  return total;
}
