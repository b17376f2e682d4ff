import { multiply, product, sum } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { float, int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { fusedActivationOperations } from '../families/fused-activation.js';
import { NodeError } from '../language/node-error.js';
import { dimension, printShape } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const attributes = {
  activation_type: text('relu'),
  k: int(1),
  normalize_routing_weights: int(0),
  use_sparse_mixer: int(0),
  swiglu_fusion: int(0),
  swiglu_limit: float(),
  activation_alpha: float(1),
  activation_beta: float(0),
};

interface Settings {
  readonly activation_type: string;
  readonly k: number;
  readonly normalize_routing_weights: number;
  readonly swiglu_limit: number | undefined;
}

interface Layers {
  readonly first: RankedTensor;
  readonly second: RankedTensor;
  readonly third: RankedTensor | undefined;
}

const multiplyAdds = 'T·k·(rows1·H + H·I + rows3·H)';
const operations = 'T·(5·E + k·E + 2·k·normalised) + T·k·(biases + activation·I + 2·H)';
const source =
  'k of E experts a token: two or three products each; routing by softmax (5 an expert) and k searches; the activation (a gated one with its product) an inner element, biases, each result weighted and added up (2)';

/** Only chosen experts are read: all there are, or fewer where few tokens choose. */
const chosenWeights = {
  fc1_experts_weights: 'min(E, T·k)·expert1',
  fc2_experts_weights: 'min(E, T·k)·expert2',
  fc3_experts_weights: 'min(E, T·k)·expert3',
} as const;

/** The sizes of a mixture; `packing` weights lie in each stored element along the last axis. */
function termsOf(
  input: RankedTensor,
  router: RankedTensor,
  { first, second, third }: Layers,
  settings: Settings,
  packing: number,
  biases: readonly (RankedTensor | undefined)[],
): Terms {
  const hidden = dimension(input, input.shape.length - 1);
  for (const { shape } of [first, second]) {
    if (shape.length !== 3) {
      throw new NodeError(`expert weights have the shape ${printShape(shape)}, should have 3 axes`);
    }
  }
  const gated = third !== undefined || settings.activation_type.toLowerCase() === 'swiglu';
  return {
    T: product(input.shape.slice(0, -1)),
    k: settings.k,
    E: dimension(router, router.shape.length - 1),
    H: hidden,
    I: multiply(dimension(second, 2), packing),
    rows1: dimension(first, 1),
    rows3: third === undefined ? 0 : dimension(third, 1),
    biases: sum(biases.flatMap((bias) => (bias === undefined ? [] : [dimension(bias, bias.shape.length - 1)]))),
    activation: activationOperations(settings, gated),
    normalised: settings.normalize_routing_weights,
    expert1: product(first.shape.slice(1)),
    expert2: product(second.shape.slice(1)),
    expert3: third === undefined ? 0 : product(third.shape.slice(1)),
  };
}

/** SwiGLU is G·sigmoid(α·G)·(L + β), G and L clamped by three comparisons where there is a limit; another gate adds a product. */
function activationOperations({ activation_type, swiglu_limit }: Settings, gated: boolean): number | undefined {
  const each = fusedActivationOperations(activation_type);
  if (each === undefined) return undefined;
  if (activation_type.toLowerCase() === 'swiglu') return each + 1 + (swiglu_limit === undefined ? 0 : 3);
  return gated ? each + 1 : each;
}

/** Tokens through the k experts that a router prefers for each: two layers, or three where one gates. */
export const moe = defineOp({
  type: 'MoE',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MoE'),
  inputs: {
    input: 'activation',
    router_probs: 'activation',
    fc1_experts_weights: 'weight',
    fc1_experts_bias: 'weight?',
    fc2_experts_weights: 'weight',
    fc2_experts_bias: 'weight?',
    fc3_experts_weights: 'weight?',
    fc3_experts_bias: 'weight?',
  },
  outputs: { output: 'input' },
  attributes,
  infer: ({ input }) => [input.shape],
  cost: {
    multiplyAdds,
    operations,
    source,
    memory: { reads: chosenWeights },
    terms: (
      {
        input,
        router_probs,
        fc1_experts_weights: first,
        fc1_experts_bias,
        fc2_experts_weights: second,
        fc2_experts_bias,
        fc3_experts_weights: third,
        fc3_experts_bias,
      },
      settings,
    ) =>
      termsOf(input, router_probs, { first, second, third }, settings, 1, [
        fc1_experts_bias,
        fc2_experts_bias,
        fc3_experts_bias,
      ]),
  },
});

/** The same with weights of `expert_weight_bits` bits packed in bytes. */
export const qMoE = defineOp({
  type: 'QMoE',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('QMoE'),
  inputs: {
    input: 'activation',
    router_probs: 'activation',
    fc1_experts_weights: 'weight',
    fc1_scales: 'scale?',
    fc1_experts_bias: 'weight?',
    fc2_experts_weights: 'weight',
    fc2_scales: 'scale?',
    fc2_experts_bias: 'weight?',
    fc3_experts_weights: 'weight?',
    fc3_scales: 'scale?',
    fc3_experts_bias: 'weight?',
    fc1_zero_points: 'scale?',
    fc2_zero_points: 'scale?',
    fc3_zero_points: 'scale?',
    router_weights: 'activation?',
    fc1_global_scale: 'scale?',
    fc2_global_scale: 'scale?',
    fc1_act_scale: 'scale?',
    fc2_act_scale: 'scale?',
    fc1_act_block_scale: 'scale?',
    fc2_act_block_scale: 'scale?',
  },
  outputs: { output: 'input' },
  attributes: { ...attributes, expert_weight_bits: int(4), block_size: int(0), quant_type: text('int') },
  infer: ({ input }) => [input.shape],
  cost: {
    multiplyAdds,
    operations: `${operations} + 2·packing·min(E, T·k)·(expert1 + expert2 + expert3)`,
    memory: { reads: chosenWeights },
    terms(
      {
        input,
        router_probs,
        fc1_experts_weights: first,
        fc1_experts_bias,
        fc2_experts_weights: second,
        fc2_experts_bias,
        fc3_experts_weights: third,
        fc3_experts_bias,
      },
      settings,
    ) {
      const packing = packingOf(settings);
      return {
        ...termsOf(input, router_probs, { first, second, third }, settings, packing, [
          fc1_experts_bias,
          fc2_experts_bias,
          fc3_experts_bias,
        ]),
        packing,
      };
    },
    source: `${source}; each weight of a chosen expert is unpacked once: less its zero point, times its scale (2)`,
  },
});

/** Weights in each stored element: integers of 2, 4 or 8 bits in a byte, 4-bit floating-point numbers in pairs, 8-bit ones alone. */
function packingOf({
  quant_type,
  expert_weight_bits: bits,
}: {
  readonly quant_type: string;
  readonly expert_weight_bits: number;
}): number {
  if (quant_type === 'fp8') return 1;
  if (quant_type !== 'int') return 2;
  if (bits !== 2 && bits !== 4 && bits !== 8) throw new NodeError(`expert_weight_bits is ${bits}`);
  return 8 / bits;
}
