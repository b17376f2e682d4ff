import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { conventions, countBy } from '../../src/conventions/index.js';
import { analyseModel, plain } from '../testers/analyse-model.js';

/** The count of a model by the convention of that name. */
function count(name: string, spec: ModelSpec): number | string | undefined {
  const convention = conventions.find((one) => one.name === name);
  if (convention === undefined) throw new Error(`no convention ${name}`);
  return plain(countBy(convention, analyseModel(spec)).total);
}

const image = value('x', 'float32', [1, 3, 224, 224]);
const stem: ModelSpec = {
  opset: 17,
  inputs: [image],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [32, 3, 3, 3]), weight('b', 'float32', [32])],
  nodes: [node('Conv', ['x', 'w', 'b'], ['y'], { pads: [1, 1, 1, 1] })],
};
const positions = 224 * 224;

describe('a convolution of 3 to 32 channels, 3×3, 224×224, with bias', () => {
  const multiplyAdds = positions * 32 * 3 * 9;
  it.each([
    ['torchstat', (2 * 3 * 9 - 1 + 1) * positions * 32],
    ['thop', multiplyAdds],
    ['ultralytics-thop', multiplyAdds],
    ['fvcore', multiplyAdds],
    ['ptflops', multiplyAdds + positions * 32],
    ['torchinfo', (32 * 3 * 9 + 32) * positions],
    ['onnx-tool', multiplyAdds + positions * 32],
    ['onnxsim', multiplyAdds],
  ])('%s', (name, wanted) => {
    expect(count(name, stem)).toBe(wanted);
  });

  it('torchstat publishes 86,704,128', () => {
    expect(count('torchstat', stem)).toBe(86_704_128);
  });

  it('torchstat leaves the batch out', () => {
    expect(count('torchstat', { ...stem, inputs: [value('x', 'float32', [8, 3, 224, 224])] })).toBe(86_704_128);
  });
});

it('onnx-tool takes an empty third input for a bias: 37,376 for 36,864', () => {
  const spec: ModelSpec = {
    opset: 17,
    inputs: [value('x', 'float32', [1, 8, 8, 8])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, 8, 3, 3])],
    nodes: [node('Conv', ['x', 'w', ''], ['y'], { pads: [1, 1, 1, 1] })],
  };
  expect(8 * 64 * 8 * 9).toBe(36_864);
  expect(count('onnx-tool', spec)).toBe(37_376);
  expect(count('onnxsim', spec)).toBe(36_864);
});

describe('a transposed convolution of 3×3 input by a 1×1 kernel and stride 3', () => {
  // Two channels to sixteen: each input element meets each tap once.
  const spec: ModelSpec = {
    opset: 17,
    inputs: [value('x', 'float32', [1, 2, 3, 3])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [2, 16, 1, 1])],
    nodes: [node('ConvTranspose', ['x', 'w'], ['y'], { strides: [3, 3] })],
  };
  const output = 7 * 7 * 16;
  it.each([
    ['onnxsim', 2 * 9 * 16],
    ['fvcore', 2 * 9 * 16],
    ['ultralytics-thop', 2 * 9 * 16],
    ['thop', output * 2],
    ['torchinfo', 2 * 16 * 7 * 7],
    ['onnx-tool', output * 16],
    ['torchstat', (2 * 2 - 1) * 9 * 16],
  ])('%s', (name, wanted) => {
    expect(count(name, spec)).toBe(wanted);
  });
});

describe('products', () => {
  const broadcast: ModelSpec = {
    opset: 17,
    inputs: [value('a', 'float32', [4, 1, 2, 3]), value('b', 'float32', [1, 8, 3, 5])],
    outputs: ['y'],
    nodes: [node('MatMul', ['a', 'b'], ['y'])],
  };
  it("of two broadcast batches: onnx-tool takes the larger side's, 240 for 960", () => {
    expect(count('onnxsim', broadcast)).toBe(4 * 8 * 2 * 3 * 5);
    expect(count('onnx-tool', broadcast)).toBe(240);
  });

  it('fvcore and ptflops count numel(a)·last(b), whichever has the batch', () => {
    expect(count('fvcore', broadcast)).toBe(4 * 2 * 3 * 5);
    expect(count('ptflops', broadcast)).toBe(4 * 2 * 3 * 5);
  });

  it('of two activations are nothing to thop and torchinfo', () => {
    expect(count('thop', broadcast)).toBe(0);
    expect(count('torchinfo', broadcast)).toBe(0);
  });

  it('of a linear layer: torchstat leaves out the bias, torchinfo and ptflops count it', () => {
    const linear: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [1, 512])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [1000, 512]), weight('b', 'float32', [1000])],
      nodes: [node('Gemm', ['x', 'w', 'b'], ['y'], { transB: 1 })],
    };
    expect(count('torchstat', linear)).toBe(1000 * (2 * 512 - 1));
    expect(count('torchinfo', linear)).toBe(1000 * 512 + 1000);
    expect(count('ptflops', linear)).toBe(1000 * 512 + 1000);
    expect(count('thop', linear)).toBe(1000 * 512);
  });
});

