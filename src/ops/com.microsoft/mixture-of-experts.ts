import { divideExactly, minimum, multiply, product, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Tensor } from '../../ir/index.js';
import { float, int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Experts, MostFormulas, PackedWeight } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { fusedActivationOperations } from '../families/fused-activation.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
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

const multiplyAdds = 'T·k·weights';
const operations = 'T·(5·E + k·E + 2·k·normalised) + T·k·(biases + activation·I + 2·H)';
const source =
  'k of E experts a token: two or three products each; routing by softmax (5 an expert) and k ' +
  'searches; the activation (a gated one with its product) an inner element, biases, each result ' +
  'weighted and added up (2); weights, scales and biases of min(E, T·k) experts are read';

/**
 * Of each tensor that holds something for every expert, what is read: that of the chosen ones, which are all where many
 * tokens choose.
 */
function chosenOnly(inputs: Readonly<Record<string, unknown>>): { readonly reads: Readonly<Record<string, string>> } {
  const perExpert = Object.keys(inputs).filter((name) => name.startsWith('fc') && inputs[name] !== undefined);
  return { reads: Object.fromEntries(perExpert.map((name) => [name, `min(E, T·k)·(∏${name}/E)`])) };
}

/** Several tokens may be sent to the same experts, which then are read once. */
const atMost = (): MostFormulas => ({ reads: 'T - 1' });

/** The experts of a mixture, and how many of them a token is sent to. */
function expertsOf(router: RankedTensor, { k }: Settings): Experts {
  const all = dimension(router, router.shape.length - 1);
  return { all, chosen: minimum(all, k) };
}

/**
 * The sizes of a mixture whose stored elements hold `packing` weights each. The products follow from how many weights
 * an expert has, for weights that were packed for one provider lie in another order (`[E, K, N/packing]` instead of
 * `[E, N, K/packing]`).
 */
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
  const weightsOf = ({ shape }: RankedTensor): Dim => multiply(packing, product(shape.slice(1)));
  return {
    T: product(input.shape.slice(0, -1)),
    k: settings.k,
    E: dimension(router, router.shape.length - 1),
    H: hidden,
    I: divideExactly(weightsOf(second), hidden) ?? multiply(packing, dimension(second, 2)),
    biases: sum(biases.flatMap((bias) => (bias === undefined ? [] : [dimension(bias, bias.shape.length - 1)]))),
    activation: activationOperations(settings, gated),
    normalised: settings.normalize_routing_weights,
    weights: sum([first, second, ...(third === undefined ? [] : [third])].map(weightsOf)),
  };
}

/**
 * SwiGLU is G·sigmoid(α·G)·(L + β), G and L clamped by three comparisons where there is a limit; another gate adds a
 * product.
 */
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
  experts: ({ router_probs }, settings) => expertsOf(router_probs, settings),
  cost: {
    multiplyAdds,
    operations,
    source,
    atMost,
    memory: chosenOnly,
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

/** A mixture of experts with weights of `expert_weight_bits` bits packed in bytes. */
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
  attributes: {
    ...attributes,
    expert_weight_bits: int(4),
    block_size: int(0),
    quant_type: text('int'),
    weights_prepacked: int(-1),
  },
  infer: ({ input }) => [input.shape],
  packed({ fc1_experts_weights, fc2_experts_weights, fc3_experts_weights }, settings) {
    const packing = packingOf(settings);
    const { quant_type, expert_weight_bits: bits } = settings;
    const type = quant_type === 'int' ? `int${bits}` : quant_type === 'fp8' ? 'float8e4m3fn' : 'float4e2m1';
    const held = (weights: Tensor | undefined): PackedWeight | undefined =>
      weights && { numbers: weights.shape && multiply(packing, product(weights.shape)), type };
    return {
      fc1_experts_weights: held(fc1_experts_weights),
      fc2_experts_weights: held(fc2_experts_weights),
      fc3_experts_weights: held(fc3_experts_weights),
    };
  },
  experts: ({ router_probs }, settings) => expertsOf(router_probs, settings),
  cost: {
    multiplyAdds,
    operations: `${operations} + 2·min(E, T·k)·weights`,
    atMost,
    memory: chosenOnly,
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
      const biases = [fc1_experts_bias, fc2_experts_bias, fc3_experts_bias];
      return termsOf(input, router_probs, { first, second, third }, settings, packingOf(settings), biases);
    },
    source: `${source}; each weight of a chosen expert is unpacked once: less its zero point, times its scale (2)`,
  },
});

/**
 * Weights in each stored element: integers of 2, 4 or 8 bits in a byte, 4-bit floating-point numbers in pairs, 8-bit
 * ones alone.
 */
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
