import { constant, ints, node, typedValue, value, weight } from '../../../fixtures/build/model.js';
import type { NodeSpec } from '../../../fixtures/build/model.js';
import type { DeclaredType } from '../../../src/ir/index.js';
import { chain, count, whole } from './spec.js';
import type { CostlyModel } from './spec.js';

/** Types that are long, deep or large. */
export const types: readonly CostlyModel[] = [
  {
    name: 'a tensor of many axes',
    size: 4000,
    build: (size) =>
      whole(
        chain(20, (from, to) => node('Transpose', [from], [to], { perm: ints(count(size).toReversed()) })),
        {
          inputs: [
            value(
              'x',
              'float32',
              count(size).map((index) => `N${index}`),
            ),
          ],
        },
      ),
  },
  {
    name: 'tensors of many axes that broadcast',
    size: 2000,
    build: (size) =>
      whole(
        chain(20, (from, to) => node('Add', [from, 'z'], [to])),
        {
          inputs: [
            value(
              'x',
              'float32',
              count(size).map((index) => `N${index}`),
            ),
            value(
              'z',
              'float32',
              count(size).map((index) => `M${index}`),
            ),
          ],
        },
      ),
  },
  {
    name: 'many axes in many layers',
    hasFallen: true,
    size: 20_000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Relu', [from], [to])),
        { inputs: [value('x', 'float32', count(2000))] },
      ),
  },
  {
    name: 'a weight of many axes in many layers',
    hasFallen: true,
    size: 20_000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Add', [from, 'w'], [to])),
        {
          initializers: [
            weight(
              'w',
              'float32',
              count(1000).map(() => 1),
            ),
          ],
        },
      ),
  },
  {
    name: 'reshaped to many axes again and again',
    hasFallen: true,
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Reshape', [from, 'shape'], [to])),
        {
          initializers: [
            constant(
              'shape',
              'int64',
              [1000],
              count(1000).map(() => 1),
            ),
          ],
        },
      ),
  },
  {
    name: 'axes in another order, whose number only the order tells',
    hasFallen: true,
    size: 8000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Transpose', [from], [to], { perm: ints(count(64).toReversed()) })),
        { inputs: [value('x', 'float32')] },
      ),
  },
  {
    name: 'large sizes that grow on',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Tile', [from, 'r'], [to])),
        { initializers: [constant('r', 'int64', [2], [9_007_199_254_740_991n, 9_223_372_036_854_775_807n])] },
      ),
  },
  {
    name: 'sequences in sequences',
    size: 60,
    build: (size) => {
      let type: DeclaredType = { kind: 'tensor', dtype: 'float32', shape: ['N', 3] };
      for (let level = 0; level < size; level++) type = { kind: 'sequence', element: type };
      return whole([node('SequenceLength', ['s'], ['y'])], {
        inputs: [typedValue('s', type), ...count(2000).map((index) => typedValue(`s${index}`, type))],
      });
    },
  },
  {
    name: 'a sequence that grows item by item',
    size: 3000,
    build: (size) =>
      whole([
        node('SequenceEmpty', [], ['t'], { dtype: 1 }),
        ...count(size).map((index) =>
          node('SequenceInsert', [index === 0 ? 't' : `s${index - 1}`, 'x'], [`s${index}`]),
        ),
        node('ConcatFromSequence', [`s${size - 1}`], ['y'], { axis: 0 }),
      ]),
  },
  {
    name: 'a sequence of many items, joined',
    size: 20_000,
    build: (size) => whole([constructed(size), node('ConcatFromSequence', ['s'], ['y'], { axis: 0 })]),
  },
  {
    name: 'a sequence of many items, of which one after the other is taken out',
    size: 5000,
    build: (size) =>
      whole([
        constructed(size),
        ...chain(size - 1, (from, to) => node('SequenceErase', [from], [to === 'y' ? 'last' : to]), 's'),
        node('ConcatFromSequence', ['last'], ['y'], { axis: 0 }),
      ]),
  },
  {
    name: 'sums of many tensors by one equation',
    size: 2000,
    build: (size) =>
      whole([
        node(
          'Einsum',
          count(size).map(() => 'x'),
          ['y'],
          {
            equation: `${count(size)
              .map((index) => String.fromCodePoint(97 + (index % 26), 65 + (index % 26)))
              .join(',')}->ab`,
          },
        ),
      ]),
  },
];

/** A node that makes a sequence `s` of the input, so many times. */
function constructed(size: number): NodeSpec {
  return node(
    'SequenceConstruct',
    count(size).map(() => 'x'),
    ['s'],
  );
}
