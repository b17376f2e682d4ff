import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { alexNet } from '../../../fixtures/networks/alexnet.js';
import { mobileNetV2 } from '../../../fixtures/networks/mobilenet-v2.js';
import { catalogue } from '../../../fixtures/networks/index.js';
import { findLifetimes } from '../../../src/analysis/accounts/lifetimes.js';
import { scheduleOf } from '../../../src/analysis/views/kernels.js';
import { fusedLifetimesOf, kernelsOf, peakInPlaceOf, peakInsideOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const map = [1, 16, 8, 8];
const elements = 16 * 8 * 8;
const floats = 4 * elements;

/** The most bytes alive at once when kernels are fused. */
function peakOf(spec: ModelSpec): number | string | undefined {
  return plain(fusedLifetimesOf(analyseModel(spec)).peakBytes);
}

function network(nodes: readonly NodeSpec[], outputs: readonly string[] = ['y']): ModelSpec {
  return {
    opset: 17,
    inputs: [value('x', 'float32', map)],
    outputs,
    nodes,
    initializers: [
      weight('w', 'float32', [16, 16, 1, 1]),
      constant('scale', 'float32', [], [0.5]),
      constant('zero', 'uint8', [], [128]),
      constant('rows', 'int64', [2], [16, 64]),
    ],
  };
}

const quantize = (input: string, output: string): NodeSpec =>
  node('QuantizeLinear', [input, 'scale', 'zero'], [output]);
const dequantize = (input: string, output: string): NodeSpec =>
  node('DequantizeLinear', [input, 'scale', 'zero'], [output]);
const convolve = (input: string, output: string): NodeSpec => node('Conv', [input, 'w'], [output]);

describe('peak activations of fused kernels', () => {
  it('of MobileNet V2 is the widest expansion beside its projection of the stride: 112² · 96 + 56² · 96 floats', () => {
    // ExecuTorch's arena of the int8 network is a quarter: 1,505,280 bytes (executorch#17651).
    expect(peakOf(mobileNetV2())).toBe(4 * 1_505_280);
  });

  it('of AlexNet is the input beside the first convolution: 224² · 3 + 55² · 64 floats', () => {
    expect(peakOf(alexNet())).toBe(4 * (224 * 224 * 3 + 55 * 55 * 64));
  });

  it('leaves out a value that only the kernel itself needs, whatever shape it is shown in', () => {
    const nodes = [convolve('x', 'c'), node('Reshape', ['c', 'rows'], ['v']), node('Relu', ['v'], ['y'])];
    expect(peakOf(network(nodes)), 'x and y').toBe(2 * floats);
    expect(
      kernelsOf(analyseModel(network(nodes)))
        .find(({ at }) => at === 0)
        ?.writes.map(({ name }) => name),
    ).toEqual(['y']);
  });

  it('counts a value between quantised kernels at its quantised width', () => {
    const nodes = [
      quantize('x', 'q'),
      dequantize('q', 'd'),
      convolve('d', 'a'),
      quantize('a', 'b'),
      dequantize('b', 'e'),
      convolve('e', 'f'),
      quantize('f', 'y'),
    ];
    expect(peakOf(network(nodes)), 'x and q').toBe(floats + elements);
    expect(kernelsOf(analyseModel(network(nodes))).map(({ writes }) => writes.map(({ name }) => name))).toEqual([
      ['q'],
      ['b'],
      ['y'],
    ]);
  });

  it('lets each of several quantised readers take the DequantizeLinear in', () => {
    const nodes = [
      quantize('x', 'q'),
      dequantize('q', 'd'),
      convolve('d', 'a'),
      quantize('a', 'b'),
      node('Relu', ['d'], ['e']),
      quantize('e', 'c'),
    ];
    const kernels = kernelsOf(analyseModel(network(nodes, ['b', 'c'])));
    expect(kernels.map(({ reads }) => reads.map(({ name }) => name))).toEqual([['x'], ['q'], ['q']]);
  });

  it('counts a float for a DequantizeLinear that no kernel takes in', () => {
    const nodes = [quantize('x', 'q'), dequantize('q', 'd'), node('Softmax', ['d'], ['y'])];
    expect(peakOf(network(nodes)), 'd and y').toBe(2 * floats);
  });

  it('is a formula where dimensions are open', () => {
    const spec = network([convolve('x', 'c'), node('Relu', ['c'], ['y'])]);
    expect(peakOf({ ...spec, inputs: [value('x', 'float32', ['N', 16, 8, 8])] })).toBe(`${2 * floats}*N`);
  });
});

describe('computed in place', () => {
  const residual = network([
    convolve('x', 'a'),
    convolve('a', 'b'),
    node('Add', ['a', 'b'], ['c']),
    convolve('c', 'y'),
  ]);

  it('an element-wise kernel writes over an input that nobody needs any more', () => {
    expect(peakOf(residual), 'a, b and c').toBe(3 * floats);
    expect(plain(peakInPlaceOf(analyseModel(residual)).peakBytes), 'a and b').toBe(2 * floats);
  });

  it("never over the model's input, nor over what others still read", () => {
    const shared = network([node('Relu', ['x'], ['a']), node('Relu', ['a'], ['b']), node('Add', ['a', 'b'], ['y'])]);
    expect(plain(peakInPlaceOf(analyseModel(shared)).peakBytes), 'x and a, or a and b').toBe(2 * floats);
    const input = network([node('Relu', ['x'], ['y'])]);
    expect(plain(peakInPlaceOf(analyseModel(input)).peakBytes)).toBe(2 * floats);
  });
});

describe('without inputs and outputs', () => {
  it('what is handed over at the borders does not count', () => {
    const spec = network([convolve('x', 'a'), convolve('a', 'y')]);
    expect(plain(peakInsideOf(analyseModel(spec)).peakBytes), 'a').toBe(floats);
    expect(peakOf(spec)).toBe(2 * floats);
  });

  it('nor over an output, though the last layer reads it', () => {
    const given = network([convolve('x', 'a'), convolve('a', 'b'), node('Add', ['a', 'b'], ['y'])], ['a', 'b', 'y']);
    expect(plain(peakInPlaceOf(analyseModel(given)).peakBytes), 'a, b and y').toBe(3 * floats);
  });

  it.each(catalogue)('the peak of $name is that of running all its kernels in place', ({ build, dims }) => {
    const analysis = analyseModel(build(), dims === undefined ? {} : { dims });
    expect(peakInPlaceOf(analysis).peakBytes).toBe(findLifetimes(analysis, scheduleOf(analysis, true)).peakBytes);
  });
});
