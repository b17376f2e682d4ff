import { allGather, exchanges, trainingExchanges } from '../../../src/ops/com.microsoft/collectives.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, testOp } from '../../testers/test-op.js';

testOp(operatorNamed(exchanges, 'AllReduce'), [
  { name: 'adds up', inputs: { input: f32(2, 8, 64) }, outputs: [f32(2, 8, 64)], flops: 2 * 8 * 64 },
]);

testOp(operatorNamed(exchanges, 'AllToAll'), [
  { name: 'moves', inputs: { input: f32(2, 8, 64) }, outputs: [f32(2, 8, 64)], flops: 0 },
]);

testOp(allGather, [
  {
    name: 'the parts of four devices',
    inputs: { input: f32(2, 8, 64) },
    attributes: { group_size: 4, axis: -1 },
    outputs: [f32(2, 8, 4 * 64)],
    flops: 0,
  },
]);

testOp(operatorNamed(trainingExchanges, 'NcclAllReduce'), [
  { name: 'several tensors', inputs: { input: [f32(3), f32(4, 5)] }, outputs: [f32(3), f32(4, 5)], flops: 0 },
]);
