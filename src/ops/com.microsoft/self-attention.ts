import {
  attributes,
  multiplyAdds,
  operations,
  present,
  read,
  seen,
  shapesOf,
  sharedBuffer,
  source,
  termsOf,
} from './projected-attention.js';
import { int, intOrInput, ints } from '../language/attributes.js';
import { attentionDetail } from '../families/attention.js';
import { keysPast } from '../families/masks.js';
import { defineOp } from '../language/define.js';
import { projectionsOf } from './attention-heads.js';
import { contribSpec, microsoft } from './specification.js';

/** Self-attention with merged projections, as onnxruntime fuses it from BERT and GPT-2. */
export const attention = defineOp({
  type: 'Attention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('Attention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight?',
    mask_index: 'index?',
    past: 'state?',
    attention_bias: 'activation?',
    past_sequence_length: 'config?',
  },
  outputs: { output: 'input', present: 'input' },
  attributes: {
    ...attributes,
    qkv_hidden_sizes: ints(),
    rotary_embedding_dim: int(0),
    filled: intOrInput({ input: 'past_sequence_length' }),
  },
  infer: ({ input, weights, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context)),
  detail: ({ input, weights, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context).sizes, {
      causal: settings.unidirectional === 1,
      projections: true,
    }),
  cost: {
    ...seen,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms({ input, weights, bias, mask_index, past, attention_bias }, settings, _, context) {
      const self = read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context);
      const masks = [mask_index, attention_bias];
      return {
        ...termsOf(self, masks, settings.unidirectional),
        seen: keysPast(self.sizes, masks, settings.unidirectional === 1).seen,
        bias: present([bias]),
        rotary: settings.do_rotary,
      };
    },
  },
});

/** Self-attention for one token at a time. */
export const decoderMaskedSelfAttention = defineOp({
  type: 'DecoderMaskedSelfAttention',
  domain: microsoft,
  since: 1,
  category: 'attention',
  spec: contribSpec('DecoderMaskedSelfAttention'),
  inputs: {
    input: 'activation',
    weights: 'weight',
    bias: 'weight',
    mask_index: 'index?',
    past: 'state',
    attention_bias: 'activation?',
    past_sequence_length: 'config',
    beam_width: 'config?',
    cache_indirection: 'index?',
  },
  outputs: { output: 'input', present: 'input' },
  attributes: { ...attributes, qkv_hidden_sizes: ints(), filled: intOrInput({ input: 'past_sequence_length' }) },
  infer: ({ input, weights, past }, settings, context) =>
    shapesOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context)),
  detail: ({ input, weights, past }, settings, _, context) =>
    attentionDetail(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context).sizes, {
      causal: true,
      projections: true,
    }),
  cost: {
    multiplyAdds,
    operations,
    source,
    memory: (_, { past_present_share_buffer }) => (past_present_share_buffer === 1 ? sharedBuffer : 'stream'),
    terms: ({ input, weights, past, mask_index, attention_bias }, settings, _, context) => ({
      ...termsOf(read(input, projectionsOf(weights, settings.qkv_hidden_sizes), past, settings, context), [
        mask_index,
        attention_bias,
      ]),
      bias: 1,
      rotary: settings.do_rotary,
    }),
  },
});
