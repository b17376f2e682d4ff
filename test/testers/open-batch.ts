import { model, node, value, weight } from '../../fixtures/build/model.js';

/** The product of an input whose batch is open and stored weights of this width: 8·width·batch multiply-adds. */
export function openBatch(width = 4): Uint8Array {
  return model({
    opset: 17,
    inputs: [value('x', 'float32', ['batch', 8])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, width])],
    nodes: [node('MatMul', ['x', 'w'], ['y'])],
  });
}
