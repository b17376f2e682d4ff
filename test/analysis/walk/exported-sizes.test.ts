import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { resNet50 } from '../../../fixtures/networks/resnet.js';
import { freeTarget } from '../../../src/analysis/walk/free-target.js';
import { analyseModel, plain, shapeOf } from '../../testers/analyse-model.js';

const at = (...sizes: readonly number[]): { readonly shapes: ReadonlyMap<string, readonly number[]> } => ({
  shapes: new Map([['input', sizes]]),
});

/** A network with its input declared at another size, and each output at the size of 1×3×224×224. */
const declared = (spec: ModelSpec, sizes: readonly number[]): ModelSpec => ({
  ...spec,
  inputs: [value('input', 'float32', sizes)],
});

describe('a model with fixed inputs', () => {
  const fixed = resNet50();

  it.each([
    [8, 224],
    [1, 320],
    [32, 256],
  ])('counts at batch %i and %i pixels as if it were built for them', (batch, side) => {
    const sizes = [batch, 3, side, side];
    const outputs = (fixed.outputs ?? []).flatMap((name) =>
      typeof name === 'string' ? [value(name, 'float32', [1, 1000])] : [],
    );
    const withOutput = { ...fixed, outputs };
    expect(outputs).toHaveLength(1);
    const set = analyseModel(withOutput, at(...sizes));
    const built = analyseModel(declared(fixed, sizes));
    expect(set.diagnostics).toEqual([]);
    expect(set.layers.map(({ macs }) => macs)).toEqual(built.layers.map(({ macs }) => macs));
    expect(set.totals).toEqual(built.totals);
    expect(shapeOf(set.outputs[0])).toEqual([batch, 1000]);
    expect(set.resized.length).toBeGreaterThan(0);
  });

  it('has nothing resized at its own size', () => {
    expect(analyseModel(fixed, at(1, 3, 224, 224)).resized).toEqual([]);
  });
});

describe('a table of positions for the exported size', () => {
  /** Patches of 32×32 as words of 64 numbers, positions added, and their products with each other. */
  const vision: ModelSpec = {
    opset: 17,
    inputs: [value('input', 'float32', [1, 3, 224, 224])],
    outputs: [value('y', 'float32', [1, 49, 49])],
    initializers: [
      weight('patches', 'float32', [64, 3, 32, 32]),
      constant('words', 'int64', [3], [1, 64, 49]),
      weight('positions', 'float32', [1, 49, 64]),
    ],
    nodes: [
      node('Conv', ['input', 'patches'], ['map'], { strides: [32, 32] }, { name: 'patch' }),
      node('Reshape', ['map', 'words'], ['columns'], {}, { name: 'flat' }),
      node('Transpose', ['columns'], ['rows'], { perm: [0, 2, 1] }),
      node('Add', ['rows', 'positions'], ['placed'], {}, { name: 'place' }),
      node('MatMul', ['placed', 'columns'], ['y'], {}, { name: 'product' }),
    ],
  };

  it('is counted at the new size, and named with its axis', () => {
    const { layers, outputs, diagnostics, totals } = analyseModel(vision, at(1, 3, 320, 320));
    // 10×10 patches in the place of 7×7.
    expect(shapeOf(outputs[0])).toEqual([1, 100, 100]);
    expect(layers.map(({ macs }) => macs).filter((macs) => macs !== undefined)).toEqual(
      expect.arrayContaining([100 * 64 * 3 * 32 * 32, 100 * 64 * 100]),
    );
    expect(diagnostics.map(({ message }) => message)).toContain(
      'positions 1×49×64 has the size that the model was exported for: axis 1 is 49 and counted as 100',
    );
    // What is stored is what the file has.
    expect(totals.parameterElements).toBe(64 * 3 * 32 * 32 + 49 * 64);
  });

  it('is left alone where it does not grow with the input', () => {
    const { diagnostics } = analyseModel(vision, at(2, 3, 224, 224));
    expect(diagnostics.map(({ message }) => message).filter((message) => message.startsWith('positions'))).toEqual([]);
  });
});

