import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Value } from '../../ir/index.js';
import { lstm } from '../ai.onnx/recurrent.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator, Slot } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { lstmInputs, recurrentAttributes } from '../families/recurrent.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const scales: readonly Slot[] = ['W_scale', 'W_zero_point', 'R_scale', 'R_zero_point'].map((name) => ({
  name,
  role: 'scale',
  optional: false,
  variadic: false,
}));
const slots = [...lstm.slots, ...scales];

/** LSTM with 8-bit weights, which are stored transposed; its cells are those of the standard. */
export const dynamicQuantizeLstm: Operator = {
  ...lstm,
  type: 'DynamicQuantizeLSTM',
  domain: microsoft,
  since: 1,
  spec: contribSpec('DynamicQuantizeLSTM'),
  slots,
  roleOf: (position) => (slots[position] ?? slots.at(-1))?.role ?? 'activation',
  cost: { ...lstm.cost, source: `${lstm.cost.source}; quantising each step's input and state is left out` },
  apply([X, W, R, ...others], attributes, context) {
    return lstm.apply([X, transposed(W), transposed(R), ...others.slice(0, 5)], attributes, context);
  },
};

function transposed(weight: Value | undefined): Value | undefined {
  if (!isRanked(weight)) return weight;
  const { dtype, shape } = weight;
  return { kind: 'tensor', dtype, shape: [...shape.slice(0, -2), ...shape.slice(-1), ...shape.slice(-2, -1)] };
}

/** The sizes of an LSTM that attends, at each step, to a memory. */
interface AttentiveRecurrence {
  readonly steps: Dim;
  readonly batch: Dim;
  readonly directions: 1 | 2;
  readonly inputSize: Dim;
  readonly hiddenSize: Dim;
}

function read(x: RankedTensor, weight: RankedTensor, recurrence: RankedTensor, direction: string): AttentiveRecurrence {
  for (const { shape } of [x, weight, recurrence]) {
    if (shape.length !== 3) throw new NodeError(`an operand has the shape ${printShape(shape)}, should have 3 axes`);
  }
  const directions = direction.toLowerCase() === 'bidirectional' ? 2 : 1;
  const given = dimension(weight, 0);
  if (isKnown(given) && Number(given) !== directions) {
    throw new NodeError(`weights for ${given} directions in a layer that is ${direction}`);
  }
  return {
    steps: dimension(x, 0),
    batch: dimension(x, 1),
    directions,
    inputSize: dimension(weight, 2),
    hiddenSize: dimension(recurrence, 2),
  };
}

/** LSTM whose cells also see what an additive attention reads of a memory (Bahdanau et al. 2015). */
export const attnLstm = defineOp({
  type: 'AttnLSTM',
  domain: microsoft,
  since: 1,
  category: 'recurrent',
  spec: contribSpec('AttnLSTM'),
  inputs: {
    ...lstmInputs,
    QW: 'weight?',
    MW: 'weight?',
    V: 'weight?',
    M: 'activation?',
    memory_seq_lens: 'index?',
    AW: 'weight?',
  },
  outputs: { Y: 'X', Y_h: 'X', Y_c: 'X' },
  attributes: { ...recurrentAttributes, input_forget: int(0) },
  infer({ X, W, R }, { direction }) {
    const { steps, batch, directions, hiddenSize } = read(X, W, R, direction);
    const last = [directions, batch, hiddenSize];
    return [[steps, ...last], last, last];
  },
  detail({ X, W, R, B }, { direction }) {
    const { steps, batch, directions, inputSize, hiddenSize } = read(X, W, R, direction);
    return {
      kind: 'recurrent',
      cell: 'lstm',
      steps,
      batch,
      directions,
      gates: 4,
      inputSize,
      hiddenSize,
      bias: B !== undefined,
    };
  },
  cost: {
    multiplyAdds: 'T·N·D·(4·H·(I + H) + H·A + S·A + S·E + aw·(E + H)) + N·D·S·E·A',
    operations: 'T·N·D·(H·(8·biased + 6·peepholes + 18) + 2·S·A + 5·S)',
    memory: 'stream',
    terms({ X, W, R, B, P, QW, M, AW }, { direction }) {
      const { steps, batch, directions, inputSize, hiddenSize } = read(X, W, R, direction);
      return {
        T: steps,
        N: batch,
        D: directions,
        I: inputSize,
        H: hiddenSize,
        // The attention's width, the memory's steps and its width.
        A: QW === undefined ? 0 : dimension(QW, 2),
        S: M === undefined ? 0 : dimension(M, 1),
        E: M === undefined ? 0 : dimension(M, 2),
        aw: AW === undefined ? 0 : dimension(AW, 2),
        biased: B === undefined ? 0 : 1,
        peepholes: P === undefined ? 0 : 1,
      };
    },
    source:
      'LSTM (three sigmoids, two hyperbolic tangents, 4 operations of the state); per step the ' +
      "query's product, for each place of the memory an addition, a hyperbolic tangent and a product, " +
      "a softmax (5), the weighted memory, the attention layer; the memory's product once",
  },
});
