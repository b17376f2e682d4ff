import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';

/**
 * A chain of convolutions and activations in blocks of ten and stages of a hundred, as long as one likes; names as
 * exporters write them.
 */
export function chainModel(layers: number): ModelSpec {
  const nodes = Array.from({ length: layers }, (_, index) => {
    const scope = `/stages.${Math.floor(index / 100)}/blocks.${Math.floor(index / 10) % 10}`;
    const [input, output] = [index === 0 ? 'x' : `t${index - 1}`, index === layers - 1 ? 'y' : `t${index}`];
    return index % 2 === 0
      ? node('Conv', [input, 'w', 'b'], [output], { pads: [1, 1, 1, 1] }, { name: `${scope}/conv${index % 10}/Conv` })
      : node('Relu', [input], [output], {}, { name: `${scope}/act${index % 10}/Relu` });
  });
  return {
    opset: 17,
    inputs: [value('x', 'float32', [1, 16, 32, 32])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [16, 16, 3, 3]), weight('b', 'float32', [16])],
    nodes,
  };
}
