import { expect, it } from 'vitest';
import { templateName } from './operator.js';
import { f32, testOp } from '../../test/testers/test-op.js';

testOp(templateName, [
  { name: 'keeps the shape', inputs: { X: f32(2, 3, 4) }, outputs: [f32(2, 3, 4)], flops: 2 * 3 * 4 },
]);

it('is written', () =>
  expect.fail(
    'FILL IN: templateName is the scaffold of an operator; write it by its specification, test an ' +
      'example of that, and delete this test',
  ));
