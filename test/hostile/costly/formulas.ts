import { node, value, weight } from '../../../fixtures/build/model.js';
import { chain, count, whole } from './spec.js';
import type { CostlyModel } from './spec.js';

/** Sizes whose formulas are long, many, or grow from layer to layer. */
export const formulas: readonly CostlyModel[] = [
  {
    name: 'inputs of as many sizes',
    hasFallen: true,
    size: 10_000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: count(size).map((index) => `y${index}`),
      nodes: count(size).map((index) => node('Relu', [`x${index}`], [`y${index}`])),
    }),
  },
  {
    name: 'as many sizes alive at once',
    hasFallen: true,
    size: 4000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: ['y'],
      nodes: [
        ...count(size).map((index) => node('Relu', [`x${index}`], [`r${index}`])),
        ...count(size).map((index) => node('Relu', [`r${index}`], [`s${index}`])),
        node(
          'Concat',
          count(size).map((index) => `s${index}`),
          ['y'],
          { axis: 0 },
        ),
      ],
    }),
  },
  {
    name: 'a long formula in many layers',
    hasFallen: true,
    size: 20_000,
    build: (size) => ({
      opset: 17,
      inputs: count(200).map((index) => value(`x${index}`, 'float32', [`some_long_name_of_a_size_${index}`])),
      outputs: ['y'],
      nodes: [
        node(
          'Concat',
          count(200).map((index) => `x${index}`),
          ['c'],
          { axis: 0 },
        ),
        ...chain(size, (from, to) => node('Relu', [from], [to]), 'c'),
      ],
    }),
  },
  {
    name: 'a chain of operators that nobody knows',
    hasFallen: true,
    size: 10_000,
    build: (size) => whole(chain(size, (from, to) => node('Nobody', [from], [to], {}, { domain: 'own' }))),
  },
  {
    name: 'sums of what nobody knows',
    hasFallen: true,
    size: 2000,
    build: (size) =>
      whole([
        ...count(size).map((index) => node('NonZero', ['x'], [`u${index}`])),
        ...count(size - 1).map((index) =>
          node(
            'Concat',
            [index === 0 ? 'u0' : `v${index - 1}`, `u${index + 1}`],
            [index === size - 2 ? 'y' : `v${index}`],
            { axis: 1 },
          ),
        ),
      ]),
  },
  {
    name: 'greatest of many',
    hasFallen: true,
    size: 3000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: ['y'],
      nodes: count(size - 1).map((index) =>
        node('Add', [index === 0 ? 'x0' : `v${index - 1}`, `x${index + 1}`], [index === size - 2 ? 'y' : `v${index}`]),
      ),
    }),
  },
  ...['Add', 'Mul', 'Concat', 'Gather', 'MatMul'].map((type) => ({
    name: `a chain of ${type} with a weight each`,
    hasFallen: true,
    size: 10_000,
    build: (size: number) =>
      whole(
        chain(size, (from, to, index) => node(type, [from, `w${index}`], [to], type === 'MatMul' ? {} : { axis: 0 })),
        {
          initializers: count(size).map((index) =>
            weight(
              `w${index}`,
              type === 'Gather' ? 'int64' : 'float32',
              type === 'Gather' ? [1] : type === 'MatMul' ? [4, 4] : [1, 4],
            ),
          ),
        },
      ),
  })),
  {
    name: 'a chain of products of open sizes',
    size: 5000,
    build: (size) => ({
      opset: 17,
      inputs: [
        value('x', 'float32', ['B', 'M', 'K0']),
        ...count(size).map((index) => value(`w${index}`, 'float32', [`K${index}`, `K${index + 1}`])),
      ],
      outputs: ['y'],
      nodes: chain(size, (from, to, index) => node('MatMul', [from, `w${index}`], [to])),
    }),
  },
  {
    name: 'sums over layers of as many sizes',
    size: 5000,
    format: 'table',
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: count(size).map((index) => `y${index}`),
      nodes: count(size).map((index) => node('Relu', [`x${index}`], [`y${index}`])),
    }),
  },
  {
    name: 'a product of ever more sizes',
    size: 2000,
    build: (size) => ({
      opset: 17,
      inputs: [
        value('x', 'float32', ['A', 'B']),
        ...count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      ],
      outputs: ['y'],
      nodes: count(size).flatMap((index) => [
        node('Shape', [`x${index}`], [`s${index}`]),
        node('Mul', [index === 0 ? 's0' : `p${index - 1}`, `s${index}`], [`p${index}`]),
        node('ConstantOfShape', [`p${index}`], [index === size - 1 ? 'y' : `c${index}`]),
      ]),
    }),
  },
  {
    name: 'squares of sums',
    size: 1000,
    build: (size) => ({
      opset: 17,
      inputs: [value('x', 'float32', ['A', 'B', 'C', 'D'])],
      outputs: ['y'],
      nodes: [
        node('Shape', ['x'], ['s']),
        node('ReduceSum', ['s'], ['p']),
        ...count(size).flatMap((index) => [
          node('Mul', [index % 8 === 0 ? 'p' : `q${index - 1}`, 'p'], [`q${index}`]),
          node('ConstantOfShape', [`q${index}`], [index === size - 1 ? 'y' : `c${index}`]),
        ]),
      ],
    }),
  },
];
