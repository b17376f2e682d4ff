import { add, isKnown, maximum, subtract } from '../../dim/index.js';
import { bitsOf } from '../../ir/index.js';
import { int, required, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** Texts cut into tokens, padded to the most that one of them has. */
export const tokenizer = defineOp({
  type: 'Tokenizer',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('Tokenizer'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { mark: int(0), pad_value: text(''), tokenexp: text(), separators: texts(), mincharnum: int(1) },
  infer({ X }, _, context) {
    if (X.shape.length < 1 || X.shape.length > 2) {
      throw new NodeError(`X has the shape ${printShape(X.shape)}, should have 1 or 2 axes`);
    }
    // No texts give no tokens: one axis fewer, and nothing along the last.
    if (X.shape.some((dim) => isKnown(dim) && dim === 0)) return [[...X.shape.slice(0, -1), 0]];
    return [[...X.shape, context.fresh('tokens')]];
  },
  cost: { operations: '0', memory: 'stream', source: 'compares and moves characters, no arithmetic' },
});

/** 32-bit hashes, given out signed or not. */
export const murmurHash3 = defineOp({
  type: 'MurmurHash3',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('MurmurHash3'),
  inputs: { X: 'activation' },
  outputs: { Y: (_, { positive }) => (positive === 1 ? 'uint32' : 'int32') },
  attributes: { seed: int(0), positive: int(1) },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: '(7·words + 9)·∏X',
    memory: 'stream',
    terms({ X }, _, __, context) {
      const bits = X.dtype === undefined ? undefined : bitsOf(X.dtype);
      return { words: bits === undefined ? context.fresh('words') : Math.ceil(bits / 32) };
    },
    source:
      "Appleby's MurmurHash3_x86_32: for each word of 32 bits three products, two rotations, an " +
      'exclusive or and an addition; at the end three shifts, four exclusive ors and two products',
  },
});

/** Scores of tokens that would repeat an n-gram set to −∞. */
export const nGramRepeatBlock = defineOp({
  type: 'NGramRepeatBlock',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('NGramRepeatBlock'),
  inputs: { input_ids: 'index', scores: 'activation' },
  outputs: { scores_out: 'scores' },
  attributes: { ngram_size: required(int()) },
  infer: ({ scores }) => [scores.shape],
  cost: {
    operations: 'n·∏input_ids',
    memory: 'stream',
    terms: (_, { ngram_size }) => ({ n: ngram_size }),
    source: 'at most n comparisons at each place',
  },
});

/** Where predicted tokens leave the source, for aggressive decoding; how many are kept is data. */
export const bifurcationDetector = defineOp({
  type: 'BifurcationDetector',
  domain: microsoft,
  since: 1,
  category: 'other',
  spec: contribSpec('BifurcationDetector'),
  inputs: { src_tokens: 'index', cur_tokens: 'index', prev_suffix_match_idx: 'index', pred_tokens: 'index?' },
  outputs: { tokens: 'cur_tokens', suffix_match_idx: 'prev_suffix_match_idx' },
  attributes: { min_ngram_size: int(1), max_ngram_size: int(3) },
  infer: ({ cur_tokens, prev_suffix_match_idx, pred_tokens }, _, context) => [
    pred_tokens === undefined ? cur_tokens.shape : [context.fresh('tokens')],
    prev_suffix_match_idx.shape,
  ],
  cost: {
    operations: '∏pred_tokens + n·∏src_tokens',
    memory: 'stream',
    terms: (_, { max_ngram_size }) => ({ n: max_ngram_size }),
    source: 'a comparison a predicted token, at most n at each place of the source',
  },
});

/** Words embedded by a convolution over the embeddings of their characters and the greatest of its places. */
export const wordConvEmbedding = defineOp({
  type: 'WordConvEmbedding',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('WordConvEmbedding'),
  inputs: { Sequence: 'index', W: 'weight', B: 'weight', C: 'weight' },
  outputs: { Y: 'W' },
  attributes: { embedding_size: int(), conv_window_size: int(), char_embedding_size: int() },
  infer: ({ Sequence, W }, { embedding_size }) => [[...Sequence.shape.slice(0, -1), embedding_size ?? dimension(W, 0)]],
  cost: {
    multiplyAdds: 'words·places·F·window·width',
    operations: '3·words·places·F',
    memory: { reads: { C: '∏Sequence·width' } },
    terms({ Sequence, W, C }) {
      const length = dimension(Sequence, Sequence.shape.length - 1);
      const window = dimension(W, W.shape.length - 2);
      return {
        words: Sequence.shape.slice(0, -1),
        places: maximum(0, add(subtract(length, window), 1)),
        F: dimension(W, 0),
        window,
        width: dimension(C, 1),
      };
    },
    source: 'a convolution over the places of a word; at each a bias, a hyperbolic tangent and a comparison',
  },
});
