import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { explainFusion } from '../../src/explanation/index.js';
import { reportOf } from '../../src/report/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const spec: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', [1, 4, 16, 16])],
  outputs: ['y'],
  nodes: [
    node('Pad', ['x', 'margins'], ['p'], {}, { name: 'pad' }),
    node('Conv', ['p', 'w'], ['c'], {}, { name: 'conv' }),
    node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
    node('Softmax', ['r'], ['y'], {}, { name: 'softmax' }),
  ],
  initializers: [constant('margins', 'int64', [8], [0, 0, 1, 1, 0, 0, 1, 1]), weight('w', 'float32', [8, 4, 3, 3])],
};

describe('what explain says of fusion', () => {
  const report = reportOf('net.onnx', analyseModel(spec));
  const of = (label: string) =>
    report.layers.filter((layer) => layer.label === label).map((layer) => explainFusion(layer, report));

  it('names the layers that a kernel takes in, and the bytes that it then moves', () => {
    // The map of 4·16·16, the weights of 8·4·3·3 and the result of 8·16·16, at 4 bytes.
    expect(of('conv')).toEqual([{ bytes: '13,440', result: '13.1 KiB', into: undefined, taken: ['pad', 'relu'] }]);
  });

  it('names the kernel of a layer that is taken in', () => {
    for (const label of ['pad', 'relu']) {
      expect(of(label)).toEqual([{ bytes: '0', result: '0 B', into: 'conv', taken: [] }]);
    }
  });

  it('says nothing of a layer that fusion leaves alone', () => {
    expect(of('softmax')).toEqual([undefined]);
  });
});
