import { multiply, product, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { float, int, required, text } from '../language/attributes.js';
import { attentionDetail, perHead } from '../families/attention.js';
import { defineOp } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** A recurrence over `tokens`, whose state has a matrix of D×Dv for each of `stateHeads` heads. */
interface Recurrence {
  readonly tokens: Dim;
  readonly readers: Dim;
  readonly stateHeads: Dim;
  readonly headSize: Dim;
  readonly valueHeadSize: Dim;
}

const multiplyAdds = 'T·D·Dv·(H + (1 + corrected)·G)';
const operations = '∏decay + gated·T·G·D·Dv + 2·corrected·T·G·Dv + T·H·Dv';
const source =
  'the recurrence, token by token: writing key ⊗ value into the state and reading query · state are ' +
  'products of D·Dv, and so is reading what a delta rule corrects; besides, the decay is ' +
  'exponentiated and scales the state, a correction is subtracted and weighted, the output scaled';

function termsOf({ tokens, readers, stateHeads, headSize, valueHeadSize }: Recurrence, rule: string): Terms {
  if (!['linear', 'gated', 'delta', 'gated_delta'].includes(rule)) throw new NodeError(`update_rule is ${rule}`);
  return {
    T: tokens,
    H: readers,
    G: stateHeads,
    D: headSize,
    Dv: valueHeadSize,
    gated: rule.startsWith('gated') ? 1 : 0,
    corrected: rule.endsWith('delta') ? 1 : 0,
  };
}

interface LinearSettings {
  readonly q_num_heads: number;
  readonly kv_num_heads: number;
}

function packed(
  query: RankedTensor,
  value: RankedTensor,
  { q_num_heads, kv_num_heads }: LinearSettings,
): Recurrence & { readonly batch: Dim; readonly length: Dim } {
  for (const { shape } of [query, value]) {
    if (shape.length !== 3) throw new NodeError(`an operand has the shape ${printShape(shape)}, should have 3 axes`);
  }
  const [batch, length] = [dimension(query, 0), dimension(query, 1)];
  return {
    batch,
    length,
    tokens: multiply(batch, length),
    readers: Math.max(q_num_heads, kv_num_heads),
    stateHeads: kv_num_heads,
    headSize: perHead(dimension(query, 2), q_num_heads),
    valueHeadSize: perHead(dimension(value, 2), kv_num_heads),
  };
}

/** Attention by a recurrent state instead of scores, whose latest states may be kept in a window. */
export const linearAttention = defineOp({
  type: 'LinearAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('LinearAttention'),
  inputs: {
    query: 'activation',
    key: 'activation',
    value: 'activation',
    past_state: 'state?',
    decay: 'activation?',
    beta: 'activation?',
  },
  outputs: { output: 'query', present_state: ({ past_state, query }) => past_state?.dtype ?? query.dtype },
  attributes: {
    q_num_heads: required(int()),
    kv_num_heads: required(int()),
    update_rule: text('gated_delta'),
    scale: float(0),
    chunk_size: int(64),
    state_window: int(0),
  },
  infer({ query, value }, settings) {
    const { batch, length, readers, stateHeads, headSize, valueHeadSize } = packed(query, value, settings);
    const state = [batch, stateHeads, headSize, valueHeadSize];
    return [
      [batch, length, multiply(readers, valueHeadSize)],
      settings.state_window > 0 ? [settings.state_window, ...state] : state,
    ];
  },
  detail({ query, value }, settings) {
    const { batch, length, stateHeads, headSize, valueHeadSize } = packed(query, value, settings);
    return attentionDetail(
      {
        batch,
        heads: settings.q_num_heads,
        keyValueHeads: stateHeads,
        queryLength: length,
        keyLength: length,
        headSize,
        valueHeadSize,
      },
      { causal: true },
    );
  },
  cost: {
    multiplyAdds,
    operations,
    memory: 'stream',
    source,
    terms: ({ query, value }, settings) => termsOf(packed(query, value, settings), settings.update_rule),
  },
});

function tokenMajor(query: RankedTensor, value: RankedTensor): Recurrence {
  const { shape } = query;
  if (shape.length !== value.shape.length || (shape.length !== 3 && shape.length !== 4)) {
    throw new NodeError(`query has the shape ${printShape(shape)}, value ${printShape(value.shape)}`);
  }
  const rank = shape.length;
  const stateHeads = dimension(value, rank - 2);
  return {
    tokens: product(shape.slice(0, -2)),
    readers: stateHeads,
    stateHeads,
    headSize: dimension(query, rank - 1),
    valueHeadSize: dimension(value, rank - 1),
  };
}

/**
 * Linear attention over tokens that stand in one axis, or in two of batch and sequence, with the activations of its
 * gates.
 */
export const gatedDeltaNet = defineOp({
  type: 'GatedDeltaNet',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('GatedDeltaNet'),
  inputs: {
    query: 'activation',
    key: 'activation',
    value: 'activation',
    cu_seqlens: 'index?',
    decay: 'activation?',
    beta: 'activation?',
    initial_state: 'state?',
    a_log: 'weight?',
    dt_bias: 'weight?',
    capture_count: 'index?',
    state_update_active: 'config?',
  },
  outputs: { output: 'query', final_state: 'float32', state_update: 'float32' },
  attributes: {
    update_rule: text('gated_delta'),
    scale: float(0),
    qk_l2_norm: int(0),
    gate_activation: text('none'),
    beta_activation: text('none'),
    chunk_size: int(64),
    state_update_capacity: int(0),
  },
  infer({ query, key, value, initial_state, cu_seqlens }, { state_update_capacity }, context) {
    const { stateHeads, headSize, valueHeadSize } = tokenMajor(query, value);
    const batch =
      initial_state === undefined
        ? cu_seqlens === undefined
          ? context.fresh('batch')
          : subtract(dimension(cu_seqlens, 0), 1)
        : dimension(initial_state, 0);
    const keyHeads = dimension(key, key.shape.length - 2);
    const update = multiply(
      state_update_capacity,
      sum([stateHeads, multiply(keyHeads, headSize), multiply(stateHeads, valueHeadSize)]),
    );
    return [
      [...query.shape.slice(0, -2), stateHeads, valueHeadSize],
      [batch, stateHeads, valueHeadSize, headSize],
      [batch, update],
    ];
  },
  cost: {
    multiplyAdds,
    operations: `${operations} + normed·(3·∏query + 3·∏key) + activated·∏decay + weighted·∏beta`,
    memory: 'stream',
    terms: ({ query, value }, settings) => ({
      ...termsOf(tokenMajor(query, value), settings.update_rule),
      normed: settings.qk_l2_norm,
      // −exp(a)·softplus(decay + bias): an addition, a softplus (3), a product.
      activated: settings.gate_activation === 'none' ? 0 : 5,
      weighted: settings.beta_activation === 'none' ? 0 : 4,
    }),
    source: `${source}; normalised queries and keys: square, sum, division; the gate's softplus 5, beta's sigmoid 4`,
  },
});

/** The gates of a gated delta rule: scale·softplus(a + bias) and, of another projection, its sigmoid. */
export const linearAttentionGate = defineOp({
  type: 'LinearAttentionGate',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('LinearAttentionGate'),
  inputs: { a: 'activation', dt_bias: 'weight', decay_scale: 'weight', b: 'activation?' },
  outputs: { decay: 'a', beta: 'a' },
  infer: ({ a, b }) => [a.shape, (b ?? a).shape],
  detail: () => ({ kind: 'elementwise', function: 'linearattentiongate' }),
  cost: {
    operations: '5·∏a + 4·∏b',
    memory: 'stream',
    source: 'an addition, a softplus (3), a product; a sigmoid (4)',
  },
});
