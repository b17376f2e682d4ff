import { dtypeOfCode } from '../../ir/index.js';
import type { DType } from '../../ir/index.js';
import { int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { specificationOf } from '../families/elementwise.js';
import { dimension } from '../families/shapes.js';
import { NodeError } from '../language/node-error.js';

const draws = 'a random number, a multiplication and an addition per element';

/** Random numbers in a given shape. */
export const randoms = [generator('RandomNormal'), generator('RandomUniform')];

/** Random numbers in the shape of another tensor, of which nothing else is read. */
export const randomsLike = [generatorLike('RandomNormalLike'), generatorLike('RandomUniformLike')];

/** Ones with the probabilities that the input gives, else zeros. */
export const bernoulli = defineOp({
  type: 'Bernoulli',
  since: 15,
  category: 'random',
  spec: specificationOf('Bernoulli'),
  inputs: { input: 'activation' },
  outputs: { output: ({ input }, { dtype }) => typeOr(dtype, input.dtype) },
  attributes: { dtype: int(0) },
  infer: ({ input }) => [input.shape],
  cost: { operations: '2·∏output', memory: 'stream', source: 'a random number and a comparison per element' },
});

/** Samples of classes by their log-probabilities, a row of samples for each row of classes. */
export const multinomial = defineOp({
  type: 'Multinomial',
  since: 7,
  category: 'random',
  spec: specificationOf('Multinomial'),
  inputs: { input: 'activation' },
  outputs: { output: (_, { dtype }) => dtypeOfCode(dtype) },
  attributes: { dtype: int(6), sample_size: int(1) },
  infer: ({ input }, { sample_size: samples }) => {
    if (input.shape.length !== 2) throw new NodeError(`an input of rank ${input.shape.length}, should be 2`);
    if (samples < 0) throw new NodeError(`attribute sample_size is ${samples}`);
    return [[dimension(input, 0), samples]];
  },
  cost: {
    operations: '2·∏input + ∏output·(2 + classes)',
    memory: 'stream',
    terms: ({ input }) => ({ classes: dimension(input, 1) }),
    source:
      'an exponential and an addition per class; per sample a random number, its scaling and a ' +
      'comparison with each class',
  },
});

function generator(type: string): Operator {
  return defineOp({
    type,
    since: 1,
    category: 'random',
    spec: specificationOf(type),
    inputs: {},
    outputs: { output: (_, { dtype }) => dtypeOfCode(dtype) },
    attributes: { dtype: int(1), shape: required(ints()) },
    infer: (_, { shape }) => {
      if (shape.some((dim) => dim < 0)) throw new NodeError(`attribute shape is [${shape.join(', ')}]`);
      return [shape];
    },
    cost: { operations: '3·∏output', memory: 'stream', source: draws },
  });
}

function generatorLike(type: string): Operator {
  return defineOp({
    type,
    since: 1,
    category: 'random',
    spec: specificationOf(type),
    inputs: { input: 'config' },
    outputs: { output: ({ input }, { dtype }) => typeOr(dtype, input.dtype) },
    attributes: { dtype: int(0) },
    infer: ({ input }) => [input.shape],
    cost: { operations: '3·∏output', memory: { reads: { input: '0' } }, source: draws },
  });
}

/** The element type that an attribute numbers; 0, its absence, means that of the input. */
function typeOr(code: number, fallback: DType | undefined): DType | undefined {
  return code === 0 ? fallback : dtypeOfCode(code);
}
