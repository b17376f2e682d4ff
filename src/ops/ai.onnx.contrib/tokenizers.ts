import { add } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { contribDomain as domain, extensionsSpec, noArithmetic } from './extensions.js';

const cost = { operations: '0', memory: 'stream', source: noArithmetic } as const;

/**
 * Texts to ids by byte pairs: as many as the longest has, unless padded to a length; a mask and, of some, where each
 * token stands.
 */
export const bytePairTokenizers: readonly Operator[] = [
  'GPT2Tokenizer',
  'CLIPTokenizer',
  'RobertaTokenizer',
  'SpmTokenizer',
].map((type) =>
  defineOp({
    type,
    domain,
    since: 1,
    category: 'other',
    spec: extensionsSpec(type),
    inputs: { data: 'activation' },
    outputs: { input_ids: 'int64', attention_mask: 'int64', offset_mapping: 'int64' },
    attributes: { vocab: text(), merges: text(), padding_length: int(-1) },
    infer({ data }, { padding_length }, context) {
      const ids = [...data.shape, padded(padding_length, context)];
      return [ids, ids, [...ids, 2]];
    },
    cost,
  }),
);

function padded(length: number, context: Context): Dim {
  return length > 0 ? length : context.fresh('tokens');
}

/** Texts to ids by the rules of a tokenizer.json, a mask and where each token stands. */
export const hfJsonTokenizer = defineOp({
  type: 'HfJsonTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('HfJsonTokenizer'),
  inputs: { data: 'activation' },
  outputs: { input_ids: 'int64', attention_mask: 'int64', offset_mapping: 'int64' },
  infer({ data }, _, context) {
    const ids = [...data.shape, context.fresh('tokens')];
    return [ids, ids, [...ids, 2]];
  },
  cost,
});

/** A pair of texts, or several, to ids, a mask and types. */
export const hfBertTokenizer = defineOp({
  type: 'HfBertTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('HfBertTokenizer'),
  inputs: { text: 'activation' },
  outputs: { input_ids: 'int64', attention_mask: 'int64', token_type_ids: 'int64' },
  infer(_, __, context) {
    const ids = [context.fresh('texts'), context.fresh('tokens')];
    return [ids, ids, ids];
  },
  cost,
});

/** One text or a pair of them to ids, types and a mask. */
export const bertTokenizer = defineOp({
  type: 'BertTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('BertTokenizer'),
  inputs: { text: 'activation' },
  outputs: { input_ids: 'int64', token_type_ids: 'int64', attention_mask: 'int64', offset_mapping: 'int64' },
  attributes: { vocab_file: text(), max_length: int(-1) },
  infer(_, __, context) {
    const ids = [context.fresh('tokens')];
    return [ids, ids, ids, [...ids, 2]];
  },
  cost,
});

/** Texts to ids, one after the other, and with which id each text starts. */
export const sentencepieceTokenizer = defineOp({
  type: 'SentencepieceTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('SentencepieceTokenizer'),
  inputs: {
    data: 'activation',
    nbest_size: 'config',
    alpha: 'config',
    add_bos: 'config',
    add_eos: 'config',
    reverse: 'config',
    fairseq: 'config?',
  },
  outputs: { tokens: 'int32', indices: 'int64' },
  attributes: { model: text() },
  infer: ({ data }, _, context) => [[context.fresh('tokens')], [add(data.shape[0] ?? 1, 1)]],
  cost,
});

/** Words to pieces, their ids, and with which piece each text starts. */
export const wordpieceTokenizer = defineOp({
  type: 'WordpieceTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('WordpieceTokenizer'),
  inputs: { data: 'activation', row_indices: 'index' },
  outputs: { tokens: 'string', token_indices: 'int32', row_indices_out: 'int64' },
  attributes: { vocab: text(), suffix_indicator: text(), unk_token: text() },
  infer({ row_indices }, _, context) {
    const tokens = context.fresh('tokens');
    return [[tokens], [tokens], row_indices.shape];
  },
  cost,
});

/** Texts cut into as many words or sentences as they have. */
export const breakers: readonly Operator[] = ['BasicTokenizer', 'BlingFireSentenceBreaker'].map((type) =>
  defineOp({
    type,
    domain,
    since: 1,
    category: 'other',
    spec: extensionsSpec(type),
    inputs: { text: 'activation' },
    outputs: { tokens: 'string' },
    infer: (_, __, context) => [[context.fresh('tokens')]],
    cost,
  }),
);

/** Texts to ids by a trie, padded to the longest. */
export const trieTokenizer = defineOp({
  type: 'TrieTokenizer',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('TrieTokenizer'),
  inputs: { data: 'activation' },
  outputs: { ids: 'int64' },
  infer: ({ data }, _, context) => [[dimension(data, 0), context.fresh('tokens')]],
  cost,
});

/** Ids back to texts. */
export const decoders: readonly Operator[] = [
  'BpeDecoder',
  'TrieDetokenizer',
  'SentencepieceDecoder',
  'BertTokenizerDecoder',
].map((type) =>
  defineOp({
    type,
    domain,
    since: 1,
    category: 'other',
    spec: extensionsSpec(type),
    inputs: { ids: 'index', indices: 'config?' },
    outputs: { texts: 'string' },
    infer({ ids }, _, context) {
      if (type === 'BertTokenizerDecoder') return [[context.fresh('texts')]];
      if (type === 'SentencepieceDecoder') return [[1]];
      return [ids.shape.slice(0, -1)];
    },
    cost,
  }),
);
