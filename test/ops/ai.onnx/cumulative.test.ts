import { add, multiply, symbol } from '../../../src/dim/index.js';
import { cumulatives } from '../../../src/ops/ai.onnx/cumulative.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, known, scalar, tensor, testOp, unranked } from '../../testers/test-op.js';

const N = symbol('N');
const rows: readonly number[] = [1, 2, 3, 4, 5, 6];

testOp(operatorNamed(cumulatives, 'CumSum'), [
  {
    name: 'along an axis',
    inputs: { x: f32(2, 3, 4), axis: scalar('int64', 1) },
    outputs: [f32(2, 3, 4)],
    flops: 2 * 4 * (3 - 1),
    detail: { kind: 'reduction', function: 'cumsum', axes: [1] },
  },
  {
    name: 'along an axis that a run tells, of a vector',
    inputs: { x: f32(5), axis: tensor('int32') },
    outputs: [f32(5)],
  },
  { name: 'of nothing', inputs: { x: f32(0, 3), axis: scalar('int64', 0) }, outputs: [f32(0, 3)], flops: 0 },
  {
    name: 'elements',
    inputs: { x: known('int64', 1, 2, 3), axis: scalar('int64', 0) },
    outputs: [known('int64', 1, 3, 6)],
  },
  {
    name: 'without the own element',
    inputs: { x: known('int64', 1, 2, 3), axis: scalar('int64', 0) },
    attributes: { exclusive: 1 },
    outputs: [known('int64', 0, 1, 3)],
  },
  {
    name: 'backwards',
    inputs: { x: known('int64', 1, 2, 3), axis: scalar('int64', 0) },
    attributes: { reverse: 1 },
    outputs: [known('int64', 6, 5, 3)],
  },
  {
    name: 'backwards without the own element',
    inputs: { x: known('int64', 1, 2, 3), axis: scalar('int64', -1) },
    attributes: { exclusive: 1, reverse: 1 },
    outputs: [known('int64', 5, 3, 0)],
  },
  {
    name: 'elements along the outer axis',
    inputs: { x: { kind: 'tensor', dtype: 'int64', shape: [2, 3], elements: rows }, axis: scalar('int64', 0) },
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [2, 3], elements: [1, 2, 3, 1 + 4, 2 + 5, 3 + 6] }],
  },
  {
    name: 'elements along the inner axis',
    inputs: { x: { kind: 'tensor', dtype: 'int64', shape: [2, 3], elements: rows }, axis: scalar('int64', 1) },
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [2, 3], elements: [1, 3, 6, 4, 9, 15] }],
  },
  {
    name: 'symbols, up to what is unknown',
    inputs: { x: known('int64', N, 2, undefined, 1), axis: scalar('int64', 0) },
    outputs: [known('int64', N, add(N, 2), undefined, undefined)],
  },
  {
    name: 'an unknown rank',
    inputs: { x: unranked('float32'), axis: scalar('int64', 0) },
    outputs: [unranked('float32')],
  },
]);
testOp(operatorNamed(cumulatives, 'CumProd'), [
  {
    name: 'elements',
    inputs: { x: known('int64', 1, 2, N), axis: scalar('int64', 0) },
    outputs: [known('int64', 1, 2, multiply(N, 2))],
    flops: 3 - 1,
  },
  {
    name: 'backwards without the own element',
    inputs: { x: known('int64', 1, 2, 3), axis: scalar('int64', 0) },
    attributes: { exclusive: 1, reverse: 1 },
    outputs: [known('int64', 6, 3, 1)],
  },
]);