describe('recurrent layers of 64 inputs, 64 hidden, 100 steps', () => {
  const recurrent = (op: string, gates: number): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'float32', [100, 1, 64])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [1, gates * 64, 64]),
      weight('r', 'float32', [1, gates * 64, 64]),
      weight('b', 'float32', [1, 2 * gates * 64]),
    ],
    nodes: [node(op, ['x', 'w', 'r', 'b'], ['y'], { hidden_size: 64 })],
  });
  it('thop: 3,379,200 an LSTM, 2,540,800 a GRU', () => {
    expect(count('thop', recurrent('LSTM', 4))).toBe(3_379_200);
    expect(count('thop', recurrent('GRU', 3))).toBe(2_540_800);
  });
  it('ptflops: gates, ten operations and eight biases a hidden unit and step', () => {
    expect(count('ptflops', recurrent('LSTM', 4))).toBe(100 * (64 * 4 * 64 + 64 * 4 * 64 + 10 * 64 + 8 * 64));
  });
  it('torchinfo: all weights and biases a step', () => {
    expect(count('torchinfo', recurrent('LSTM', 4))).toBe(100 * (2 * 256 * 64 + 2 * 256));
  });
  it('onnxsim and fvcore: nothing', () => {
    expect(count('onnxsim', recurrent('LSTM', 4))).toBe(0);
    expect(count('fvcore', recurrent('LSTM', 4))).toBe(0);
  });
});

describe('an element', () => {
  const one = (op: string, shape: readonly number[], attributes = {}): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'float32', shape)],
    outputs: ['y'],
    nodes: [node(op, ['x'], ['y'], attributes)],
  });
  it.each([
    ['Sigmoid', 32],
    ['Tanh', 38],
    ['Sqrt', 24],
    ['Log', 43],
    ['Exp', 32],
    ['Sin', 39],
    ['Relu', 1],
    ['Erf', 0],
    ['Softmax', 36],
  ])('of %s is %i to onnx-tool', (op, weightOfOne) => {
    expect(count('onnx-tool', one(op, [2, 8]))).toBe(weightOfOne * 16);
  });
  it('of BatchNormalization is 4 to thop and torchstat, 2 to fvcore and ptflops, 31 to onnx-tool', () => {
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [1, 4, 5, 5])],
      outputs: ['y'],
      initializers: ['s', 'b', 'm', 'v'].map((name) => weight(name, 'float32', [4])),
      nodes: [node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y'])],
    };
    const elements = 4 * 5 * 5;
    expect(
      ['thop', 'torchstat', 'fvcore', 'ptflops', 'onnx-tool', 'torchinfo'].map((name) => count(name, spec)),
    ).toEqual([4 * elements, 4 * elements, 2 * elements, 2 * elements, 31 * elements, 2 * 4]);
  });
  it('of a Softmax row of n is 3n − 1 to thop', () => {
    expect(count('thop', one('Softmax', [2, 8]))).toBe(2 * (3 * 8 - 1));
  });
  it('of Max is one operation however many inputs, to onnx-tool; of Sum as many as additions', () => {
    const three = (op: string): ModelSpec => ({
      opset: 17,
      inputs: ['a', 'b', 'c'].map((name) => value(name, 'float32', [16])),
      outputs: ['y'],
      nodes: [node(op, ['a', 'b', 'c'], ['y'])],
    });
    expect(count('onnx-tool', three('Max'))).toBe(16);
    expect(count('onnx-tool', three('Sum'))).toBe(32);
  });
});

it('an embedding of 20 rows of 300 costs torchinfo 6,000 mult-adds: a look-up taken for arithmetic', () => {
  const spec: ModelSpec = {
    opset: 17,
    inputs: [value('ids', 'int64', [1, 7])],
    outputs: ['y'],
    initializers: [weight('table', 'float32', [20, 300])],
    nodes: [node('Gather', ['table', 'ids'], ['y'])],
  };
  expect(count('torchinfo', spec)).toBe(6000);
});

describe.each(conventions)('$name, of an input of unknown rank,', (convention) => {
  const weights = [
    weight('w', 'float32', [8, 3, 3, 3]),
    weight('m', 'float32', [4, 8]),
    weight('lstm', 'float32', [1, 32, 4]),
    weight('r', 'float32', [1, 32, 8]),
    ...['s', 'b', 'mean', 'var'].map((name) => weight(name, 'float32', [3])),
  ];
  it.each([
    node('Conv', ['x', 'w'], ['y']),
    node('ConvTranspose', ['x', 'w'], ['y']),
    node('MaxPool', ['x'], ['y'], { kernel_shape: [2, 2] }),
    node('GlobalAveragePool', ['x'], ['y']),
    node('MatMul', ['x', 'm'], ['y']),
    node('Gemm', ['x', 'm'], ['y']),
    node('LSTM', ['x', 'lstm', 'r'], ['y']),
    node('BatchNormalization', ['x', 's', 'b', 'mean', 'var'], ['y']),
    node('Softmax', ['x'], ['y']),
    node('Relu', ['x'], ['y']),
  ])('knows of no count but where it counts nothing: $opType', (unranked) => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32')],
      outputs: ['y'],
      initializers: weights,
      nodes: [unranked],
    });
    const { layers } = countBy(convention, analysis);
    const listed = Object.keys(convention.formulas).some((operators) => operators.split(' ').includes(unranked.opType));
    if (!listed) expect(layers).toEqual([0]);
    else if (unranked.opType === 'Conv') expect(layers).toEqual([undefined]);
    else expect(layers).toHaveLength(1);
  });
});
