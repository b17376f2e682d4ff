import { templateName } from './operator.js';
import { f32, testOp } from '../../test/testers/test-op.js';

testOp(templateName, [
  { name: 'keeps the shape', inputs: { X: f32(2, 3, 4) }, outputs: [f32(2, 3, 4)], flops: 2 * 3 * 4 },
]);
