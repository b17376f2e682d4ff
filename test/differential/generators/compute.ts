import type { DType } from '../../../src/ir/index.js';
import type { Generator } from './elementwise.js';
import { windows } from './compute/windows.js';

function recurrent(op: string, gates: number): Generator {
  return {
    name: op,
    since: 14,
    draw(sketch) {
      const { random } = sketch;
      const [steps, batch, size, hidden] = [
        random.integer(1, 4),
        random.integer(1, 3),
        random.integer(1, 4),
        random.integer(1, 4),
      ];
      const direction = random.pick(['forward', 'reverse', 'bidirectional']);
      const directions = direction === 'bidirectional' ? 2 : 1;
      const x = sketch.input('float32', [steps, batch, size]);
      const bias = random.chance(0.5) ? sketch.input('float32', [directions, 2 * gates * hidden]) : undefined;
      const initial = random.chance(0.4) ? sketch.input('float32', [directions, batch, hidden]) : undefined;
      sketch.node(
        op,
        [
          x,
          sketch.input('float32', [directions, gates * hidden, size]),
          sketch.input('float32', [directions, gates * hidden, hidden]),
          bias,
          undefined,
          initial,
        ],
        op === 'LSTM' ? random.integer(1, 3) : random.integer(1, 2),
        { hidden_size: hidden, direction },
      );
    },
  };
}

