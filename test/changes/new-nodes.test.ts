import { describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { changeModel, isRefused, oneBranch, stacked, writeChanged } from '../../src/changes/index.js';
import type { ChangedModel, Wishes } from '../../src/changes/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { fragmentsOf } from '../../src/analysis/index.js';
import { check } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/index.js';
import fragmentation from '../../src/rules/guidelines/network-fragmentation.js';
import castChain from '../../src/rules/waste/cast-chain.js';
import decomposed from '../../src/rules/waste/decomposed-activation.js';
import redundantTranspose from '../../src/rules/waste/redundant-transpose.js';
import { analyseModel, plain, shapeOf } from '../testers/analyse-model.js';

/** The change that a rule's only finding names, on a platform of another runtime than onnxruntime. */
function wishesOf(rule: Rule, spec: ModelSpec, runtime = 'tensorrt'): Wishes | undefined {
  let asked: Wishes | undefined;
  check([rule], analyseModel(spec), {
    times: {
      runtime,
      worthOf(wishes) {
        asked = wishes;
        return { kind: 'unknown', reason: 'nobody knows' };
      },
    },
  });
  return asked;
}

function changed(spec: ModelSpec, wishes: Wishes | undefined): ChangedModel {
  const result = changeModel(analyseModel(spec), wishes ?? {});
  if (isRefused(result)) throw new Error(result.reason);
  return result;
}

/** The operators of a changed model, as it is in memory and as it is written and read again. */
async function operatorsOf(spec: ModelSpec, wishes: Wishes | undefined): Promise<readonly string[]> {
  const { analysis, edits } = changed(spec, wishes);
  const ofLayers = analysis.layers.map(({ node: { opType } }) => opType);
  const bytes = model(spec);
  const written = await writeChanged(memorySource(bytes), readModel(memorySource(bytes)), edits);
  const read = readModel(memorySource(written.bytes));
  expect(read.graph.nodes.map(({ opType }) => opType)).toEqual(ofLayers);
  return ofLayers;
}

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

describe('layers that change nothing', () => {
  const turned = (between: readonly NodeSpec[], last: readonly number[]): ModelSpec => ({
    opset: 17,
    inputs: [image],
    outputs: ['y'],
    initializers: [constant('two', 'float32', [], [2]), weight('each', 'float32', [64])],
    nodes: [
      node('Transpose', ['x'], ['a'], { perm: [0, 2, 3, 1] }),
      ...between,
      node('Transpose', [between.length === 0 ? 'a' : 'b'], ['c'], { perm: last }),
      node('Relu', ['c'], ['y']),
    ],
  });

  it('are left out: Transposes that undo each other, or one for two', async () => {
    const between = turned([node('Mul', ['a', 'two'], ['b'])], [0, 3, 1, 2]);
    expect(await operatorsOf(between, wishesOf(redundantTranspose, between))).toEqual(['Mul', 'Relu']);
    const merged = turned([], [0, 2, 1, 3]);
    const wishes = wishesOf(redundantTranspose, merged);
    expect(await operatorsOf(merged, wishes)).toEqual(['Transpose', 'Relu']);
    const before = analyseModel(merged);
    expect(shapeOf(changed(merged, wishes).analysis.outputs[0])).toEqual(shapeOf(before.outputs[0]));
    const channels = turned([node('Mul', ['a', 'each'], ['b'])], [0, 3, 1, 2]);
    expect(wishesOf(redundantTranspose, channels), 'its constant would have to be turned').toBeUndefined();
  });

  it('are nothing to gain where the runtime leaves them out itself', () => {
    const spec = turned([], [0, 3, 1, 2]);
    expect(wishesOf(redundantTranspose, spec, 'onnxruntime-web')).toBeUndefined();
    expect(wishesOf(redundantTranspose, spec)).toBeDefined();
  });

  it('are left out: Casts by way of a narrower type', async () => {
    const cast = (to: number): ModelSpec => ({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      nodes: [
        node('Cast', ['x'], ['half'], { to: 10 }),
        node('Cast', ['half'], ['back'], { to }),
        node('Relu', ['back'], ['y']),
      ],
    });
    expect(await operatorsOf(cast(1), wishesOf(castChain, cast(1), 'onnxruntime'))).toEqual(['Relu']);
    expect(await operatorsOf(cast(11), wishesOf(castChain, cast(11), 'onnxruntime'))).toEqual(['Cast', 'Relu']);
  });
});

describe('an activation in several layers', () => {
  const swish = (opset: number): ModelSpec => ({
    opset,
    inputs: [image],
    outputs: ['y'],
    initializers: [
      constant('three', 'float32', [], [3]),
      constant('six', 'float32', [], [6]),
      constant('zero', 'float32', [], [0]),
    ],
    nodes: [
      node('Add', ['x', 'three'], ['a']),
      node('Clip', ['a', 'zero', 'six'], ['b']),
      node('Mul', ['x', 'b'], ['c']),
      node('Div', ['c', 'six'], ['y']),
    ],
  });

  it('is one layer where the opset has it', async () => {
    expect(await operatorsOf(swish(17), wishesOf(decomposed, swish(17), 'onnxruntime'))).toEqual(['HardSwish']);
    expect(wishesOf(decomposed, swish(13), 'onnxruntime')).toBeUndefined();
  });

  it('is a normalisation with a scale of its own', async () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [2, 10, 64])],
      outputs: ['y'],
      initializers: [constant('two', 'float32', [], [2]), constant('small', 'float32', [], [1e-5])],
      nodes: [
        node('ReduceMean', ['x'], ['mean'], { axes: [-1] }),
        node('Sub', ['x', 'mean'], ['centred']),
        node('Pow', ['centred', 'two'], ['squares']),
        node('ReduceMean', ['squares'], ['variance'], { axes: [-1] }),
        node('Add', ['variance', 'small'], ['above']),
        node('Sqrt', ['above'], ['deviation']),
        node('Div', ['centred', 'deviation'], ['y']),
      ],
    };
    const wishes = wishesOf(decomposed, spec);
    expect(await operatorsOf(spec, wishes)).toEqual(['LayerNormalization']);
    const { analysis } = changed(spec, wishes);
    expect(plain(analysis.edges.find(({ name }) => name === 'netstat_scale_6')?.elements)).toBe(64);
  });
});
