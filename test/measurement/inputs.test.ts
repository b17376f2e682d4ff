import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { elementsOf, makeInputs } from '../../src/measurement/index.js';
import type { DType } from '../../src/ir/index.js';
import { analyseModel } from '../testers/analyse-model.js';

function identity(dtype: DType, shape: readonly (number | string)[]): ModelSpec {
  return { opset: 17, inputs: [value('x', dtype, shape)], outputs: ['y'], nodes: [node('Identity', ['x'], ['y'])] };
}

const none = new Map();

describe('makeInputs', () => {
  it.each([
    ['float32', Float32Array],
    ['float64', Float64Array],
    ['float16', Uint16Array],
    ['int64', BigInt64Array],
    ['int32', Int32Array],
    ['uint8', Uint8Array],
    ['bool', Uint8Array],
  ] as const)('makes %s in its own width', (dtype, array) => {
    const [input] = makeInputs(analyseModel(identity(dtype, [2, 3])), none, 1).inputs;
    expect(input).toMatchObject({ name: 'x', dtype, dims: [2, 3] });
    expect(input?.data).toBeInstanceOf(array);
    expect(input?.data).toHaveLength(6);
  });

  it.each([600_000_000, 25_000_000_000])('makes none of %i floats, which no process can be handed', (count) => {
    expect(() => makeInputs(analyseModel(identity('float32', [count])), none, 1)).toThrow(/more than 2 GiB/u);
  });

  it('makes the same of the same seed, another of another', () => {
    const analysis = analyseModel(identity('float32', [64]));
    const made = (seed: number) => makeInputs(analysis, none, seed).inputs[0]?.data;
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
  });

  it('makes floats that are probabilities and integers that are indices, and says so', () => {
    const { inputs, notes } = makeInputs(
      analyseModel({
        ...identity('float32', [1000]),
        inputs: [value('x', 'float32', [1000]), value('ids', 'int64', [1000])],
      }),
      none,
      1,
    );
    const [floats, ids] = inputs.map(({ data }) => [...data].map(Number));
    expect(floats?.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(ids)).toEqual(new Set([0, 1]));
    expect(notes).toEqual(['the inputs x and ids were made up (seed 1)']);
  });

  it('takes what it is given, and what the analysis was told', () => {
    const analysis = analyseModel(identity('int64', [2]), { values: new Map([['x', [7, 9]]]) });
    expect(makeInputs(analysis, none, 1)).toMatchObject({ inputs: [{ data: BigInt64Array.of(7n, 9n) }], notes: [] });
    const given = { name: 'x', dtype: 'float32', dims: [2], data: Float32Array.of(1, 2) } as const;
    expect(makeInputs(analyseModel(identity('float32', [2])), new Map([['x', given]]), 1).inputs).toEqual([given]);
    expect(() => makeInputs(analyseModel(identity('float32', [3])), new Map([['x', given]]), 1)).toThrow(
      'the file holds [2], the model takes [3]',
    );
    expect(() => makeInputs(analyseModel(identity('int32', [2])), new Map([['x', given]]), 1)).toThrow(
      'the file holds float32, the model takes int32',
    );
    expect(() =>
      makeInputs(analyseModel(identity('float32', [2])), new Map([['z', { ...given, name: 'z' }]]), 1),
    ).toThrow('no such input; it has x');
  });

  it('never makes up integers that steer shapes', () => {
    const reshape = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [6]), value('to', 'int32', [2])],
      outputs: ['y'],
      nodes: [node('Cast', ['to'], ['to64'], { to: 7 }), node('Reshape', ['x', 'to64'], ['y'])],
    });
    expect(() => makeInputs(reshape, none, 1)).toThrow(
      'the input to steers shapes and cannot be made up; say what it is with --value to=4',
    );
    const tokens = analyseModel({
      opset: 17,
      inputs: [value('ids', 'int64', [2])],
      outputs: ['y'],
      initializers: [weight('table', 'float32', [10, 4])],
      nodes: [node('Gather', ['table', 'ids'], ['y'])],
    });
    expect(makeInputs(tokens, none, 1).inputs).toHaveLength(1);
    const shapeOf = analyseModel({
      opset: 17,
      inputs: [value('ids', 'int64', [2, 3]), value('x', 'float32', [6])],
      outputs: ['y'],
      nodes: [node('Shape', ['ids'], ['to']), node('Reshape', ['x', 'to'], ['y'])],
    });
    expect(makeInputs(shapeOf, none, 1).inputs).toHaveLength(2);
    const sliced = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [6]), value('end', 'int64', [1])],
      outputs: ['y'],
      initializers: [constant('zero', 'int64', [1], [0])],
      nodes: [node('Slice', ['x', 'zero', 'end'], ['y'])],
    });
    expect(() => makeInputs(sliced, none, 1)).toThrow('the input end steers shapes');
  });

  it('refuses a size that the file does not have', () => {
    const resized = analyseModel(identity('float32', [1, 8]), { shapes: new Map([['x', [4, 8]]]) });
    expect(() => makeInputs(resized, none, 1)).toThrow(
      '--shape x: the model fixes axis 0 at 1, and a runtime takes no other size',
    );
  });

  it('asks for sizes that are open', () => {
    expect(() => makeInputs(analyseModel(identity('float32', ['N', 'T'])), none, 1)).toThrow(
      'add --dim N=1 --dim T=128',
    );
  });
});

describe('elementsOf', () => {
  it('writes half precision as its bits', () => {
    // IEEE 754: 1 is 0x3C00, -2 is 0xC000, 0.5 is 0x3800, 65504 is 0x7BFF, the smallest normal number 2⁻¹⁴ is 0x0400.
    const numbers = [1, -2, 0.5, 65504, 2 ** -14, 0, 1e6];
    expect([...elementsOf('float16', numbers.length, (index) => numbers[index] ?? 0)]).toEqual([
      0x3c00, 0xc000, 0x3800, 0x7bff, 0x0400, 0, 0x7c00,
    ]);
  });

  it('writes bfloat16 as the upper half of single precision', () => {
    expect([...elementsOf('bfloat16', 2, (index) => [1, -2][index] ?? 0)]).toEqual([0x3f80, 0xc000]);
  });
});
