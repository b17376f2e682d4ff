import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { asTrainedOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const image = value('x', 'float32', [1, 3, 8, 8]);

/** Two convolutions of 3 → 4 → 4 channels, 3×3, with biases. */
function twoConvolutions(weights: readonly [string, string], biases: readonly [string, string] = ['b1', 'b2']) {
  const [first, second] = weights;
  const [one, other] = biases;
  return asTrainedOf(
    analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [
        weight(first, 'float32', [4, 3, 3, 3]),
        weight(one, 'float32', [4]),
        weight(second, 'float32', [4, 4, 3, 3]),
        weight(other, 'float32', [4]),
      ],
      nodes: [node('Conv', ['x', first, one], ['a']), node('Conv', ['a', second, other], ['y'])],
    }),
  );
}

describe('params as trained', () => {
  const stored = 4 * 27 + 4 + 4 * 36 + 4;

  it('are those stored, where nothing shows that the exporter changed them', () => {
    const { params, foldedNormalizations, sharedTensors } = twoConvolutions(['features.0.weight', 'features.3.weight']);
    expect([plain(params), foldedNormalizations, sharedTensors]).toEqual([stored, 0, 0]);
  });

  it('have scale and shift of each channel where a BatchNormalization became a bias', () => {
    const { params, foldedNormalizations, foldedParams } = twoConvolutions(
      ['onnx::Conv_12', 'features.3.weight'],
      ['onnx::Conv_13', 'features.3.bias'],
    );
    // 4 channels: a scale and a shift each, for which one bias stands.
    expect([plain(params), foldedNormalizations, plain(foldedParams)]).toEqual([stored + 4, 1, 4]);
  });

  it('have none of a weight that was worked out at export, whose bias has its name still', () => {
    // torch.nn.utils.weight_norm
    const { params, foldedNormalizations } = twoConvolutions(
      ['onnx::Conv_12', 'features.3.weight'],
      ['features.0.bias', 'features.3.bias'],
    );
    expect([plain(params), foldedNormalizations]).toEqual([stored, 0]);
  });

  it('have them where onnxscript gave a convolution a bias that it did not have', () => {
    const folded = (bias: string, producer: string) => {
      const analysis = analyseModel({
        opset: 18,
        inputs: [image],
        outputs: ['y'],
        initializers: [weight('conv.weight', 'float32', [4, 3, 3, 3]), weight(bias, 'float32', [4])],
        nodes: [node('Conv', ['x', 'conv.weight', bias], ['y'])],
      });
      return asTrainedOf({ ...analysis, model: { ...analysis.model, producer } });
    };
    const [scales, shifts] = [4, 4];
    for (const each of [folded('conv.weight_bias', 'other'), folded('x_bias', 'pytorch')]) {
      expect([plain(each.params), each.foldedNormalizations]).toEqual([4 * 27 + scales + shifts, 1]);
    }
    expect(folded('conv.bias', 'pytorch').foldedNormalizations).toBe(0);
    expect(folded('x_bias', 'other').foldedNormalizations).toBe(0);
  });

  it('have every parameter whose values are those of another one', () => {
    const normalised = (name: string, scale: string) => node('Mul', [name, scale], [`${name}n`]);
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 8])],
      outputs: ['y'],
      initializers: [weight('first.weight', 'float32', [8]), weight('w', 'float32', [8, 8])],
      nodes: [
        node('Identity', ['first.weight'], ['second.weight']),
        normalised('x', 'first.weight'),
        node('MatMul', ['xn', 'w'], ['h']),
        normalised('h', 'second.weight'),
        node('MatMul', ['hn', 'w'], ['y']),
      ],
    });
    const { params, sharedTensors, sharedParams } = asTrainedOf(analysis);
    expect([plain(params), sharedTensors, plain(sharedParams)]).toEqual([8 * 8 + 2 * 8, 1, 8]);
  });

  it('have one that is used in another shape, as the scale of a GroupNorm, beside one that shares its tensor', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 8, 8])],
      outputs: ['y'],
      initializers: [
        weight('groups.weight', 'float32', [8]),
        weight('w', 'float32', [8, 8]),
        constant('last', 'int64', [1], [1]),
      ],
      nodes: [
        node('Identity', ['groups.weight'], ['layers.weight']),
        node('Unsqueeze', ['groups.weight', 'last'], ['column']),
        node('Mul', ['x', 'column'], ['xn']),
        node('MatMul', ['xn', 'w'], ['h']),
        node('Mul', ['h', 'layers.weight'], ['hn']),
        node('MatMul', ['hn', 'w'], ['y']),
      ],
    });
    expect(plain(asTrainedOf(analysis).params)).toBe(8 * 8 + 2 * 8);
  });

  it('have no parameter twice that is read in two shapes', () => {
    const analysis = analyseModel({
      opset: 11,
      inputs: [value('x', 'float32', [8, 8])],
      outputs: ['y'],
      initializers: [weight('scale', 'float32', [8]), weight('w', 'float32', [8, 8])],
      nodes: [
        node('Unsqueeze', ['scale'], ['column'], { axes: [1] }),
        node('Mul', ['x', 'column'], ['a']),
        node('Mul', ['a', 'scale'], ['b']),
        node('MatMul', ['b', 'w'], ['y']),
      ],
    });
    expect(plain(asTrainedOf(analysis).params)).toBe(8 * 8 + 8);
  });
});
