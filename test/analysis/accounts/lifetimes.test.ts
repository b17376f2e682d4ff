import { describe, expect, it } from 'vitest';
import { constant, graph, node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const kilobyte = 256 * 4;
const x = value('x', 'float32', [256]);

describe('peak activations', () => {
  it("of a chain is one layer's input and output", () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['c'],
      nodes: [node('Relu', ['x'], ['a']), node('Abs', ['a'], ['b']), node('Neg', ['b'], ['c'])],
    });
    expect(plain(analysis.totals.peakBytes)).toBe(2 * kilobyte);
  });

  it('keeps a shortcut alive until it is added', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['d'],
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Abs', ['a'], ['b']),
        node('Neg', ['b'], ['c']),
        node('Add', ['a', 'c'], ['d']),
      ],
    });
    expect(plain(analysis.totals.peakBytes), 'a, b and c').toBe(3 * kilobyte);
    expect(analysis.liveness.peakLayer).toBe(2);
  });

  it('allocates nothing for a view but keeps alive what it views', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['d'],
      initializers: [constant('shape', 'int64', [2], [16, 16])],
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Reshape', ['a', 'shape'], ['v']),
        node('Neg', ['a'], ['b']),
        node('Flatten', ['v'], ['f'], { axis: 0 }),
        node('Add', ['f', 'b'], ['d']),
      ],
    });
    expect(plain(analysis.totals.peakBytes), 'a, b, d').toBe(3 * kilobyte);
  });

  it('does not count weights', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 256])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [256, 256])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    });
    expect(plain(analysis.totals.peakBytes)).toBe(2 * kilobyte);
  });

  it('keeps outputs to the end', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['a', 'c'],
      nodes: [node('Relu', ['x'], ['a']), node('Abs', ['a'], ['b']), node('Neg', ['b'], ['c'])],
    });
    expect(plain(analysis.totals.peakBytes), 'a, b and c').toBe(3 * kilobyte);
  });

  it('inside a body adds to what is alive outside', () => {
    const body = graph({
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [256])],
      outputs: ['go', 't'],
      nodes: [node('Neg', ['s'], ['n']), node('Abs', ['n'], ['t'])],
    });
    const analysis = analyseModel({
      opset: 17,
      inputs: [x],
      outputs: ['y'],
      initializers: [constant('trips', 'int64', [], [4])],
      nodes: [
        node('Relu', ['x'], ['r']),
        node('Loop', ['trips', '', 'r'], ['last'], { body }),
        node('Add', ['last', 'r'], ['y']),
      ],
    });
    // Outside: r. Inside: s, n, then n, t; the counter (8 bytes) and the flag (1 byte).
    expect(plain(analysis.totals.peakBytes)).toBe(3 * kilobyte + 8 + 1);
  });

  it("is a formula in the model's symbols", () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 256])],
      outputs: ['b'],
      nodes: [node('Relu', ['x'], ['a']), node('Abs', ['a'], ['b'])],
    });
    expect(plain(analysis.totals.peakBytes)).toBe(`${2 * kilobyte}*N`);
  });
});
