import { isKnown, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, dimension } from '../families/shapes.js';

/** Operations of one evaluation of the activation that may follow. */
const operationsByActivation: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['silu', 5],
  ['swish', 5],
]);

/** Depthwise convolution along time that sees no later step, with the last inputs of an earlier call before its own. */
export const causalConvWithState = defineOp({
  type: 'CausalConvWithState',
  since: 27,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__CausalConvWithState.html',
  inputs: { input: 'activation', weight: 'weight', bias: 'weight?', past_state: 'state?' },
  outputs: { output: 'input', present_state: 'input' },
  attributes: { activation: text('none') },
  infer({ input, weight, past_state }) {
    const { batch, channels, length, kernel } = read(input, weight);
    if (past_state !== undefined) requireRank('past_state', past_state);
    return [
      [batch, channels, length],
      [batch, channels, subtract(kernel, 1)],
    ];
  },
  detail({ input, weight, bias }, { activation }) {
    const { batch, channels, length, kernel } = read(input, weight);
    return {
      kind: 'convolution',
      transposed: false,
      batch,
      groups: channels,
      inputChannels: channels,
      outputChannels: channels,
      inputSpatial: [length],
      outputSpatial: [length],
      kernel: [kernel],
      strides: [1],
      dilations: [1],
      bias: bias !== undefined,
      activation: activation === 'none' ? undefined : activation,
    };
  },
  cost: {
    multiplyAdds: 'N·C·L·k',
    operations: '(biased + activated)·N·C·L',
    memory: 'stream',
    terms({ input, weight, bias }, { activation }) {
      const { batch, channels, length, kernel } = read(input, weight);
      return {
        N: batch,
        C: channels,
        L: length,
        k: kernel,
        biased: bias === undefined ? 0 : 1,
        activated: operationsByActivation.get(activation),
      };
    },
    source:
      'as a Conv of one channel a group; an output element takes a bias (1), and SiLU a sigmoid (4) and a product (1)',
  },
});

interface CausalConvolution {
  readonly batch: Dim;
  readonly channels: Dim;
  readonly length: Dim;
  readonly kernel: Dim;
}

function read(input: RankedTensor, weight: RankedTensor): CausalConvolution {
  requireRank('input', input);
  requireRank('weight', weight);
  const ofInput = dimension(input, 1);
  const ofWeight = dimension(weight, 0);
  if (isKnown(ofInput) && isKnown(ofWeight) && ofInput !== ofWeight) {
    throw new NodeError(`an input of ${ofInput} channels meets a weight for ${ofWeight}`);
  }
  return {
    batch: dimension(input, 0),
    channels: agreed([ofWeight, ofInput]) ?? ofWeight,
    length: dimension(input, 2),
    kernel: dimension(weight, 2),
  };
}

function requireRank(name: string, { shape }: RankedTensor): void {
  if (shape.length !== 3) throw new NodeError(`${name} has the shape ${printShape(shape)}, should have 3 axes`);
}
