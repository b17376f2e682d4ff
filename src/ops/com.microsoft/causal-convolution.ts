import { isKnown, multiply, product, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { ConvolutionDetail } from '../language/detail.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const multiplyAdds = '∏input·∏k';
const operations = '(biased + activated)·∏output';
const source =
  'as a Conv of one channel a group; an output element takes a bias (1), and SiLU a sigmoid (4) and a product (1)';

/** Operations of one evaluation of the activation that may follow. */
const activations: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['silu', 5],
  ['swish', 5],
]);

interface Settings {
  readonly activation: string;
  readonly dilation: number;
}

function termsOf(weight: RankedTensor, bias: unknown, { activation }: Settings): Terms {
  return { k: weight.shape.slice(2), biased: bias === undefined ? 0 : 1, activated: activations.get(activation) };
}

/** Positions that the kernel reaches back along the causal axis, the last. */
function reach(weight: RankedTensor, { dilation }: Settings): Dim {
  if (weight.shape.length < 3) {
    throw new NodeError(`weight has the shape ${printShape(weight.shape)}, should have channels, 1 and a kernel`);
  }
  return multiply(subtract(dimension(weight, weight.shape.length - 1), 1), dilation);
}

function detailOf(
  batch: Dim,
  channels: Dim,
  spatial: Shape,
  weight: RankedTensor,
  bias: unknown,
  { activation, dilation }: Settings,
): ConvolutionDetail {
  const kernel = weight.shape.slice(2);
  return {
    kind: 'convolution',
    transposed: false,
    batch,
    groups: channels,
    inputChannels: channels,
    outputChannels: channels,
    inputSpatial: spatial,
    outputSpatial: spatial,
    kernel,
    strides: kernel.map(() => 1),
    dilations: kernel.map((_, axis) => (axis === kernel.length - 1 ? dilation : 1)),
    bias: bias !== undefined,
    activation: activation === 'none' ? undefined : activation,
  };
}

function channelsOf(ofInput: Dim, weight: RankedTensor): Dim {
  const ofWeight = dimension(weight, 0);
  if (isKnown(ofInput) && isKnown(ofWeight) && ofInput !== ofWeight) {
    throw new NodeError(`an input of ${ofInput} channels meets a weight for ${ofWeight}`);
  }
  return agreed([ofWeight, ofInput]) ?? ofWeight;
}

/**
 * Depthwise convolution that sees no later position of the last axis, with the last inputs of an earlier call before
 * its own.
 */
export const causalConvWithState = defineOp({
  type: 'CausalConvWithState',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('CausalConvWithState'),
  inputs: { input: 'activation', weight: 'weight', bias: 'weight?', past_state: 'state?' },
  outputs: { output: 'input', present_state: 'input' },
  attributes: { activation: text('none'), ndim: int(1), dilation: int(1), channels_last: int(0), state_window: int(0) },
  infer({ input, weight }, settings) {
    const held = reach(weight, settings);
    const [batch, ...others] = input.shape;
    if (batch === undefined || others.length < 2) {
      throw new NodeError(`input has the shape ${printShape(input.shape)}, should have batch, channels and positions`);
    }
    const slot =
      settings.channels_last === 0 ? [batch, ...others.slice(0, -1), held] : [batch, held, ...others.slice(1)];
    return [input.shape, settings.state_window > 0 ? [settings.state_window, ...slot] : slot];
  },
  detail({ input, weight, bias }, settings) {
    const [batch = 1, second = 1, ...rest] = input.shape;
    return settings.channels_last === 0
      ? detailOf(batch, channelsOf(second, weight), rest, weight, bias, settings)
      : detailOf(batch, channelsOf(product(rest), weight), [second], weight, bias, settings);
  },
  cost: {
    multiplyAdds,
    operations,
    memory: 'stream',
    source,
    terms: ({ weight, bias }, settings) => termsOf(weight, bias, settings),
  },
});

/** The causal convolution over sequences packed in one axis. */
export const varlenCausalConvWithState = defineOp({
  type: 'VarlenCausalConvWithState',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('VarlenCausalConvWithState'),
  inputs: {
    input: 'activation',
    weight: 'weight',
    cumulative_sequence_length: 'index',
    bias: 'weight?',
    initial_state: 'state',
    capture_count: 'index?',
  },
  outputs: { output: 'input', final_state: 'initial_state', state_update: 'input' },
  attributes: { activation: text('none'), dilation: int(1), state_update_capacity: int(0) },
  infer({ input, weight, initial_state }, settings) {
    reach(weight, settings);
    return [
      input.shape,
      initial_state.shape,
      [dimension(initial_state, 0), settings.state_update_capacity, dimension(input, 1)],
    ];
  },
  detail: ({ input, weight, bias }, settings) =>
    detailOf(1, channelsOf(dimension(input, 1), weight), [dimension(input, 0)], weight, bias, settings),
  cost: {
    multiplyAdds,
    operations,
    memory: 'stream',
    source,
    terms: ({ weight, bias }, settings) => termsOf(weight, bias, settings),
  },
});