export const compute: readonly Generator[] = [
  ...windows,
  {
    name: 'MatMul',
    since: 13,
    draw(sketch) {
      const { random } = sketch;
      const [m, k, n] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
      const batch = random.list(random.integer(0, 2), () => random.integer(1, 3));
      const side = (tail: readonly number[]): number[] => [
        ...batch.slice(random.integer(0, batch.length)).map((size) => (random.chance(0.3) ? 1 : size)),
        ...tail,
      ];
      sketch.node(
        'MatMul',
        [
          sketch.input('float32', random.chance(0.15) ? [k] : side([m, k])),
          sketch.input('float32', random.chance(0.15) ? [k] : side([k, n])),
        ],
        1,
      );
    },
  },
  {
    name: 'Gemm',
    since: 11,
    draw(sketch) {
      const { random } = sketch;
      const [m, k, n] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
      const [transA, transB] = [random.integer(0, 1), random.integer(0, 1)];
      const c = random.chance(0.6)
        ? sketch.input('float32', random.pick([[n], [1, n], [m, n], [m, 1], [1]]))
        : undefined;
      sketch.node(
        'Gemm',
        [
          sketch.input('float32', transA === 1 ? [k, m] : [m, k]),
          sketch.input('float32', transB === 1 ? [n, k] : [k, n]),
          c,
        ],
        1,
        { transA, transB },
      );
    },
  },
  {
    name: 'Einsum',
    since: 12,
    draw(sketch) {
      const [equation = '', ...shapes] = sketch.random.pick<readonly string[]>([
        ['bij,bjk->bik', 'bij', 'bjk'],
        ['ij,jk', 'ij', 'jk'],
        ['ii->i', 'ii'],
        ['ij->', 'ij'],
        ['bhid,bhjd->bhij', 'bhid', 'bhjd'],
        ['...ij,...jk->...ik', 'bij', 'bjk'],
        ['i,j->ij', 'i', 'j'],
        ['ij->ji', 'ij'],
      ]);
      const sizes = new Map<string, number>();
      const shapeOf = (labels: string): number[] =>
        [...labels].map((label) => {
          const size = sizes.get(label) ?? sketch.random.integer(1, 4);
          sizes.set(label, size);
          return size;
        });
      sketch.node(
        'Einsum',
        shapes.map((labels) => sketch.input('float32', shapeOf(labels))),
        1,
        { equation },
      );
    },
  },
  recurrent('LSTM', 4),
  recurrent('GRU', 3),
  recurrent('RNN', 1),
  {
    name: 'BatchNormalization',
    since: 9,
    draw(sketch) {
      const channels = sketch.random.integer(1, 3);
      sketch.node(
        'BatchNormalization',
        [
          sketch.input('float32', [
            2,
            channels,
            ...sketch.random.list(sketch.random.integer(0, 3), () => sketch.random.integer(1, 4)),
          ]),
          ...sketch.random.list(4, () => sketch.input('float32', [channels])),
        ],
        1,
      );
    },
  },
  {
    name: 'InstanceNormalization',
    since: 11,
    draw: (sketch) =>
      void sketch.node(
        'InstanceNormalization',
        [sketch.input('float32', [1, 2, 3, 4]), sketch.input('float32', [2]), sketch.input('float32', [2])],
        1,
      ),
  },
  {
    name: 'LayerNormalization',
    since: 17,
    draw(sketch) {
      const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 5));
      const axis = sketch.random.integer(-shape.length, shape.length - 1);
      const scale = shape.slice(axis < 0 ? axis + shape.length : axis);
      sketch.node(
        'LayerNormalization',
        [
          sketch.input('float32', shape),
          sketch.input('float32', scale),
          sketch.random.chance(0.5) ? sketch.input('float32', scale) : undefined,
        ],
        sketch.random.pick([1, 3]),
        { axis },
      );
    },
  },
  {
    name: 'LRN',
    since: 13,
    draw: (sketch) => void sketch.node('LRN', [sketch.input('float32', [1, 4, 3, 3])], 1, { size: 3 }),
  },
  {
    name: 'LpNormalization',
    since: 11,
    draw: (sketch) => {
      const shape = sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 4));
      sketch.node('LpNormalization', [sketch.input('float32', shape)], 1, {
        axis: sketch.random.integer(-shape.length, shape.length - 1),
      });
    },
  },
  {
    name: 'MatMulInteger',
    since: 10,
    draw: (sketch) =>
      void sketch.node(
        'MatMulInteger',
        [sketch.input('uint8', [2, 3]), sketch.input('uint8', [3, sketch.random.integer(1, 4)])],
        1,
      ),
  },
  {
    name: 'ConvInteger',
    since: 10,
    draw: (sketch) =>
      void sketch.node('ConvInteger', [sketch.input('uint8', [1, 1, 5, 5]), sketch.input('uint8', [2, 1, 3, 3])], 1, {
        pads: [0, 1, sketch.random.integer(0, 1), 1],
      }),
  },
  ...[
    'ReduceSum',
    'ReduceMean',
    'ReduceMax',
    'ReduceMin',
    'ReduceProd',
    'ReduceL1',
    'ReduceL2',
    'ReduceSumSquare',
    'ReduceLogSumExp',
    'ReduceLogSum',
  ].map((op): Generator => ({
    name: op,
    since: 11,
    draw(sketch) {
      const { random, opset } = sketch;
      const shape = random.list(random.integer(1, 4), () => random.integer(1, 5));
      const axes = random
        .some(shape.map((_, axis) => axis))
        .map((axis) => (random.chance(0.3) ? axis - shape.length : axis));
      const inInput = op === 'ReduceSum' ? opset >= 13 : opset >= 18;
      const keepdims = random.integer(0, 1);
      const x = sketch.input(
        random.pick<DType>(op.includes('Log') || op.includes('L2') ? ['float32'] : ['float32', 'int32']),
        shape,
      );
      if (axes.length === 0) {
        sketch.node(op, [x], 1, { keepdims, ...(inInput && random.chance(0.5) ? { noop_with_empty_axes: 1 } : {}) });
      } else if (inInput) sketch.node(op, [x, sketch.steering(axes)], 1, { keepdims });
      else sketch.node(op, [x], 1, { keepdims, axes });
    },
  })),
  ...['ArgMax', 'ArgMin'].map((op): Generator => ({
    name: op,
    since: 13,
    draw(sketch) {
      const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 5));
      sketch.node(op, [sketch.input('float32', shape)], 1, {
        axis: sketch.random.integer(-shape.length, shape.length - 1),
        keepdims: sketch.random.integer(0, 1),
      });
    },
  })),
];
