import { symbol } from '../../../src/dim/index.js';
import {
  bifurcationDetector,
  murmurHash3,
  nGramRepeatBlock,
  tokenizer,
  wordConvEmbedding,
} from '../../../src/ops/com.microsoft/text.js';
import { f32, i64, tensor, testOp } from '../../testers/test-op.js';

testOp(tokenizer, [
  {
    name: 'as many tokens as the longest text',
    inputs: { X: tensor('string', 2, 5) },
    outputs: [tensor('string', 2, 5, symbol('fresh_tokens'))],
    flops: 0,
  },
  { name: 'no texts, no tokens', inputs: { X: tensor('string', 2, 0) }, outputs: [tensor('string', 2, 0)] },
]);

testOp(murmurHash3, [
  {
    name: 'a word of 32 bits: 7 operations and 9 at the end',
    inputs: { X: tensor('int32', 2, 5) },
    outputs: [tensor('uint32', 2, 5)],
    flops: 16 * 2 * 5,
  },
  {
    name: 'two words, signed',
    inputs: { X: i64(7) },
    attributes: { positive: 0 },
    outputs: [tensor('int32', 7)],
    flops: 23 * 7,
  },
  { name: 'texts have words of unknown number', inputs: { X: tensor('string', 7) }, outputs: [tensor('uint32', 7)] },
]);

testOp(nGramRepeatBlock, [
  {
    name: 'n comparisons a place',
    inputs: { input_ids: i64(2, 9), scores: f32(2, 100) },
    attributes: { ngram_size: 3 },
    outputs: [f32(2, 100)],
    flops: 3 * 2 * 9,
  },
]);

testOp(bifurcationDetector, [
  {
    name: 'merged tokens are data',
    inputs: { src_tokens: i64(9), cur_tokens: i64(4), prev_suffix_match_idx: i64(), pred_tokens: i64(6) },
    outputs: [i64(symbol('fresh_tokens')), i64()],
    flops: 6 + 3 * 9,
  },
  {
    name: 'without a prediction',
    inputs: { src_tokens: i64(9), cur_tokens: i64(4), prev_suffix_match_idx: i64() },
    outputs: [i64(4), i64()],
  },
]);

// 7 words of 10 characters, windows of 3 over embeddings of 5, 12 filters: 8 places.
testOp(wordConvEmbedding, [
  {
    name: 'convolves characters',
    inputs: { Sequence: tensor('int32', 7, 10), W: f32(12, 1, 3, 5), B: f32(12), C: f32(100, 5) },
    outputs: [f32(7, 12)],
    multiplyAdds: 7 * 8 * 12 * 3 * 5,
    flops: 2 * 7 * 8 * 12 * 3 * 5 + 3 * 7 * 8 * 12,
    reads: { 3: 7 * 10 * 5 },
  },
]);
