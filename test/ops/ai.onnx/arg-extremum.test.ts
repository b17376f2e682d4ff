import { add, symbol } from '../../../src/dim/index.js';
import { argExtrema } from '../../../src/ops/ai.onnx/arg-extremum.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, i64, known, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');

testOp(operatorNamed(argExtrema, 'ArgMax'), [
  {
    name: 'axis 0 unless told, kept',
    inputs: { data: f32(4, 5) },
    outputs: [i64(1, 5)],
    flops: 5 * (4 - 1),
    detail: { kind: 'reduction', function: 'argmax', axes: [0] },
  },
  {
    name: 'the last axis, dropped',
    opset: 13,
    inputs: { data: f32(4, 5) },
    attributes: { axis: -1, keepdims: 0 },
    outputs: [i64(4)],
    flops: 4 * (5 - 1),
    detail: { axes: [1] },
  },
  { name: 'of nothing', inputs: { data: f32(0, 5) }, outputs: [i64(1, 5)], flops: 0 },
  {
    name: 'the first of equals',
    opset: 12,
    inputs: { data: known('float32', 1, 7, 7, 2) },
    outputs: [known('int64', 1)],
  },
  {
    name: 'the last of equals',
    opset: 12,
    inputs: { data: known('float32', 1, 7, 7, 2) },
    attributes: { select_last_index: 1 },
    outputs: [known('int64', 2)],
  },
  { name: 'of symbols', opset: 12, inputs: { data: known('int64', N, add(N, 1)) }, outputs: [known('int64', 1)] },
  {
    name: 'of symbols that may be either',
    opset: 12,
    inputs: { data: known('int64', N, 4) },
    outputs: [known('int64', undefined)],
  },
  { name: 'an unknown rank', inputs: { data: unranked('float32') }, outputs: [unranked('int64')] },
]);
testOp(operatorNamed(argExtrema, 'ArgMin'), [
  {
    name: 'elements',
    opset: 13,
    inputs: { data: known('float32', 3, 1, 1) },
    attributes: { keepdims: 0 },
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [], elements: [1] }],
    flops: 3 - 1,
  },
]);
