import { constant, floats, ints, node, value, weight } from '../../../fixtures/build/model.js';
import { chain, count, whole, x } from './spec.js';
import type { CostlyModel } from './spec.js';

const open = [value('x', 'float32', ['N', 'C', 'H', 'W'])];

/** Operators one after the other on sizes that are open. */
export const openSizes: readonly CostlyModel[] = [
  {
    name: 'halves of halves of an open size',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to) =>
          node('MaxPool', [from], [to], {
            kernel_shape: ints([3, 3]),
            strides: ints([2, 2]),
            pads: ints([1, 1, 1, 1]),
          }),
        ),
        { inputs: open },
      ),
  },
  {
    name: 'convolutions of an open size',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Conv', [from, 'w'], [to], { dilations: ints([2, 3]) })),
        { inputs: open, initializers: [weight('w', 'float32', [4, 4, 3, 3])] },
      ),
  },
  {
    name: 'slices of slices of an open size',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => node('Slice', [from, 'one', `e${index % 3}`, 'axis'], [to])),
        {
          inputs: open,
          initializers: [
            constant('one', 'int64', [1], [1]),
            constant('axis', 'int64', [1], [2]),
            constant('e0', 'int64', [1], [-1]),
            constant('e1', 'int64', [1], [100_000]),
            constant('e2', 'int64', [1], [9_223_372_036_854_775_807n]),
          ],
        },
      ),
  },
  {
    name: 'slices with steps of an open size',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Slice', [from, 'one', 'end', 'axis', 'two'], [to])),
        {
          inputs: open,
          initializers: [
            constant('one', 'int64', [1], [-3]),
            constant('axis', 'int64', [1], [2]),
            constant('end', 'int64', [1], [5]),
            constant('two', 'int64', [1], [-2]),
          ],
        },
      ),
  },
  {
    name: 'views of views',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => node('Reshape', [from, index % 2 === 0 ? 'flat' : 'open'], [to])),
        {
          inputs: open,
          initializers: [constant('flat', 'int64', [1], [-1]), constant('open', 'int64', [2], [4, -1])],
        },
      ),
  },
  {
    name: 'views of views, each of which is read again',
    size: 5000,
    build: (size) =>
      whole([
        ...chain(size, (from, to, index) => node('Identity', [from], [to], {}, { name: `i${index}` })),
        ...count(size - 1).map((index) => node('Relu', [`t${index}`], [`r${index}`])),
      ]),
  },
  {
    name: 'views that are undone',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          index % 2 === 0 ? node('Unsqueeze', [from, 'axis'], [to]) : node('Squeeze', [from, 'axis'], [to]),
        ),
        { initializers: [constant('axis', 'int64', [1], [0])] },
      ),
  },
  {
    name: 'shape arithmetic one after the other',
    size: 10_000,
    build: (size) =>
      whole(
        [
          node('Shape', ['x'], ['s']),
          ...chain(size, (from, to, index) => node(index % 2 === 0 ? 'Add' : 'Div', [from, 's'], [to]), 's'),
        ],
        { inputs: [value('x', 'float32', ['N', 'M'])] },
      ),
  },
  {
    name: 'many elements that are formulas',
    size: 200,
    build: (size) =>
      whole(
        [
          node('Shape', ['x'], ['s']),
          node(
            'Concat',
            count(256).map(() => 's'),
            ['t'],
            { axis: 0 },
          ),
          ...chain(
            size,
            (from, to, index) =>
              node(['Add', 'Mul', 'Max'][index % 3] ?? '', [from, index % 2 === 0 ? 't' : from], [to]),
            't',
          ),
        ],
        { inputs: open },
      ),
  },
  {
    name: 'paddings of an open size',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Pad', [from, 'pads'], [to])),
        { inputs: open, initializers: [constant('pads', 'int64', [8], [0, 0, 1, 2, 0, 0, 1, 2])] },
      ),
  },
  {
    name: 'fractions of fractions of an open size',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Resize', [from, '', 'scales'], [to])),
        { inputs: open, initializers: [constant('scales', 'float32', [4], [1, 1, 1.25, 0.7])] },
      ),
  },
  {
    name: 'cuts at random places of open sizes',
    size: 500,
    build: (size) => ({
      opset: 17,
      inputs: [
        value('x', 'float32', ['N', 4]),
        ...count(size).map((index) => value(`a${index}`, 'float32', [`A${index}`])),
      ],
      outputs: ['y'],
      nodes: [
        ...count(size).map((index) => node('Shape', [`a${index}`], [`s${index}`])),
        ...chain(size, (from, to, index) => node('Slice', [from, `s${index}`, `s${(index * 7 + 1) % size}`], [to])),
      ],
    }),
  },
  {
    name: 'ranges of ranges',
    size: 2000,
    build: (size) =>
      whole(
        [
          node('Size', ['x'], ['n']),
          ...count(size).flatMap((index) => [
            node('Range', ['zero', index === 0 ? 'n' : `n${index - 1}`, 'step'], [`r${index}`]),
            node('Size', [`r${index}`], [`n${index}`]),
          ]),
          node('Identity', [`r${size - 1}`], ['y']),
        ],
        { inputs: open, initializers: [constant('zero', 'int64', [], [1]), constant('step', 'int64', [], [3])] },
      ),
  },
  {
    name: 'relations between many sizes',
    size: 3000,
    build: (size) => ({
      opset: 17,
      inputs: [
        value('q', 'float32', ['N', 'K']),
        ...count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`, 4])),
      ],
      outputs: count(size - 1).map((index) => `y${index}`),
      nodes: count(size - 1).map((index) => node('Add', [`x${index}`, `x${index + 1}`], [`y${index}`])),
    }),
  },
  {
    name: 'products that must agree',
    size: 2000,
    build: (size) => ({
      opset: 17,
      inputs: count(size + 1).map((index) => value(`x${index}`, 'float32', [`A${index}`, `B${index}`])),
      outputs: ['y'],
      nodes: chain(size, (from, to, index) => node('MatMul', [from, `x${index + 1}`], [to]), 'x0'),
    }),
  },
  {
    name: 'selections by what nobody knows',
    size: 3000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          index % 2 === 0 ? node('NonZero', [from], [to]) : node('Transpose', [from], [to]),
        ),
      ),
  },
  {
    name: 'recurrent layers of an open length',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          index % 2 === 0
            ? node('GRU', [from, 'w', 'r'], [to], { hidden_size: 4, linear_before_reset: 1 })
            : node('Squeeze', [from, 'axis'], [to]),
        ),
        {
          inputs: [value('x', 'float32', ['T', 'B', 4])],
          initializers: [
            weight('w', 'float32', [1, 12, 4]),
            weight('r', 'float32', [1, 12, 4]),
            constant('axis', 'int64', [1], [1]),
          ],
        },
      ),
  },
  {
    name: 'groups of an open size, each scaled',
    size: 3000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Upsample', [from], [to], { scales: floats([1, 1, 2, 1.5]), mode: 'nearest' })),
        { opset: 7, inputs: open },
      ),
  },
  {
    name: 'ends of what is repeated by a size',
    size: 1000,
    build: (size) =>
      whole([node('Shape', ['x'], ['s']), ...chain(size, (from, to) => node('Tile', [from, 's'], [to]))], {
        inputs: [value('x', 'float32', ['N', 'M'])],
      }),
  },
  {
    name: 'expansions to one another',
    size: 2000,
    build: (size) => ({
      opset: 17,
      inputs: [x, ...count(size).map((index) => value(`a${index}`, 'float32', [`A${index}`, `B${index}`]))],
      outputs: ['y'],
      nodes: [
        ...count(size).map((index) => node('Shape', [`a${index}`], [`s${index}`])),
        ...chain(size, (from, to, index) => node('Expand', [from, `s${index}`], [to])),
      ],
    }),
  },
];
