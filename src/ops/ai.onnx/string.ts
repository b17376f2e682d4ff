import { maximum, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, RankedTensor } from '../../ir/index.js';
import { int, ints, required, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { broadcastShapes } from '../families/shapes.js';

const noArithmetic = 'handles text, without arithmetic';

/** Words in upper or lower case, less the stop words. */
export const stringNormalizer = defineOp({
  type: 'StringNormalizer',
  since: 10,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__StringNormalizer.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'string' },
  attributes: { stopwords: texts(), is_case_sensitive: int(0) },
  infer: ({ X }, { stopwords = [], is_case_sensitive: sensitive }, context) => {
    const rank = X.shape.length;
    if (rank !== 1 && rank !== 2) throw new NodeError(`an input of rank ${rank}, should be 1 or 2`);
    if (stopwords.length === 0) return [X.shape];
    return [X.shape.with(rank - 1, countKept(X.elements, stopwords, sensitive !== 0) ?? context.fresh('count'))];
  },
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** Texts joined element by element. */
export const stringConcat = defineOp({
  type: 'StringConcat',
  since: 20,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__StringConcat.html',
  inputs: { X: 'activation', Y: 'activation' },
  outputs: { Z: 'string' },
  infer: ({ X, Y }) => [broadcastShapes([X.shape, Y.shape])],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** Texts cut at a delimiter, each padded to as many parts as the longest has, and how many parts that were. */
export const stringSplit = defineOp({
  type: 'StringSplit',
  since: 20,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__StringSplit.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'string', Z: 'int64' },
  infer: ({ X }, _, context) => [[...X.shape, context.fresh('parts')], X.shape],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** Whether each text matches a pattern. */
export const regexFullMatch = defineOp({
  type: 'RegexFullMatch',
  since: 20,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__RegexFullMatch.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'bool' },
  infer: ({ X }) => [X.shape],
  inferUnranked: ({ X }) => [X.shape],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** How often each n-gram of a pool occurs in each row, weighted where the mode says so. */
export const tfIdfVectorizer = defineOp({
  type: 'TfIdfVectorizer',
  since: 9,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__TfIdfVectorizer.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: {
    ngram_indexes: required(ints()),
    mode: text('TF'),
    min_gram_length: int(1),
    max_gram_length: int(1),
    max_skip_count: int(0),
  },
  infer: ({ X }, { ngram_indexes: indexes }) => {
    const rank = X.shape.length;
    if (rank !== 1 && rank !== 2) throw new NodeError(`an input of rank ${rank}, should be 1 or 2`);
    return [
      X.shape.with(
        rank - 1,
        indexes.reduce((widest, index) => Math.max(widest, index + 1), 0),
      ),
    ];
  },
  cost: {
    operations: 'rows·grams + weighted·∏Y',
    memory: 'stream',
    terms: ({ X: { shape } }, settings) => ({
      rows: shape.length === 2 ? (shape[0] ?? 1) : 1,
      grams: countGrams(shape.at(-1) ?? 1, settings),
      weighted: settings.mode === 'TF' ? 0 : 1,
    }),
    source:
      'one count per n-gram of each length and skip that a row holds, and a product per output unless the mode is TF',
  },
});

/** How many words are left, at least one; undefined when the words are not known. */
function countKept(
  words: RankedTensor['elements'],
  stopwords: readonly string[],
  sensitive: boolean,
): number | undefined {
  const key = (word: string): string => (sensitive ? word : word.toLowerCase());
  const dropped = new Set(stopwords.map(key));
  const isText = (word: Element | undefined): word is string => typeof word === 'string';
  return words?.every(isText) === true
    ? Math.max(1, words.filter((word) => !dropped.has(key(word))).length)
    : undefined;
}

/** Lengths and skips of n-grams beyond which their number is not worked out. */
const MAX_GRAM_KINDS = 1024;

/**
 * How many n-grams a row of `length` items holds: those of n items lie n - 1 steps of 1 + skip apart. Undefined for
 * absurd settings.
 */
function countGrams(
  length: Dim,
  {
    min_gram_length: shortest,
    max_gram_length: longest,
    max_skip_count: skips,
  }: { readonly min_gram_length: number; readonly max_gram_length: number; readonly max_skip_count: number },
): Dim | undefined {
  if (shortest < 1 || skips < 0 || (longest - shortest + 1) * (skips + 1) > MAX_GRAM_KINDS) return undefined;
  const counts: Dim[] = [];
  for (let n = shortest; n <= longest; n++) {
    // A single item cannot skip.
    for (let skip = 0; skip <= (n === 1 ? 0 : skips); skip++) {
      counts.push(maximum(0, subtract(length, (n - 1) * (skip + 1))));
    }
  }
  return sum(counts);
}
