import { describe, expect, it } from 'vitest';
import type { GraphSpec, ModelSpec } from '../../fixtures/build/model.js';
import { graph, model, node, typedValue, value, weight } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { print as printDim } from '../../src/dim/index.js';
import { formats } from '../../src/formats/registry.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { reportOn } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';

const names = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${index}`);

/** A body that passes its state on, one node made of it. */
const body = (nodes: GraphSpec['nodes'], state = value('s', 'float32')): GraphSpec => ({
  name: 'body',
  inputs: [value('i', 'int64', []), value('go', 'bool', []), state],
  nodes: [...nodes, node('Identity', ['go'], ['going'])],
  outputs: [value('going', 'bool', []), value('next', 'float32')],
});

/** A Loop that runs the sum of a hundred open sizes over rows whose number is the sum of a hundred others. */
const longProducts: ModelSpec = {
  opset: 17,
  inputs: [
    ...names('a', 100).map((name) => value(`x_${name}`, 'float32', [name])),
    ...names('b', 100).map((name) => value(`x_${name}`, 'float32', [name, 4])),
  ],
  outputs: ['last'],
  initializers: [weight('w', 'float32', [4, 4])],
  nodes: [
    node('Concat', names('x_a', 100), ['x'], { axis: 0 }),
    node('Size', ['x'], ['trips']),
    node('Concat', names('x_b', 100), ['y'], { axis: 0 }),
    node('Loop', ['trips', '', 'y'], ['last'], {
      body: graph(body([node('MatMul', ['s', 'w'], ['product']), node('Relu', ['product'], ['next'])])),
    }),
  ],
};

/** A Loop in a Loop, each of as many trips as the product of 200 open sizes. */
const nestedTrips: ModelSpec = {
  opset: 17,
  inputs: [...['a', 'b', 'c', 'd'].map((name) => value(name, 'float32', names(name, 50))), value('y', 'float32', [2])],
  outputs: ['last'],
  nodes: [
    ...['a', 'b', 'c', 'd'].map((name) => node('Size', [name], [`size_${name}`])),
    node('Mul', ['size_a', 'size_b'], ['half']),
    node('Mul', ['size_c', 'size_d'], ['other_half']),
    node('Mul', ['half', 'other_half'], ['trips']),
    node('Loop', ['trips', '', 'y'], ['last'], {
      body: graph(
        body([
          node('Loop', ['trips', '', 's'], ['next'], {
            body: graph({
              ...body([node('Relu', ['t'], ['next_t'])], value('t', 'float32')),
              outputs: [value('going', 'bool', []), value('next_t', 'float32')],
            }),
          }),
        ]),
      ),
    }),
  ],
};

/** Sizes whose product has 2^959 elements, a bit less than a product may have: four bytes each are beyond it. */
const large: readonly number[] = [...Array<number>(15).fill(2 ** 62), 2 ** 29];
const models: readonly (readonly [name: string, spec: ModelSpec])[] = [
  ['what a layer costs, as often as it runs', longProducts],
  ['how often a layer runs', nestedTrips],
  [
    'what is stored',
    {
      opset: 17,
      inputs: [],
      outputs: ['y'],
      initializers: [weight('w', 'float32', large)],
      nodes: [node('Relu', ['w'], ['y'])],
    },
  ],
  [
    'the bytes of a value',
    {
      opset: 21,
      inputs: [value('x', 'int4', ['N', ...large])],
      outputs: ['y'],
      nodes: [node('Identity', ['x'], ['y'])],
    },
  ],
  [
    'the items of a sequence',
    {
      opset: 17,
      inputs: [
        typedValue('s', {
          kind: 'sequence',
          element: {
            kind: 'tensor',
            dtype: 'float32',
            shape: names('a', 64).map((name) => `${name}*b${name}*c${name}*d${name}`),
          },
        }),
      ],
      outputs: ['y'],
      nodes: [node('Identity', ['s'], ['y'])],
    },
  ],
];

describe.each(models)('where %s grows too large to write down', (_, spec) => {
  it('is unknown or a symbol of its own, in every format', async () => {
    const report = reportOn(spec);
    expect(report.diagnostics.filter(({ code }) => code === 'internal-error')).toEqual([]);
    for (const { load } of formats) expect(print(await load(), [report], { all: true })).toBeTypeOf('string');
  });
});

describe('a formula that grows too large', () => {
  it('is a number where its sizes are given', () => {
    const dims = new Map([...names('a', 100), ...names('b', 100)].map((name) => [name, 2]));
    // 200 trips of 200 rows by a 4 × 4 matrix.
    expect(reportOn(longProducts, 'model.onnx', { dims }).totals.multiplyAdds).toBe(200 * 200 * 16);
  });

  it('never leaves a count of fewer runs than there are', () => {
    const { layers } = reportOn(nestedTrips);
    const runs = (op: string) => printDim(layers.find((layer) => layer.op === op)?.times ?? 0);
    expect(runs('Loop')).toBe('1');
    expect(runs('Relu')).toBe('Loop_7_runs');
  });
});

describe('sizes that make a declared formula too large', () => {
  const spec: ModelSpec = {
    opset: 17,
    inputs: [value('x', 'float32', ['N', 'N^256'])],
    outputs: ['y'],
    nodes: [node('Relu', ['x'], ['y'])],
  };
  const read = () => readModel(memorySource(model(spec)));

  it('are refused', () => {
    expect(() => analyse(read(), { dims: new Map([['N', Number.MAX_SAFE_INTEGER]]) })).toThrow(
      /N\^256 grows too large/u,
    );
    expect(() => analyse(read(), { shapes: new Map([['x', [Number.MAX_SAFE_INTEGER, 1]]]) })).toThrow(
      /N\^256 grows too large/u,
    );
  });
});
