import { describe, expect, it } from 'vitest';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { fusionOf, accessBytesOf } from '../../../src/analysis/index.js';
import { mobileNetV2 } from '../../../fixtures/networks/mobilenet-v2.js';
import { analyseModel, layerOf, plain } from '../../testers/analyse-model.js';

const map = [1, 16, 8, 8];
const bytes = 4 * 16 * 8 * 8;

/** Nodes named by what they make, on a map x that a convolution c reads first. */
function after(nodes: readonly NodeSpec[], outputs: readonly string[] = ['y']): ModelSpec {
  const named = nodes.map((each) => ({ ...each, name: each.outputs[0] ?? '' }));
  return {
    opset: 17,
    inputs: [value('x', 'float32', map), value('z', 'float32', map)],
    outputs,
    nodes: [node('Conv', ['x', 'w'], ['c'], {}, { name: 'c' }), ...named],
    initializers: [
      weight('w', 'float32', [16, 16, 1, 1]),
      ...['scale', 'shift', 'mean', 'variance'].map((name) => weight(name, 'float32', [16])),
      weight('channel', 'float32', [16, 1, 1]),
      ...[
        ['low', 0],
        ['high', 6],
        ['three', 3],
        ['sixth', 1 / 6],
        ['half', 0.5],
        ['one', 1],
        ['root', Math.SQRT2],
      ].map(([name, number]) => constant(String(name), 'float32', [], [Number(number)])),
    ],
  };
}

const batchNormalization = (input: string, output: string): NodeSpec =>
  node('BatchNormalization', [input, 'scale', 'shift', 'mean', 'variance'], [output]);

/** Of each layer taken in, by label, the layer whose kernel takes it in. */
function takenIn(spec: ModelSpec): Record<string, string | undefined> {
  const analysis = analyseModel(spec);
  return Object.fromEntries(
    fusionOf(analysis).fusedInto.flatMap((into, index) =>
      into === undefined ? [] : [[analysis.layers[index]?.label ?? '', analysis.layers[into]?.label]],
    ),
  );
}

describe('a kernel takes in', () => {
  it.each<readonly [string, readonly NodeSpec[], readonly string[]]>([
    ['an activation', [node('Relu', ['c'], ['y'])], ['y']],
    [
      'BatchNormalization and an activation',
      [batchNormalization('c', 'b'), node('Clip', ['b', 'low', 'high'], ['y'])],
      ['b', 'y'],
    ],
    ['a bias and BatchNormalization', [node('Add', ['c', 'channel'], ['b']), batchNormalization('b', 'y')], ['b', 'y']],
    ['what follows a view', [node('Reshape', ['c', 'shape'], ['v']), node('Sigmoid', ['v'], ['y'])], ['y']],
    ['x·sigmoid(x)', [node('Sigmoid', ['c'], ['s']), node('Mul', ['c', 's'], ['y'])], ['s', 'y']],
    [
      'HardSwish in four nodes',
      [
        node('Add', ['c', 'three'], ['a']),
        node('Clip', ['a', 'low', 'high'], ['k']),
        node('Mul', ['c', 'k'], ['m']),
        node('Mul', ['m', 'sixth'], ['y']),
      ],
      ['a', 'k', 'm', 'y'],
    ],
    [
      'Gelu in five nodes',
      [
        node('Div', ['c', 'root'], ['d']),
        node('Erf', ['d'], ['e']),
        node('Add', ['e', 'one'], ['a']),
        node('Mul', ['c', 'a'], ['m']),
        node('Mul', ['m', 'half'], ['y']),
      ],
      ['d', 'e', 'a', 'm', 'y'],
    ],
  ])('%s', (_, nodes, expected) => {
    const spec = after(nodes);
    const withShape = { ...spec, initializers: [...(spec.initializers ?? []), constant('shape', 'int64', [4], map)] };
    expect(takenIn(withShape)).toEqual(Object.fromEntries(expected.map((label) => [label, 'c'])));
  });

  it('an activation after an addition, a pooling, a softmax, a normalisation', () => {
    expect(takenIn(after([node('Add', ['c', 'z'], ['s']), node('Relu', ['s'], ['y'])]))).toEqual({ y: 's' });
    expect(
      takenIn(after([node('MaxPool', ['c'], ['p'], { kernel_shape: [1, 1] }), node('Relu', ['p'], ['y'])])),
    ).toEqual({ y: 'p' });
    expect(takenIn(after([node('Softmax', ['c'], ['p']), node('Mul', ['p', 'half'], ['y'])]))).toEqual({ y: 'p' });
    expect(
      takenIn(
        after([
          node('Concat', ['c', 'z'], ['j'], { axis: 0 }),
          batchNormalization('j', 'b'),
          node('Relu', ['b'], ['y']),
        ]),
      ),
    ).toEqual({ y: 'b' });
  });
});

