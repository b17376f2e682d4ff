import { model, node, value, weight } from '../../fixtures/build/model.js';

/** A convolution, an activation and a pooling: on onnxruntime the first two become one kernel. */
export function threeLayers(batch: number | string): Uint8Array {
  return model({
    opset: 17,
    inputs: [value('x', 'float32', [batch, 8, 16, 16])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, 8, 3, 3])],
    nodes: [
      node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }, { name: 'conv' }),
      node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
      node('GlobalAveragePool', ['r'], ['y'], {}, { name: 'pool' }),
    ],
  });
}
