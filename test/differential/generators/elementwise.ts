import { codeOfDType } from '../../../src/ir/index.js';
import type { DType } from '../../../src/ir/index.js';
import { float } from '../../../fixtures/build/model.js';
import type { Random } from '../random.js';
import type { Sketch } from '../sketch.js';

/** Draws one or more nodes into a sketch. `since` is the least opset that it is drawn for, `until` the greatest. */
export interface Generator {
  readonly name: string;
  readonly since: number;
  readonly until?: number | undefined;
  draw(sketch: Sketch): void;
}

const unaries = [
  'Relu',
  'Abs',
  'Neg',
  'Exp',
  'Sigmoid',
  'Tanh',
  'Floor',
  'Ceil',
  'Sqrt',
  'Reciprocal',
  'Erf',
  'Sin',
  'Cos',
  'Softplus',
  'Softsign',
  'Elu',
  'Selu',
  'LeakyRelu',
  'HardSigmoid',
  'Sign',
  'Round',
  'Identity',
  'ThresholdedRelu',
  'IsNaN',
  'Log',
  'Atan',
];
const newer: readonly (readonly [string, number])[] = [
  ['HardSwish', 14],
  ['Celu', 12],
  ['Mish', 18],
  ['Gelu', 20],
];

/** Shapes that broadcast together. */
export function broadcasting(random: Random, count: number): number[][] {
  const full = random.shape(0, 4);
  return random.list(count, () =>
    full.slice(random.chance(0.3) ? random.integer(0, full.length) : 0).map((size) => (random.chance(0.25) ? 1 : size)),
  );
}

export const elementwise: readonly Generator[] = [
  ...unaries.map((op): Generator => ({
    name: op,
    since: 13,
    draw: (sketch) => void sketch.node(op, [sketch.input('float32', sketch.random.shape(0, 4))], 1),
  })),
  ...newer.map(([op, since]): Generator => ({
    name: op,
    since,
    draw: (sketch) => void sketch.node(op, [sketch.input('float32', sketch.random.shape(0, 4))], 1),
  })),
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Greater', 'Less', 'Equal', 'GreaterOrEqual', 'LessOrEqual'].map(
    (op): Generator => ({
      name: op,
      since: 13,
      draw(sketch) {
        const dtype = sketch.random.pick<DType>(op === 'Pow' ? ['float32'] : ['float32', 'int64', 'int32']);
        sketch.node(
          op,
          broadcasting(sketch.random, 2).map((shape) => sketch.input(dtype, shape)),
          1,
        );
      },
    }),
  ),
  ...['And', 'Or', 'Xor'].map((op): Generator => ({
    name: op,
    since: 13,
    draw: (sketch) =>
      void sketch.node(
        op,
        broadcasting(sketch.random, 2).map((shape) => sketch.input('bool', shape)),
        1,
      ),
  })),
  ...['Sum', 'Max', 'Min', 'Mean'].map((op): Generator => ({
    name: op,
    since: 13,
    draw: (sketch) =>
      void sketch.node(
        op,
        broadcasting(sketch.random, sketch.random.integer(1, 4)).map((shape) => sketch.input('float32', shape)),
        1,
      ),
  })),
  {
    name: 'Where',
    since: 13,
    draw(sketch) {
      const [condition = [], left = [], right = []] = broadcasting(sketch.random, 3);
      sketch.node(
        'Where',
        [sketch.input('bool', condition), sketch.input('float32', left), sketch.input('float32', right)],
        1,
      );
    },
  },
  {
    name: 'PRelu',
    since: 13,
    draw: (sketch) => {
      const shape = sketch.random.shape(1, 4);
      sketch.node('PRelu', [sketch.input('float32', shape), sketch.input('float32', shape.slice(-1))], 1);
    },
  },
  {
    name: 'Clip',
    since: 13,
    draw: (sketch) =>
      void sketch.node(
        'Clip',
        [
          sketch.input('float32', sketch.random.shape(0, 4)),
          sketch.stored('float32', [], [0]),
          sketch.random.chance(0.5) ? sketch.stored('float32', [], [6]) : undefined,
        ],
        1,
      ),
  },
  {
    name: 'Cast',
    since: 13,
    draw(sketch) {
      const to = sketch.random.pick<DType>([
        'float32',
        'float16',
        'float64',
        'int32',
        'int64',
        'bool',
        'uint8',
        'int8',
      ]);
      sketch.node(
        'Cast',
        [sketch.input(sketch.random.pick<DType>(['float32', 'int64', 'bool']), sketch.random.shape(0, 4))],
        1,
        { to: codeOfDType(to) },
      );
    },
  },
  {
    name: 'Mod',
    since: 13,
    draw: (sketch) => {
      const fmod = sketch.random.integer(0, 1);
      sketch.node(
        'Mod',
        broadcasting(sketch.random, 2).map((shape) => sketch.input(fmod === 1 ? 'float32' : 'int64', shape)),
        1,
        { fmod },
      );
    },
  },
  {
    name: 'Dropout',
    since: 13,
    draw: (sketch) =>
      void sketch.node('Dropout', [sketch.input('float32', sketch.random.shape(0, 4))], sketch.random.integer(1, 2)),
  },
  {
    name: 'Shrink',
    since: 13,
    draw: (sketch) =>
      void sketch.node('Shrink', [sketch.input('float32', sketch.random.shape(0, 4))], 1, { lambd: float(0.5) }),
  },
  ...['Softmax', 'LogSoftmax', 'Hardmax'].map((op): Generator => ({
    name: op,
    since: 11,
    draw(sketch) {
      const shape = sketch.random.shape(1, 4);
      sketch.node(
        op,
        [sketch.input('float32', shape)],
        1,
        sketch.random.chance(0.7) ? { axis: sketch.random.integer(-shape.length, shape.length - 1) } : {},
      );
    },
  })),
  {
    name: 'DequantizeLinear',
    since: 13,
    draw(sketch) {
      const dtype = sketch.random.pick<DType>(['int8', 'uint8']);
      sketch.node(
        'DequantizeLinear',
        [
          sketch.input(dtype, sketch.random.shape(0, 4)),
          sketch.stored('float32', [], [0.5]),
          ...(sketch.random.chance(0.6) ? [sketch.stored(dtype, [], [3])] : []),
        ],
        1,
      );
    },
  },
  {
    name: 'QuantizeLinear',
    since: 13,
    draw(sketch) {
      const dtype = sketch.random.pick<DType>(['int8', 'uint8']);
      sketch.node(
        'QuantizeLinear',
        [
          sketch.input('float32', sketch.random.shape(0, 4)),
          sketch.stored('float32', [], [0.5]),
          ...(sketch.random.chance(0.6) ? [sketch.stored(dtype, [], [3])] : []),
        ],
        1,
      );
    },
  },
  {
    name: 'DynamicQuantizeLinear',
    since: 11,
    draw: (sketch) =>
      void sketch.node(
        'DynamicQuantizeLinear',
        [
          sketch.input(
            'float32',
            sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 5)),
          ),
        ],
        3,
      ),
  },
];
