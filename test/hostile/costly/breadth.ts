import { ints, node, value, weight } from '../../../fixtures/build/model.js';
import { chain, count, manyAttributes, whole, x } from './spec.js';
import type { CostlyModel } from './spec.js';

/** Much of one thing: nodes, inputs, outputs, attributes, values, entries. */
export const breadth: readonly CostlyModel[] = [
  {
    name: 'many attributes',
    hasFallen: true,
    size: 12_000,
    build: (size) => whole([node('Relu', ['x'], ['y'], manyAttributes(size))]),
  },
  {
    name: 'many attributes of many nodes',
    size: 2000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node('Relu', [from], [to], { [`a${index}`]: index, b: index, c: index }))),
  },
  {
    name: 'a long list in an attribute',
    size: 100_000,
    build: (size) => whole([node('Relu', ['x'], ['y'], { list: ints(count(size)) })]),
  },
  {
    name: 'inputs of one node',
    hasFallen: true,
    size: 20_000,
    build: (size) =>
      whole([
        node(
          'Sum',
          count(size).map(() => 'x'),
          ['y'],
        ),
      ]),
  },
  {
    name: 'many names of one tensor',
    hasFallen: true,
    size: 10_000,
    build: (size) =>
      whole(
        [
          ...count(size).map((index) => node('Identity', ['w'], [`w${index}`])),
          ...chain(size, (from, to, index) => node('Add', [from, `w${index}`], [to])),
        ],
        { initializers: [weight('w', 'float32', [4])] },
      ),
  },
  {
    name: 'many outputs of the model',
    size: 20_000,
    build: (size) =>
      whole(
        count(size).map((index) => node('Relu', ['x'], [`y${index}`])),
        { outputs: count(size).map((index) => `y${index}`) },
      ),
  },
  {
    name: 'one output again and again',
    size: 50_000,
    build: (size) => whole([node('Relu', ['x'], ['y'])], { outputs: count(size).map(() => 'y') }),
  },
  {
    name: 'many declared values',
    size: 30_000,
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        valueInfo: count(size).map((index) => value(`v${index}`, 'float32', ['N', index])),
      }),
  },
  {
    name: 'declared values of sizes of their own',
    size: 10_000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Nobody', [from], [to], {}, { domain: 'own' })),
        { valueInfo: count(size - 1).map((index) => value(`t${index}`, 'float32', [`N${index}`, `M${index}`])) },
      ),
  },
  {
    name: 'many inputs that nobody reads',
    size: 30_000,
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        inputs: [x, ...count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`, 3]))],
      }),
  },
  {
    name: 'many weights that nobody reads',
    size: 30_000,
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        initializers: count(size).map((index) => weight(`w${index}`, 'float32', [index, 4])),
      }),
  },
  {
    name: 'many weights of one layer',
    hasFallen: true,
    size: 20_000,
    build: (size) =>
      whole([node('Sum', ['x', ...count(size).map((index) => `w${index}`)], ['y'])], {
        initializers: count(size).map((index) => weight(`w${index}`, 'float32', [1, 4])),
      }),
  },
  {
    name: 'one weight of many layers',
    size: 20_000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Add', [from, 'w'], [to])),
        { initializers: [weight('w', 'float32', [1, 4])] },
      ),
  },
  {
    name: 'a split into many, joined again',
    hasFallen: true,
    size: 10_000,
    build: (size) => {
      const parts = count(size).map((index) => `p${index}`);
      return whole([node('Split', ['x'], parts, { axis: 1 }), node('Concat', parts, ['y'], { axis: 1 })], {
        inputs: [value('x', 'float32', [1, size])],
      });
    },
  },
  {
    name: 'more outputs of nodes than there may be',
    hasFallen: true,
    size: 1000,
    build: (size) =>
      whole(
        count(size).map((index) =>
          node(
            'Split',
            ['x'],
            count(1000).map((part) => (index + part === 0 ? 'y' : `${index}_${part}`)),
            { axis: 1 },
          ),
        ),
        { inputs: [value('x', 'float32', [1, 1000])] },
      ),
  },
  {
    name: 'a split of an open size into many, joined again',
    size: 5000,
    build: (size) => {
      const parts = count(size).map((index) => `p${index}`);
      return whole([node('Split', ['x'], parts, { axis: 1 }), node('Concat', parts, ['y'], { axis: 1 })], {
        inputs: [value('x', 'float32', [1, 'N'])],
      });
    },
  },
  {
    name: 'one value read by many',
    size: 10_000,
    build: (size) =>
      whole([
        ...count(size).map((index) => node('Relu', ['x'], [`r${index}`])),
        node(
          'Concat',
          count(size).map((index) => `r${index}`),
          ['y'],
          { axis: 0 },
        ),
      ]),
  },
  {
    name: 'each layer reads the two before',
    size: 20_000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node('Add', [from, index < 2 ? 'x' : `t${index - 2}`], [to]))),
  },
  {
    name: 'each layer is read by the last as well',
    size: 10_000,
    build: (size) =>
      whole([
        ...chain(size, (from, to, index) =>
          index === size - 1
            ? node('Concat', [from, ...count(size - 1).map((each) => `t${each}`)], [to], { axis: 0 })
            : node('Relu', [from], [to]),
        ),
      ]),
  },
  {
    name: 'an encoder and a decoder of many levels',
    size: 10_000,
    build: (size) =>
      whole([
        ...count(size).map((index) => node('Relu', [index === 0 ? 'x' : `e${index - 1}`], [`e${index}`])),
        ...count(size).map((index) =>
          node(
            'Add',
            [index === 0 ? `e${size - 1}` : `d${index - 1}`, `e${size - 1 - index}`],
            [index === size - 1 ? 'y' : `d${index}`],
          ),
        ),
      ]),
  },
  {
    name: 'nodes in the reverse of their order',
    size: 20_000,
    build: (size) => whole(chain(size, (from, to) => node('Relu', [from], [to])).toReversed()),
  },
  {
    name: 'many domains',
    size: 10_000,
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        domains: Object.fromEntries(count(size).map((index) => [`d${index}`, 1])),
      }),
  },
  {
    name: 'many domains in the heading of a table',
    hasFallen: true,
    size: 100_000,
    format: 'table',
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        domains: Object.fromEntries(count(size).map((index) => [`domain${index}`, 1])),
      }),
  },
  {
    name: 'many operators that nobody knows',
    size: 10_000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node(`Nobody${index}`, [from], [to], {}, { domain: `own${index}` }))),
  },
  {
    name: 'many entries of metadata',
    size: 20_000,
    build: (size) =>
      whole(
        [
          node(
            'Relu',
            ['x'],
            ['y'],
            {},
            { metadata: Object.fromEntries(count(size).map((index) => [`k${index}`, 'v'])) },
          ),
        ],
        {
          metadata: Object.fromEntries(count(size).map((index) => [`k${index}`, 'v'])),
        },
      ),
  },
  {
    name: 'modules in modules',
    size: 3000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node(
            'Relu',
            [from],
            [to],
            {},
            {
              name: `/${count(60)
                .map((level) => `m${level}.${index % (level + 2)}`)
                .join('/')}/r`,
            },
          ),
        ),
      ),
  },
];
