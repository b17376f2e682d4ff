import { multiply } from '../../dim/index.js';
import { attentionDetail } from '../families/attention.js';
import { packedSizes } from '../families/attention-operands.js';
import { float, int, required, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

const updateRules: ReadonlySet<string> = new Set(['linear', 'gated', 'delta', 'gated_delta']);

/**
 * Attention by a recurrent state instead of scores: each token writes an outer product into it and reads a row from it.
 */
export const linearAttention = defineOp({
  type: 'LinearAttention',
  since: 27,
  category: 'attention',
  spec: 'https://onnx.ai/onnx/operators/onnx__LinearAttention.html',
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
  },
  infer({ query, key, value }, settings) {
    if (!updateRules.has(settings.update_rule)) throw new NodeError(`update_rule is ${settings.update_rule}`);
    const { batch, heads, keyValueHeads, queryLength, headSize, valueHeadSize } = packedSizes(
      query,
      key,
      value,
      settings,
    );
    return [
      [batch, queryLength, multiply(heads, valueHeadSize)],
      [batch, keyValueHeads, headSize, valueHeadSize],
    ];
  },
  detail: ({ query, key, value }, settings) =>
    attentionDetail(packedSizes(query, key, value, settings), { causal: true }),
  cost: {
    multiplyAdds: 'N·T·D·Dv·(H + (1 + corrected)·Hkv)',
    operations: '∏decay + gated·N·T·Hkv·D·Dv + corrected·2·N·T·Hkv·Dv + ∏output',
    memory: 'stream',
    terms({ query, key, value }, settings) {
      const { batch, heads, keyValueHeads, queryLength, headSize, valueHeadSize } = packedSizes(
        query,
        key,
        value,
        settings,
      );
      return {
        N: batch,
        T: queryLength,
        H: heads,
        Hkv: keyValueHeads,
        D: headSize,
        Dv: valueHeadSize,
        gated: settings.update_rule.startsWith('gated') ? 1 : 0,
        corrected: settings.update_rule.endsWith('delta') ? 1 : 0,
      };
    },
    source:
      'the recurrence, token by token: writing key ⊗ value into the state and reading query · state ' +
      'are products of D·Dv, and so is reading what a delta rule corrects; besides, the decay is ' +
      'exponentiated and scales the state, a correction is subtracted and weighted, the output scaled',
  },
});
