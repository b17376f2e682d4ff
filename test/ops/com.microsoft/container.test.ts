import { expect, it } from 'vitest';
import { sealed } from '../../../src/ops/com.microsoft/container.js';
import { f32 } from '../../testers/test-op.js';

it.each(sealed)('$type has outputs and a cost that nothing tells', (operator) => {
  const application = operator.apply([f32(2, 3)], new Map(), {
    opset: 1,
    outputCount: 2,
    fresh: () => 0,
    warn: () => undefined,
  });
  const outputs = application.infer();
  expect(outputs).toMatchObject([
    { kind: 'tensor', shape: undefined, dtype: undefined },
    { kind: 'tensor', shape: undefined },
  ]);
  expect(application.cost(outputs)).toMatchObject({ macs: 0, arithmetic: undefined });
});
