import { symbol } from '../../../src/dim/index.js';
import {
  inverse,
  maskedFill,
  negPos,
  raggedTensorToSparse,
  raggedTensors,
  regexSplits,
  segmentExtraction,
  segmentSum,
  stringEqual,
  stringJoin,
  stringSplit,
  stringToVector,
  textMaps,
  textMeasures,
  vectorToString,
} from '../../../src/ops/ai.onnx.contrib/strings.js';
import { bool, f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

const texts = tensor('string', 4, 3);
const pattern = tensor('string', 1);

for (const operator of [...textMaps, ...textMeasures]) {
  const dtype = textMeasures.includes(operator) ? 'int64' : 'string';
  const inputs = Object.fromEntries(
    operator.slots.filter(({ optional }) => !optional).map(({ name }, index) => [name, index === 0 ? texts : pattern]),
  );
  testOp(operator, [{ name: 'one for each text', inputs, outputs: [tensor(dtype, 4, 3)], flops: 0 }]);
}

const words = symbol('fresh_words');
for (const operator of regexSplits) {
  testOp(operator, [
    {
      name: 'words are data',
      inputs: { text: tensor('string', 4), delim_regex_pattern: pattern },
      outputs: [tensor('string', words), i64(words, 3), i64(5)],
      flops: 0,
    },
  ]);
}
testOp(stringSplit, [
  {
    name: 'a sparse tensor',
    inputs: { input: tensor('string', 4), sep: pattern },
    outputs: [i64(words, 2), tensor('string', words), i64(2)],
    flops: 0,
  },
]);
testOp(stringEqual, [
  { name: 'broadcasts', inputs: { x: texts, y: tensor('string', 3) }, outputs: [bool(4, 3)], flops: 4 * 3 },
]);
testOp(stringJoin, [
  {
    name: 'along an axis',
    inputs: { input_X: texts, input_sep: pattern, input_axis: known('int64', 1) },
    outputs: [tensor('string', 4)],
    flops: 0,
  },
  {
    name: 'along one that is data',
    inputs: { input_X: texts, input_sep: pattern, input_axis: i64(1) },
    outputs: [tensor('string', symbol('fresh_axis_0'))],
  },
]);
testOp(vectorToString, [
  { name: 'a text a vector', inputs: { data: i64(4, 3) }, outputs: [tensor('string', 4)], flops: 0 },
]);
testOp(stringToVector, [
  {
    name: 'a vector a text',
    inputs: { data: tensor('string', 4) },
    outputs: [{ kind: 'tensor', dtype: undefined, shape: [4, symbol('fresh_width')] }],
    flops: 0,
  },
]);
testOp(maskedFill, [
  {
    name: 'kept ones are data',
    inputs: { value: tensor('string', 4), mask: bool(4) },
    outputs: [tensor('string', symbol('fresh_kept'))],
    flops: 0,
  },
]);
for (const operator of raggedTensors) {
  testOp(operator, [
    {
      name: 'rows and columns are data',
      inputs: { row_indices: i64(5), values: i64(9) },
      outputs: [i64(symbol('fresh_rows'), symbol('fresh_columns'))],
      flops: 0,
    },
  ]);
}
testOp(raggedTensorToSparse, [
  {
    name: 'places and a shape',
    inputs: { n_elements: i64(5) },
    outputs: [i64(symbol('fresh_elements'), 2), i64(2)],
    flops: 0,
  },
]);
testOp(segmentSum, [
  {
    name: 'an addition an element',
    inputs: { data: f32(9, 4), segment_ids: i64(9) },
    outputs: [f32(symbol('fresh_segments'), 4)],
    flops: 9 * 4,
  },
]);
testOp(segmentExtraction, [
  {
    name: 'runs',
    inputs: { input: i64(9) },
    outputs: [i64(symbol('fresh_segments'), 2), i64(symbol('fresh_segments'))],
    flops: 9,
  },
]);
testOp(negPos, [{ name: 'two parts', inputs: { X: f32(4, 3) }, outputs: [f32(4, 3), f32(4, 3)], flops: 4 * 3 }]);
testOp(inverse, [{ name: '2·n³', inputs: { X: f32(4, 4) }, outputs: [f32(4, 4)], flops: 2 * 4 ** 3 }]);