describe('nodes that keep the exported size', () => {
  /** A pooled map, reshaped to a constant target, and a classifier. */
  const baked = (target: readonly number[]): ModelSpec => ({
    opset: 17,
    inputs: [value('input', 'float32', [1, 512, 7, 7])],
    outputs: [value('y', 'float32', [1, 10])],
    initializers: [weight('w', 'float32', [512, 10])],
    nodes: [
      node('GlobalAveragePool', ['input'], ['pooled'], {}, { name: 'pool' }),
      node('Constant', [], ['target'], { value_ints: target }),
      node('Reshape', ['pooled', 'target'], ['flat'], {}, { name: 'reshape' }),
      node('MatMul', ['flat', 'w'], ['y'], {}, { name: 'product' }),
    ],
  });

  it.each([[[1, 512]], [[1, -1]]])(
    'a Reshape to %j is named with its axis, and counted as if that were free',
    (target) => {
      const { diagnostics, outputs, totals } = analyseModel(baked(target), at(8, 512, 7, 7));
      expect(diagnostics).toMatchObject([
        {
          code: 'baked-size',
          severity: 'warning',
          layer: 1,
          message: expect.stringMatching(
            `^keeps ${target.join('×')} of the size .* exported for: axis 0 is 1 and counted as 8$`,
          ) as unknown,
        },
        {
          code: 'fixed-export',
          severity: 'info',
          message:
            'the model was exported for one size; export it with free axes: ' +
            'torch.onnx.export(…, dynamic_axes={"input": {0: "batch"}})',
        },
      ]);
      expect(shapeOf(outputs[0])).toEqual([8, 10]);
      expect(plain(totals.macs)).toBe(8 * 512 * 10);
    },
  );

  it.each([[[-1, 512]], [[0, -1]]])('a Reshape to %j follows its input', (target) => {
    expect(analyseModel(baked(target), at(8, 512, 7, 7)).diagnostics).toEqual([]);
  });

  it.each(['Add', 'Max'])('a grid of the old size beside %s is named, and counted at the new one', (type) => {
    const { diagnostics, outputs } = analyseModel(
      {
        opset: 17,
        inputs: [value('input', 'float32', [1, 3, 8, 8])],
        outputs: [value('y', 'float32', [1, 3, 8, 8])],
        initializers: [weight('grid', 'float32', [1, 1, 8, 8])],
        nodes: [node(type, ['input', 'grid'], ['y'], {}, { name: 'add' })],
      },
      at(2, 3, 8, 12),
    );
    expect(diagnostics[0]).toMatchObject({ code: 'baked-size', layer: 0 });
    expect(diagnostics[0]?.message).toBe(
      'grid 1×1×8×8 has the size that the model was exported for: axis 3 is 8 and counted as 12',
    );
    expect(shapeOf(outputs[0])).toEqual([2, 3, 8, 12]);
  });

  it('a weight that is multiplied along the old size is named, and what depends on it stays unknown', () => {
    const { diagnostics, outputs } = analyseModel(
      {
        opset: 17,
        inputs: [value('input', 'float32', [1, 4, 8])],
        outputs: [value('y', 'float32', [1, 4, 4])],
        initializers: [weight('w', 'float32', [8, 4])],
        nodes: [node('MatMul', ['input', 'w'], ['y'], {}, { name: 'product' })],
      },
      at(1, 4, 12),
    );
    expect(diagnostics[0]).toMatchObject({ code: 'baked-size', layer: 0 });
    expect(diagnostics[0]?.message).toMatch(/^w 8×4 keeps axis 0 of the size that the model was exported for; /u);
    expect(shapeOf(outputs[0])).toBeUndefined();
  });

  it('a Slice that ends at the old size is named', () => {
    const { diagnostics, outputs } = analyseModel(
      {
        opset: 17,
        inputs: [value('input', 'float32', [1, 3, 8, 8])],
        outputs: ['y'],
        initializers: [
          constant('starts', 'int64', [1], [0]),
          constant('ends', 'int64', [1], [8]),
          constant('axes', 'int64', [1], [2]),
        ],
        nodes: [node('Slice', ['input', 'starts', 'ends', 'axes'], ['y'], {}, { name: 'slice' })],
      },
      at(1, 3, 12, 8),
    );
    expect(diagnostics[0]?.message).toBe(
      'ends axis 2 at 8, for the size that the model was exported for; its input has 12 there',
    );
    expect(shapeOf(outputs[0])).toEqual([1, 3, 8, 8]);
  });

  it('a Concat with a constant of the old batch is named, and counted as if that were free', () => {
    const { diagnostics, outputs } = analyseModel(
      {
        opset: 17,
        inputs: [value('input', 'float32', [1, 196, 768])],
        outputs: ['y'],
        initializers: [weight('token', 'float32', [1, 1, 768])],
        nodes: [node('Concat', ['token', 'input'], ['y'], { axis: 1 }, { name: 'concat' })],
      },
      at(8, 196, 768),
    );
    expect(diagnostics[0]?.message).toBe(
      'token 1×1×768 has the size that the model was exported for: axis 0 is 1 and counted as 8',
    );
    expect(shapeOf(outputs[0])).toEqual([8, 197, 768]);
  });

  it('say nothing of trouble that the model has at its own size, too', () => {
    const spec = { ...baked([1, 512]), initializers: [weight('w', 'float32', [511, 10])] };
    expect(analyseModel(spec, at(8, 512, 7, 7)).diagnostics.map(({ code }) => code)).toContain('malformed-node');
  });
});

describe('a freed target', () => {
  const freed = (
    before: readonly number[],
    after: readonly number[],
    now: readonly number[],
    batch?: { readonly from: number; readonly to: number },
  ): unknown => {
    const sizes = freeTarget({ input: before, output: after }, now, after, batch);
    return sizes === undefined ? undefined : Object.fromEntries(sizes);
  };

  it('takes the product of the axes that one axis holds', () => {
    expect(freed([1, 768, 14, 14], [1, 768, 196], [2, 768, 20, 20])).toEqual({ 0: 2, 2: 400 });
  });

  it('keeps a batch away from the features', () => {
    expect(freed([197, 12, 64], [197, 768], [197, 96, 64], { from: 1, to: 8 })).toEqual({ 0: 1576 });
    expect(freed([197, 768], [197, 1, 768], [1576, 768], { from: 1, to: 8 })).toEqual({ 1: 8 });
  });

  it('splits a batch that is in front of heads', () => {
    expect(freed([197, 1, 768], [197, 12, 64], [197, 8, 768])).toEqual({ 1: 96 });
  });

  it('gives a batch its own axis back', () => {
    expect(freed([64, 49, 96], [1, 8, 8, 7, 7, 96], [512, 49, 96], { from: 1, to: 8 })).toEqual({ 0: 8 });
  });

  it('is not known where windows do not fit, or an axis within others grows', () => {
    expect(freed([1, 56, 96], [1, 8, 7, 96], [1, 80, 96])).toBeUndefined();
    expect(freed([2, 6], [3, 4], [2, 8])).toBeUndefined();
  });
});
