import { symbol } from '../../../src/dim/index.js';
import {
  regexFullMatch,
  stringConcat,
  stringNormalizer,
  stringSplit,
  tfIdfVectorizer,
} from '../../../src/ops/ai.onnx/string.js';
import { bool, f32, floats, i64, known, tensor, testOp } from '../../testers/test-op.js';

testOp(stringNormalizer, [
  {
    name: 'without stop words keeps all',
    inputs: { X: tensor('string', 1, 5) },
    attributes: { case_change_action: 'LOWER' },
    outputs: [tensor('string', 1, 5)],
    flops: 0,
  },
  {
    name: 'with stop words keeps what only a run tells',
    inputs: { X: tensor('string', 5) },
    attributes: { stopwords: ['the'] },
    outputs: [tensor('string', symbol('fresh_count'))],
  },
  {
    name: 'of known words',
    inputs: { X: known('string', 'The', 'cat', 'sat') },
    attributes: { stopwords: ['the'] },
    outputs: [tensor('string', 2)],
  },
  {
    name: 'of known words where case matters',
    inputs: { X: known('string', 'The', 'cat', 'sat') },
    attributes: { stopwords: ['the'], is_case_sensitive: 1 },
    outputs: [tensor('string', 3)],
  },
  {
    name: 'one empty text where nothing is left',
    inputs: { X: known('string', 'the', 'The') },
    attributes: { stopwords: ['the'] },
    outputs: [tensor('string', 1)],
  },
]);

testOp(stringConcat, [
  {
    name: 'broadcasts',
    inputs: { X: tensor('string', 3, 1), Y: tensor('string', 4) },
    outputs: [tensor('string', 3, 4)],
    flops: 0,
  },
]);

testOp(stringSplit, [
  {
    name: 'one axis more, as long as the most parts',
    inputs: { X: tensor('string', 3, 2) },
    attributes: { delimiter: ',' },
    outputs: [tensor('string', 3, 2, symbol('fresh_parts')), i64(3, 2)],
    flops: 0,
  },
]);

testOp(regexFullMatch, [
  {
    name: 'a truth value each',
    inputs: { X: tensor('string', 3, 2) },
    attributes: { pattern: '.*' },
    outputs: [bool(3, 2)],
    flops: 0,
  },
]);

const pool = {
  mode: 'TF',
  ngram_counts: [0, 4],
  ngram_indexes: [0, 1, 2, 3, 4, 5, 6],
  min_gram_length: 2,
  max_gram_length: 2,
  max_skip_count: 0,
};

testOp(tfIdfVectorizer, [
  {
    name: 'a vector as wide as the greatest index',
    inputs: { X: tensor('int32', 12) },
    attributes: pool,
    outputs: [f32(7)],
    flops: 12 - 1,
  },
  {
    name: 'rows, weighted',
    inputs: { X: tensor('int32', 2, 6) },
    attributes: { ...pool, mode: 'TFIDF', weights: floats(1, 2, 3, 4, 5, 6, 7) },
    outputs: [f32(2, 7)],
    flops: 2 * (6 - 1) + 2 * 7,
  },
  {
    name: 'single items and pairs up to two items apart',
    inputs: { X: tensor('int32', 6) },
    attributes: { ...pool, min_gram_length: 1, max_skip_count: 2 },
    outputs: [f32(7)],
    flops: 6 + (6 - 1) + (6 - 2) + (6 - 3),
  },
  {
    name: 'rows shorter than an n-gram hold none',
    inputs: { X: tensor('int32', 3, 1) },
    attributes: pool,
    outputs: [f32(3, 7)],
    flops: 0,
  },
]);
