import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { asTrainedOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

describe('params as trained with biases of relative positions', () => {
  /** Attention of two heads whose scores get a table of that many places from a tensor of that name. */
  const biased = (places: number, name = 'onnx::Add_77', producer = '') => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [6, 2, places, 8])],
      outputs: ['y'],
      initializers: [weight(name, 'float32', [1, 2, places, places])],
      nodes: [
        node('Transpose', ['x'], ['k'], { perm: [0, 1, 3, 2] }),
        node('MatMul', ['x', 'k'], ['s']),
        node('Add', ['s', name], ['b']),
        node('Softmax', ['b'], ['p'], { axis: -1 }),
        node('MatMul', ['p', 'x'], ['y']),
      ],
    });
    return plain(asTrainedOf({ ...analysis, model: { ...analysis.model, producer } }).parameters);
  };

  it('have (2w − 1)² of each head for a window of w×w that the exporter looked up', () => {
    expect(biased(49)).toBe(2 * 13 * 13);
    expect(biased(64)).toBe(2 * 15 * 15);
    // PyTorch's newer exporter names them by the last function.
    expect(biased(49, 'unsqueeze_1', 'pytorch')).toBe(2 * 13 * 13);
  });

  it('have three more beside a token for the class, as BEiT has', () => {
    expect(biased(14 * 14 + 1)).toBe(2 * (27 * 27 + 3));
  });

  it('have all numbers of a tensor with a name, or of places in no square', () => {
    expect(biased(49, 'attn.bias', 'pytorch')).toBe(2 * 49 * 49);
    expect(biased(49, 'unsqueeze_1', 'other')).toBe(2 * 49 * 49);
    expect(biased(47)).toBe(2 * 47 * 47);
  });

  it('have (2w − 1)² of each head where rows of all heads were looked up, and are moved at load', () => {
    const analysis = analyseModel({
      opset: 18,
      inputs: [value('s', 'float32', [6, 3, 49, 49])],
      outputs: ['p'],
      initializers: [
        weight('index_2', 'float32', [49 * 49, 3]),
        constant('sizes', 'int64', [3], [49, 49, -1]),
        constant('first', 'int64', [1], [0]),
      ],
      nodes: [
        node('Reshape', ['index_2', 'sizes'], ['view']),
        node('Transpose', ['view'], ['permute'], { perm: [2, 0, 1] }),
        node('Unsqueeze', ['permute', 'first'], ['table']),
        node('Add', ['s', 'table'], ['b']),
        node('Softmax', ['b'], ['p'], { axis: -1 }),
      ],
    });
    const trained = asTrainedOf({ ...analysis, model: { ...analysis.model, producer: 'pytorch' } });
    expect(plain(trained.parameters)).toBe(3 * 13 * 13);
  });

  it.each([
    [196, 196],
    [49, 196],
  ])('have one of each head for each distance, as LeViT has, of %i queries and %i keys', (queries, keys) => {
    const name = 'blocks.0.attn.lifted_tensor_3';
    const analysis = analyseModel({
      opset: 18,
      inputs: [value('s', 'float32', [2, 4, queries, keys])],
      outputs: ['p'],
      initializers: [weight(name, 'float32', [4, queries, keys])],
      nodes: [node('Add', ['s', name], ['b']), node('Softmax', ['b'], ['p'], { axis: -1 })],
    });
    const trained = asTrainedOf({ ...analysis, model: { ...analysis.model, producer: 'pytorch' } });
    expect(plain(trained.parameters)).toBe(4 * keys);
  });
});
