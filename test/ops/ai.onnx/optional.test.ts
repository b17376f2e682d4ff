import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import type { Optional, Value } from '../../../src/ir/index.js';
import { optional, optionalGetElement, optionalHasElement } from '../../../src/ops/ai.onnx/optional.js';
import type { Context } from '../../../src/ops/language/define.js';
import { f32, i64, scalar, testOp } from '../../testers/test-op.js';

const context: Context = { opset: 18, outputCount: 1, fresh: symbol, warn: () => undefined };
const full: Optional = { kind: 'optional', element: f32(2, 3), present: true };
const maybe: Optional = { kind: 'optional', element: f32(2, 3) };

describe('Optional', () => {
  it('wraps its input', () => {
    expect(optional.apply([f32(2, 3)], new Map(), context).infer()).toEqual([full]);
    expect(optional.apply([f32(2, 3)], new Map(), context).cost([full]).memory).toBe('view');
  });

  it('without one is empty, of the declared type', () => {
    const type = { kind: 'sequence', element: { kind: 'tensor', dtype: 'int64', shape: undefined } } as const;
    const [value] = optional.apply([], new Map([['type', { kind: 'type', value: type }]]), context).infer();
    expect(value).toEqual({
      kind: 'optional',
      present: false,
      element: { kind: 'sequence', element: { ...i64(), shape: undefined }, length: undefined },
    });
  });
});

testOp(optionalHasElement, [
  { name: 'of a full one', inputs: { input: full }, outputs: [scalar('bool', true)], flops: 0 },
  { name: 'of an empty one', inputs: { input: { ...full, present: false } }, outputs: [scalar('bool', false)] },
  {
    name: 'of what only a run tells',
    inputs: { input: maybe },
    outputs: [{ kind: 'tensor', dtype: 'bool', shape: [], elements: [undefined] }],
  },
  { name: 'of a tensor, since opset 18', opset: 18, inputs: { input: f32(2, 3) }, outputs: [scalar('bool', true)] },
  { name: 'of nothing, since opset 18', opset: 18, inputs: {}, outputs: [scalar('bool', false)] },
]);

testOp(optionalGetElement, [
  { name: 'of an optional', inputs: { input: maybe }, outputs: [f32(2, 3)], view: true, flops: 0 },
  { name: 'of a tensor, since opset 18', opset: 18, inputs: { input: f32(4, 5) }, outputs: [f32(4, 5)], view: true },
]);

it('OptionalGetElement gives a sequence as it is', () => {
  const sequence: Value = { kind: 'sequence', element: f32(2), length: 3 };
  expect(optionalGetElement.apply([{ kind: 'optional', element: sequence }], new Map(), context).infer()).toEqual([
    sequence,
  ]);
});
