import { symbol } from '../../../src/dim/index.js';
import {
  bertTokenizer,
  breakers,
  bytePairTokenizers,
  decoders,
  hfBertTokenizer,
  hfJsonTokenizer,
  sentencepieceTokenizer,
  trieTokenizer,
  wordpieceTokenizer,
} from '../../../src/ops/ai.onnx.contrib/tokenizers.js';
import { bool, f32, i64, tensor, testOp } from '../../testers/test-op.js';

// How many tokens texts have is data: a symbol. Tokenizers do no arithmetic to speak of.
const texts = tensor('string', 4);
const tokens = symbol('fresh_tokens');

for (const operator of bytePairTokenizers) {
  testOp(operator, [
    {
      name: 'as long as the longest',
      inputs: { data: texts },
      outputs: [i64(4, tokens), i64(4, tokens), i64(4, tokens, 2)],
      flops: 0,
    },
    {
      name: 'padded to a length',
      inputs: { data: texts },
      attributes: { padding_length: 77 },
      outputs: [i64(4, 77), i64(4, 77)],
    },
  ]);
}

testOp(hfJsonTokenizer, [
  {
    name: 'a row a text',
    inputs: { data: texts },
    outputs: [i64(4, tokens), i64(4, tokens), i64(4, tokens, 2)],
    flops: 0,
  },
]);
testOp(hfBertTokenizer, [
  { name: 'pairs', inputs: { text: texts }, outputs: [i64(symbol('fresh_texts'), tokens)], flops: 0 },
]);
testOp(bertTokenizer, [
  {
    name: 'one vector of each',
    inputs: { text: tensor('string', 1) },
    outputs: [i64(tokens), i64(tokens), i64(tokens)],
    flops: 0,
  },
]);
testOp(sentencepieceTokenizer, [
  {
    name: 'all texts in a row, with where they start',
    inputs: { data: texts, nbest_size: i64(1), alpha: f32(1), add_bos: bool(1), add_eos: bool(1), reverse: bool(1) },
    outputs: [tensor('int32', tokens), i64(5)],
    flops: 0,
  },
]);
testOp(wordpieceTokenizer, [
  {
    name: 'pieces of words',
    inputs: { data: tensor('string', 9), row_indices: i64(5) },
    outputs: [tensor('string', tokens), tensor('int32', tokens), i64(5)],
    flops: 0,
  },
]);
for (const operator of breakers) {
  testOp(operator, [
    { name: 'cuts', inputs: { text: tensor('string', 1) }, outputs: [tensor('string', tokens)], flops: 0 },
  ]);
}
testOp(trieTokenizer, [{ name: 'a row a text', inputs: { data: texts }, outputs: [i64(4, tokens)], flops: 0 }]);

const decoded: Readonly<Record<string, ReturnType<typeof tensor>>> = {
  BertTokenizerDecoder: tensor('string', symbol('fresh_texts')),
  SentencepieceDecoder: tensor('string', 1),
};
for (const operator of decoders) {
  testOp(operator, [
    {
      name: 'texts again',
      inputs: { ids: i64(4, 9) },
      outputs: [decoded[operator.type] ?? tensor('string', 4)],
      flops: 0,
    },
  ]);
}
