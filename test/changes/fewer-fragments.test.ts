import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { oneBranch, stacked } from '../../src/changes/index.js';
import { fragmentsOf } from '../../src/analysis/index.js';
import fragmentation from '../../src/rules/guidelines/network-fragmentation.js';
import { analyseModel, shapeOf } from '../testers/analyse-model.js';
import { changed, operatorsOf, wishesOf } from '../testers/changed-model.js';

const image = value('x', 'float32', [1, 64, 56, 56]);

/** Convolutions of 1×1 over one input, each with an activation of its own, joined again. */
function branches(activations: readonly string[], widths: readonly number[]): ModelSpec {
  return {
    opset: 17,
    inputs: [image],
    outputs: ['y'],
    initializers: [
      weight('last', 'float32', [8, widths.reduce((sum, width) => sum + width, 0), 1, 1]),
      ...widths.flatMap((width, at) => [
        weight(`w${at}`, 'float32', [width, 64, 1, 1]),
        weight(`b${at}`, 'float32', [width]),
      ]),
    ],
    nodes: [
      node('Tanh', ['x'], ['s']),
      ...widths.flatMap((_, at): readonly NodeSpec[] => [
        node('Conv', ['s', `w${at}`, `b${at}`], [`c${at}`], { kernel_shape: [1, 1] }),
        node(activations[at] ?? 'Relu', [`c${at}`], [`r${at}`]),
      ]),
      node(
        'Concat',
        widths.map((_, at) => `r${at}`),
        ['all'],
        { axis: 1 },
      ),
      node('Conv', ['all', 'last'], ['y']),
    ],
  };
}

describe('convolutions of one input', () => {
  const widths = [16, 32, 48, 8];

  it('are one with all their channels, with their activation before they are split', async () => {
    const spec = branches(Array<string>(4).fill('Relu'), widths);
    const wishes = wishesOf(fragmentation, spec);
    expect(await operatorsOf(spec, wishes)).toEqual(['Tanh', 'Conv', 'Relu', 'Split', 'Concat', 'Conv']);
    const { analysis } = changed(spec, wishes);
    const before = analyseModel(spec);
    expect(analysis.totals.macs).toBe(before.totals.macs);
    expect(analysis.layers.find(({ category }) => category === 'convolution')?.macs).toBe(104 * 64 * 56 * 56);
    expect(shapeOf(analysis.outputs[0])).toEqual([1, 8, 56, 56]);
  });

  it('are split before activations that differ', async () => {
    const spec = branches(['Relu', 'Sigmoid', 'Relu', 'Relu'], widths);
    const all = await operatorsOf(spec, wishesOf(fragmentation, spec));
    expect(all.slice(0, 3)).toEqual(['Tanh', 'Conv', 'Split']);
    expect(all.filter((op) => op === 'Relu')).toHaveLength(3);
  });

  it('are left where their settings differ', () => {
    const { nodes, ...rest } = branches(['Relu', 'Relu'], [8, 8]);
    const [stem, first, ...others] = nodes;
    const other = {
      ...rest,
      nodes: [stem!, { ...first!, attributes: { kernel_shape: [1, 1], strides: [1, 1] } }, ...others],
    };
    const analysis = analyseModel(other);
    expect(
      stacked(
        analysis,
        analysis.layers.map(({ index }) => index),
      ),
    ).toBeUndefined();
  });
});

