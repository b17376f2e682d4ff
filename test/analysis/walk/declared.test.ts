import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

/** The places of x that are not zero, transposed: as many rows as the data says. */
const places = (declared: readonly (number | string)[]): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', [4, 8])],
  outputs: [value('y', 'int64', declared)],
  nodes: [
    node('NonZero', ['x'], ['n'], {}, { name: 'places' }),
    node('Transpose', ['n'], ['y'], { perm: [1, 0] }, { name: 'rows' }),
  ],
});

describe('declared sizes', () => {
  it('stand where inference has only a symbol, in every value that has it', () => {
    const { edges, symbols, diagnostics } = analyseModel(places([10, 2]));
    const shapes = edges.map(({ name, type }) => [name, type.kind === 'tensor' ? type.shape : undefined]);
    expect(Object.fromEntries(shapes)).toMatchObject({ n: [2, 10], y: [10, 2] });
    expect(symbols).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  it('do not where the file declares a name, or the user binds the symbol', () => {
    expect(analyseModel(places(['rows', 2])).symbols.map(({ symbol }) => symbol)).toContain('places_count');
    const bound = analyseModel(places([10, 2]), { dims: new Map([['places_count', 5]]) });
    expect(plain(bound.outputs[0]?.type.kind === 'tensor' ? (bound.outputs[0].type.shape?.[0] ?? -1) : -1)).toBe(5);
    expect(bound.diagnostics.map(({ code }) => code)).toEqual(['contradicted-declaration']);
  });

  it('that differ from what comes out are diagnosed', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [4, 8])],
      outputs: [value('y', 'float32', [4, 9])],
      nodes: [node('Relu', ['x'], ['y'], {}, { name: 'relu' })],
    };
    expect(analyseModel(spec).diagnostics).toMatchObject([{ code: 'contradicted-declaration', layer: 0 }]);
  });
});

describe('inputs that contradict an operator', () => {
  const said = (spec: ModelSpec): readonly string[] =>
    analyseModel(spec).diagnostics.map(({ code, message, layer }) => `${code} ${layer ?? '-'}: ${message}`);
  const blocked = (scales: readonly number[]): ModelSpec => ({
    opset: 21,
    inputs: [value('x', 'float32', [4, 64])],
    outputs: ['y'],
    initializers: [weight('q', 'int4', [64, 64]), weight('s', 'float32', scales)],
    nodes: [
      node('DequantizeLinear', ['q', 's'], ['w'], { axis: 0, block_size: 32 }, { name: 'dq' }),
      node('MatMul', ['x', 'w'], ['y'], {}, { name: 'product' }),
    ],
  });
  const groups = (opset: number, length: number): ModelSpec => ({
    opset,
    inputs: [value('x', 'float32', [2, 8, 4, 4])],
    outputs: ['y'],
    initializers: [weight('s', 'float32', [length]), weight('b', 'float32', [length])],
    nodes: [node('GroupNormalization', ['x', 's', 'b'], ['y'], { num_groups: 4 }, { name: 'norm' })],
  });
  const columns = (blocks: number): ModelSpec => ({
    opset: 18,
    inputs: [value('x', 'float32', [1, 5, blocks])],
    outputs: ['y'],
    initializers: [constant('image', 'int64', [2], [5, 5]), constant('block', 'int64', [2], [1, 5])],
    nodes: [node('Col2Im', ['x', 'image', 'block'], ['y'], {}, { name: 'fold' })],
  });

  it('scales for blocks along another axis', () => {
    expect(said(blocked([2, 64]))).toEqual([]);
    expect(said(blocked([64, 2]))).toEqual([
      'malformed-node 0: scales of shape [64, 2] for blocks of 32 along axis 0 of [64, 64]',
    ]);
  });

  it("GroupNormalization's scale: an element a group up to opset 20, a channel later", () => {
    expect(said(groups(18, 4))).toEqual([]);
    expect(said(groups(21, 8))).toEqual([]);
    expect(said(groups(18, 8))[0]).toBe('malformed-node 0: scale has 8 elements for 4 groups');
    expect(said(groups(21, 4))[0]).toBe('malformed-node 0: scale has 4 elements for 8 channels');
  });

  // The specification's example: an image of 5×5 has 5 places for a block of 1×5.
  it("Col2Im's count of blocks", () => {
    expect(said(columns(5))).toEqual([]);
    expect(said(columns(4))).toEqual(['malformed-node 0: 4 blocks, where the image has 5 places for one']);
  });
});

describe('diagnostics about nodes out of order', () => {
  it('name their layer', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [4])],
      outputs: ['y'],
      nodes: [
        node('Add', ['x', 'b'], ['a'], {}, { name: 'first' }),
        node('Relu', ['a'], ['b'], {}, { name: 'second' }),
        node('Neg', ['x'], ['y'], {}, { name: 'third' }),
      ],
    };
    const { diagnostics, layers } = analyseModel(spec);
    const about = diagnostics.map(({ code, layer }) => [code, layer === undefined ? undefined : layers[layer]?.label]);
    expect(about).toContainEqual(['cycle', expect.stringMatching(/first|second/u)]);
    expect(about.every(([, label]) => label !== undefined)).toBe(true);
  });
});
