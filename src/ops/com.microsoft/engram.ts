import { subtract } from '../../dim/index.js';
import { float, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** A value times the sigmoid of how well a normalised key fits a normalised query, for each of several streams. */
export const engramGate = defineOp({
  type: 'EngramGate',
  domain: microsoft,
  since: 1,
  category: 'activation',
  spec: contribSpec('EngramGate'),
  inputs: {
    key: 'activation',
    query: 'activation',
    value: 'activation',
    key_norm_scale: 'weight',
    query_norm_scale: 'weight',
    conv_norm_scale: 'weight?',
  },
  outputs: { output: 'key', gated_value_normed: 'key' },
  attributes: { epsilon: float(1e-5) },
  infer({ key }) {
    if (key.shape.length !== 4) throw new NodeError(`key has the shape ${printShape(key.shape)}, should have 4 axes`);
    return [key.shape, key.shape];
  },
  cost: {
    operations: '2·(4·∏key + 2·∏rows) + 2·∏key + 9·∏rows + ∏output + normed·(4·∏output + 2·∏rows)',
    memory: 'stream',
    terms: ({ key, conv_norm_scale }) => ({
      rows: key.shape.slice(0, -1),
      normed: conv_norm_scale === undefined ? 0 : 1,
    }),
    source:
      'two root-mean-square normalisations (4 an element, 2 a row), a scalar product (2), its ' +
      'quotient, magnitude, comparison, root, sign and sigmoid (9 a row), the product with the value; ' +
      'where asked for, a third normalisation',
  },
});

const ngrams = {
  max_ngram_size: required(int()),
  n_head_per_ngram: required(int()),
  pad_id: int(0),
  reset_on_eos: int(0),
};
const hashed = 'T·(n + (n - 1) + heads·(1 + shifted))';
const source =
  'per token n products, n − 1 exclusive ors, and for each head a remainder and, with head_offsets, an addition';

function headsOf({
  max_ngram_size,
  n_head_per_ngram,
}: {
  readonly max_ngram_size: number;
  readonly n_head_per_ngram: number;
}): number {
  if (max_ngram_size < 2) throw new NodeError(`max_ngram_size is ${max_ngram_size}`);
  return (max_ngram_size - 1) * n_head_per_ngram;
}

/** Hashes of the n-grams that end at each token. */
export const nGramHashMapping = defineOp({
  type: 'NGramHashMapping',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('NGramHashMapping'),
  inputs: {
    input_ids: 'index',
    multipliers: 'index',
    vocab_sizes: 'index',
    past_ids: 'state?',
    head_offsets: 'index?',
    eos_token_id: 'config?',
    segment_ids: 'index?',
  },
  outputs: { hash_ids: 'input_ids', present_ids: 'input_ids' },
  attributes: ngrams,
  infer: ({ input_ids }, settings) => [
    [...input_ids.shape, headsOf(settings)],
    [dimension(input_ids, 0), settings.max_ngram_size - 1],
  ],
  cost: {
    operations: hashed,
    memory: 'stream',
    source,
    terms: ({ input_ids, head_offsets }, settings) => ({
      T: input_ids.shape,
      n: settings.max_ngram_size,
      heads: headsOf(settings),
      shifted: head_offsets === undefined ? 0 : 1,
    }),
  },
});

/** Hashes of n-grams over sequences packed in one axis. */
export const varlenNGramHashMapping = defineOp({
  type: 'VarlenNGramHashMapping',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('VarlenNGramHashMapping'),
  inputs: {
    input_ids: 'index',
    multipliers: 'index',
    vocab_sizes: 'index',
    cumulative_sequence_length: 'index',
    past_ids: 'state?',
    head_offsets: 'index?',
    eos_token_id: 'config?',
    segment_ids: 'index?',
    past_segment_ids: 'state?',
  },
  outputs: { hash_ids: 'input_ids', present_ids: 'input_ids', present_segment_ids: 'int32' },
  attributes: ngrams,
  infer({ input_ids, cumulative_sequence_length }, settings) {
    // Offsets have one entry more than there are sequences.
    const history = [subtract(dimension(cumulative_sequence_length, 0), 1), settings.max_ngram_size - 1];
    return [[dimension(input_ids, 0), headsOf(settings)], history, history];
  },
  cost: {
    operations: hashed,
    memory: 'stream',
    source,
    terms: ({ input_ids, head_offsets }, settings) => ({
      T: input_ids.shape,
      n: settings.max_ngram_size,
      heads: headsOf(settings),
      shifted: head_offsets === undefined ? 0 : 1,
    }),
  },
});