describe('a kernel does not take in', () => {
  it.each<readonly [string, readonly NodeSpec[], readonly string[]]>([
    ['an addition of two activations', [node('Add', ['c', 'z'], ['y'])], ['y']],
    ['a product with another branch', [node('Mul', ['c', 'z'], ['y'])], ['y']],
    [
      'what another layer reads too',
      [node('Relu', ['c'], ['r']), node('Neg', ['c'], ['n']), node('Concat', ['r', 'n'], ['y'], { axis: 1 })],
      ['y'],
    ],
    ['what the model gives out as well', [node('Relu', ['c'], ['y'])], ['c', 'y']],
    [
      'a normalisation after an activation',
      [
        node('LeakyRelu', ['c'], ['r']),
        node('MaxPool', ['r'], ['p'], { kernel_shape: [1, 1] }),
        batchNormalization('p', 'y'),
      ],
      ['y'],
    ],
    [
      'an activation after data movement',
      [node('Transpose', ['c'], ['t'], { perm: [0, 2, 3, 1] }), node('Relu', ['t'], ['y'])],
      ['y'],
    ],
    [
      'x·sigmoid(x) where x goes elsewhere too',
      [
        node('Sigmoid', ['c'], ['s']),
        node('Mul', ['c', 's'], ['m']),
        node('Add', ['m', 'c'], ['k']),
        node('Concat', ['k', 'c'], ['y'], { axis: 1 }),
      ],
      ['y'],
    ],
    ['a softmax', [node('Softmax', ['c'], ['y'])], ['y']],
  ])('%s', (_, nodes, outputs) => {
    const taken = takenIn(after(nodes, outputs));
    delete taken['r']; // The activation on the way of one case, which is taken in.
    expect(taken).toEqual({});
  });

  it('squeeze-and-excitation', () => {
    const nodes = [
      node('GlobalAveragePool', ['c'], ['g']),
      node('Conv', ['g', 'w'], ['e']),
      node('Sigmoid', ['e'], ['s']),
      node('Mul', ['c', 's'], ['y']),
    ];
    expect(takenIn(after(nodes))).toEqual({ s: 'e' });
  });
});

describe('memory access after fusion', () => {
  it('is as written, less what the layers taken in move', () => {
    const analysis = analyseModel(
      after([batchNormalization('c', 'b'), node('Relu', ['b'], ['r']), node('Add', ['r', 'z'], ['y'])]),
    );
    const { totalBytes, bytes: each } = fusionOf(analysis);
    // The convolution reads and writes a map and reads its weights; the addition reads two and writes one.
    expect(plain(totalBytes)).toBe(2 * bytes + 4 * 16 * 16 + 3 * bytes);
    expect(each).toEqual([2 * bytes + 4 * 16 * 16, 0, 0, 3 * bytes]);
  });

  it('reads the constants of what it takes in, but for single numbers', () => {
    const biased = analyseModel(
      after([node('Add', ['c', 'channel'], ['b']), node('Clip', ['b', 'low', 'high'], ['y'])]),
    );
    expect(plain(fusionOf(biased).totalBytes)).toBe(2 * bytes + 4 * 16 * 16 + 4 * 16);
  });

  it('is a formula while a size is open, and the same figure when it is bound', () => {
    const open = fusionOf(analyseModel(mobileNetV2({ batch: 'N' }))).totalBytes;
    const one = Number(fusionOf(analyseModel(mobileNetV2())).totalBytes);
    const two = Number(fusionOf(analyseModel(mobileNetV2({ batch: 2 }))).totalBytes);
    expect(plain(open)).toBe(`${two - one}*N + ${2 * one - two}`);
    expect(plain(fusionOf(analyseModel(mobileNetV2({ batch: 'N' }), { dims: new Map([['N', 2]]) })).totalBytes)).toBe(
      two,
    );
  });

  it('is unknown for a layer of an unknown operator, which counts nothing', () => {
    const analysis = analyseModel({
      ...after([node('Mystery', ['c'], ['y'], {}, { domain: 'com.acme' })]),
      domains: { 'com.acme': 1 },
    });
    expect(fusionOf(analysis).bytes[layerOf(analysis, 'y').index]).toBeUndefined();
    expect(plain(fusionOf(analysis).totalBytes)).toBe(2 * bytes + 4 * 16 * 16);
  });
});

describe('quantised kernels', () => {
  const scales = [constant('scale', 'float32', [], [0.1]), constant('zero', 'uint8', [], [0])];
  const dequantize = (input: string, output: string): NodeSpec =>
    node('DequantizeLinear', [input, 'scale', 'zero'], [output], {}, { name: output });
  const quantize = (input: string, output: string): NodeSpec =>
    node('QuantizeLinear', [input, 'scale', 'zero'], [output], {}, { name: output });
  const quantized = (operator: NodeSpec, last: readonly NodeSpec[] = [quantize('c', 'q')]): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'uint8', map)],
    outputs: [last.at(-1)?.outputs[0] ?? 'c'],
    nodes: [dequantize('x', 'd'), dequantize('wq', 'w'), operator, ...last],
    initializers: [...scales, weight('wq', 'uint8', [16, 16, 1, 1])],
  });
  const convolution = node('Conv', ['d', 'w'], ['c'], {}, { name: 'c' });

  it('take in the conversions around them and move 8 bits', () => {
    const spec = quantized(convolution);
    expect(takenIn(spec)).toEqual({ d: 'c', q: 'c' });
    expect(plain(fusionOf(analyseModel(spec)).totalBytes)).toBe((2 * bytes) / 4 + 16 * 16);
  });

  it('take in the activation between too', () => {
    expect(
      takenIn(quantized(convolution, [node('Relu', ['c'], ['r'], {}, { name: 'r' }), quantize('r', 'q')])),
    ).toEqual({ d: 'c', r: 'c', q: 'c' });
  });

  it('are not those that give out floating-point maps', () => {
    expect(takenIn(quantized(convolution, [node('Sqrt', ['c'], ['r'], {}, { name: 'r' })]))).toEqual({ r: 'c' });
  });

  it('are not those of which an input is not quantised', () => {
    const spec = quantized(node('Add', ['d', 'f'], ['c'], {}, { name: 'c' }));
    expect(takenIn({ ...spec, inputs: [...(spec.inputs ?? []), value('f', 'float32', map)] })).toEqual({});
  });
});

it('counts every layer as written where nothing is taken in', () => {
  const analysis = analyseModel(after([node('Softmax', ['c'], ['y'])]));
  expect(fusionOf(analysis).bytes).toEqual(analysis.layers.map(accessBytesOf));
});
