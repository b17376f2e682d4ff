import { node, value, weight } from '../../../fixtures/build/model.js';
import { chain, count, whole } from './spec.js';
import type { CostlyModel } from './spec.js';

const long = (index: number, length: number): string => `${index}_${'n'.repeat(length)}`;

/** Names that are long, equal or many. */
export const names: readonly CostlyModel[] = [
  {
    name: 'nodes of one name',
    hasFallen: true,
    size: 20_000,
    build: (size) => whole(chain(size, (from, to) => node('Relu', [from], [to], {}, { name: 'same' }))),
  },
  {
    name: 'nodes of names that others are given',
    size: 10_000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node('Relu', [from], [to], {}, { name: index % 2 === 0 ? 'same' : `same_${(index * 7) % size}` }),
        ),
      ),
  },
  {
    name: 'nodes of one long name',
    hasFallen: true,
    size: 5000,
    build: (size) => whole(chain(size, (from, to) => node('Relu', [from], [to], {}, { name: 'n'.repeat(2000) }))),
  },
  {
    name: 'nodes of long names',
    size: 5000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node('Relu', [from], [to], {}, { name: long(index, 2000) }))),
  },
  {
    name: 'names that end in many accents',
    size: 1000,
    format: 'table',
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node('Relu', [from], [to], {}, { name: `${index}${'a'.repeat(90)}${'\u0301'.repeat(400)}` }),
        ),
      ),
  },
  {
    name: 'modules whose numbers are long',
    size: 200,
    format: 'table',
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node('Relu', [from], [to], {}, { name: `/${'1'.repeat(15_000)}a${index}b/r` }),
        ),
      ),
  },
  {
    name: 'scopes whose quotes do not end',
    hasFallen: true,
    size: 60,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node(
            'Relu',
            [from],
            [to],
            {},
            { metadata: { 'pkg.torch.onnx.name_scopes': `['${String.raw`\'`.repeat(8000)}${index}` } },
          ),
        ),
      ),
  },
  {
    name: 'modules in thousands of modules',
    size: 60,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => node('Relu', [from], [to], {}, { name: `${`/m${index}`.repeat(4000)}/r` })),
      ),
  },
  {
    name: 'values of long names',
    size: 3000,
    build: (size) =>
      whole(
        count(size).map((index) =>
          node('Relu', [index === 0 ? 'x' : long(index - 1, 2000)], [index === size - 1 ? 'y' : long(index, 2000)]),
        ),
      ),
  },
  {
    name: 'one value of a long name that many read',
    size: 3000,
    build: (size) =>
      whole(
        count(size).map((index) => node('Relu', ['l'.repeat(16_000)], [index === 0 ? 'y' : `t${index}`])),
        { inputs: [value('l'.repeat(16_000), 'float32', [1, 4])] },
      ),
  },
  {
    name: 'weights of long names',
    size: 3000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => node('Add', [from, long(index, 2000)], [to])),
        { initializers: count(size).map((index) => weight(long(index, 2000), 'float32', [1, 4])) },
      ),
  },
  {
    name: 'operators of long names',
    size: 3000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node(long(index, 2000), [from], [to], {}, { domain: long(index, 1000) }))),
  },
  {
    name: 'sizes of long names',
    size: 3000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [long(index, 2000), 4])),
      outputs: count(size).map((index) => `y${index}`),
      nodes: count(size).map((index) => node('Relu', [`x${index}`], [`y${index}`])),
    }),
  },
  {
    name: 'attributes of long names and texts',
    size: 1000,
    build: (size) =>
      whole(chain(size, (from, to, index) => node('Relu', [from], [to], { [long(index, 4000)]: 'v'.repeat(16_000) }))),
  },
  {
    name: 'modules of long names',
    size: 3000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) =>
          node(
            'Relu',
            [from],
            [to],
            {},
            { name: `/${long(index % 50, 300)}/${long(index % 7, 300)}/${long(index, 300)}/r` },
          ),
        ),
      ),
  },
  {
    name: 'a long name of a size again and again',
    hasFallen: true,
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Concat', [from, from], [to], { axis: 0 })),
        { inputs: [value('x', 'float32', ['N'.repeat(16_000), 4])] },
      ),
  },
  {
    name: 'many names',
    size: 75_000,
    build: (size) => whole(chain(size, (from, to, index) => node('Relu', [from], [to], {}, { name: `node${index}` }))),
  },
  {
    name: 'many names of inputs of one node',
    size: 75_000,
    build: (size) =>
      whole([
        node(
          'Concat',
          count(size).map((index) => `x${index}`),
          ['y'],
          { axis: 0 },
        ),
      ]),
  },
];