describe('a block of fragments', () => {
  /** Side by side, paths of convolutions, 1×1 and then 3×3, each with its Relu: `1` is the first alone. */
  const block = (paths: readonly number[], stride = 1): ModelSpec => ({
    opset: 17,
    inputs: [image],
    outputs: ['y'],
    initializers: [
      weight('last', 'float32', [8, 16 * paths.length, 1, 1]),
      ...paths.flatMap((count, path) =>
        Array.from({ length: count }, (_, at) =>
          weight(`w${path}_${at}`, 'float32', [16, at === 0 ? 64 : 16, ...(at === 0 ? [1, 1] : [3, 3])]),
        ),
      ),
    ],
    nodes: [
      node('Tanh', ['x'], ['s']),
      ...paths.flatMap((count, path) =>
        Array.from({ length: count }, (_, at): readonly NodeSpec[] => [
          node('Conv', [at === 0 ? 's' : `r${path}_${at - 1}`, `w${path}_${at}`], [`c${path}_${at}`], {
            strides: at === 0 ? [stride, stride] : [1, 1],
            pads: at === 0 ? [0, 0, 0, 0] : [1, 1, 1, 1],
          }),
          node('Relu', [`c${path}_${at}`], [`r${path}_${at}`]),
        ]).flat(),
      ),
      node(
        'Concat',
        paths.map((count, path) => `r${path}_${count - 1}`),
        ['all'],
        { axis: 1 },
      ),
      node('Conv', ['all', 'last'], ['y']),
    ],
  });
  const places = 56 * 56;

  it('is one convolution of about as many multiply-adds, whether they stand in series or side by side', async () => {
    // Four paths of 64·16 + 16·16·9 each: 13,312 a place; a 1×3 kernel from 64 to 64 channels has 12,288.
    const spec = block([2, 2, 2, 2]);
    const wishes = wishesOf(fragmentation, spec);
    expect(await operatorsOf(spec, wishes)).toEqual(['Tanh', 'Conv', 'Relu', 'Conv']);
    const { analysis } = changed(spec, wishes);
    expect(analysis.layers[1]?.macs).toBe(64 * 64 * 3 * places);
    expect(shapeOf(analysis.outputs[0])).toEqual([1, 8, 56, 56]);
  });

  it('is two convolutions where no kernel of one comes near', async () => {
    // 1,024 + 3,328 + 5,632 + 1,024 = 11,008 a place: 2.7 times a 1×1 kernel; 16 channels between give 64·16 + 16·64·9.
    const spec = block([1, 2, 3, 1]);
    const wishes = wishesOf(fragmentation, spec);
    expect(await operatorsOf(spec, wishes)).toEqual(['Tanh', 'Conv', 'Relu', 'Conv', 'Relu', 'Conv']);
    const { analysis } = changed(spec, wishes);
    expect(Number(analysis.layers[1]?.macs) + Number(analysis.layers[3]?.macs)).toBe(10_240 * places);
  });

  it('strides as the block does', () => {
    const { analysis } = changed(block([2, 2, 2, 2], 2), wishesOf(fragmentation, block([2, 2, 2, 2], 2)));
    expect(analysis.layers[1]?.macs).toBe((64 * 64 * 3 * places) / 4);
  });

  it('is left where one convolution would compute several times as much', () => {
    const names = ['a', 'b', 'c', 'd'];
    const analysis = analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [weight('last', 'float32', [8, 64, 1, 1]), weight('w', 'float32', [64, 1, 3, 3])],
      nodes: [
        node('Tanh', ['x'], ['s']),
        ...names.map((name) => node('Conv', ['s', 'w'], [name], { group: 64, pads: [1, 1, 1, 1] })),
        node('Sum', names, ['all']),
        node('Conv', ['all', 'last'], ['y']),
      ],
    });
    const [found] = fragmentsOf(analysis, 4, 4);
    expect(found?.fragments).toHaveLength(4);
    expect(oneBranch(analysis, found!.branch)).toBeUndefined();
  });
});

it('products of one input are one, of which a Split takes columns', async () => {
  const names = ['q', 'k', 'v', 'g'];
  const spec: ModelSpec = {
    opset: 11,
    inputs: [value('x', 'float32', [1, 10, 64])],
    outputs: ['y'],
    initializers: [...names.map((name) => weight(name, 'float32', [64, 64])), weight('last', 'float32', [256, 8])],
    nodes: [
      node('Tanh', ['x'], ['s']),
      ...names.map((name) => node('MatMul', ['s', name], [`${name}_p`])),
      node(
        'Concat',
        names.map((name) => `${name}_p`),
        ['all'],
        { axis: 2 },
      ),
      node('MatMul', ['all', 'last'], ['y']),
    ],
  };
  expect(await operatorsOf(spec, wishesOf(fragmentation, spec))).toEqual([
    'Tanh',
    'MatMul',
    'Split',
    'Concat',
    'MatMul',
  ]);
});
