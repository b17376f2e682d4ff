import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionTooLarge, isKnown, symbol } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { dtypes } from '../../src/ir/index.js';
import type { Attribute, Element, Value } from '../../src/ir/index.js';
import { NodeError } from '../../src/ops/node-error.js';
import { operators } from '../../src/ops/registry.js';

const N = symbol('N');
const dim = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom<Dim>(N, symbol('H'), 2 ** 40, 2n ** 62n));
const element = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom<Element | undefined>(N, undefined, 0.5, NaN, Infinity, -0, true, 'x', 2n ** 63n - 1n, { kind: 'fraction', numerator: N, denominator: 2 }),
);

const tensor = fc.record({
  kind: fc.constant('tensor' as const),
  dtype: fc.constantFrom(undefined, ...dtypes),
  shape: fc.option(fc.array(dim, { maxLength: 5 }), { nil: undefined }),
});

const small = fc.tuple(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }), fc.constantFrom('int64', 'float32', 'bool', 'string')).chain(([shape, dtype]) => {
  const count = shape.reduce((total, size) => total * size, 1);
  return fc.array(element, { minLength: count, maxLength: count }).map((elements): Value => ({ kind: 'tensor', dtype, shape, elements }));
});

const value = fc.oneof(
  { weight: 4, arbitrary: tensor },
  { weight: 4, arbitrary: small },
  { weight: 1, arbitrary: fc.constantFrom<Value | undefined>(undefined, { kind: 'sequence', element: undefined, length: undefined }, { kind: 'optional', element: undefined }) },
);

const attribute = fc.oneof(
  fc.constantFrom<Attribute>(...[-3, -1, 0, 1, 2, 7, 2n ** 62n].map((number) => ({ kind: 'int', value: number }) as const)),
  fc.constantFrom<Attribute>(...[0, 0.5, -1, NaN].map((number) => ({ kind: 'float', value: number }) as const)),
  fc.array(fc.integer({ min: -3, max: 5 }), { maxLength: 5 }).map((value): Attribute => ({ kind: 'ints', value })),
);
/** Names that many operators have; one is read where an operator knows it. */
const names = ['axis', 'axes', 'keepdims', 'shape', 'to', 'dtype', 'pads', 'strides', 'dilations', 'kernel_shape', 'group', 'k', 'perm', 'split', 'num_outputs', 'starts', 'ends', 'block_size', 'blocksize', 'hidden_size', 'num_heads', 'scales', 'batch_dims'];

const describeDim = (one: Dim): string => (isKnown(one) ? String(one) : one.key);

/** What no result may be: a dimension below 0, elements that do not fill their tensor, a cost below 0. */
function problems(outputs: readonly Value[], costs: readonly (Dim | undefined)[]): string[] {
  const found: string[] = [];
  for (const output of outputs) {
    if (output.kind !== 'tensor' || output.shape === undefined) continue;
    const sizes = output.shape.filter(isKnown).map(Number);
    if (sizes.some((size) => size < 0)) found.push(`shape ${output.shape.map(describeDim).join('×')}`);
    const count = sizes.reduce((total, size) => total * size, 1);
    if (output.elements !== undefined && sizes.length === output.shape.length && output.elements.length !== count) found.push(`${output.elements.length} elements of ${count}`);
  }
  for (const cost of costs) if (cost !== undefined && isKnown(cost) && cost < 0) found.push(`a cost of ${cost}`);
  return found;
}

describe('on any input, right or wrong, gives a result or says what is wrong with the node', () => {
  it.each(operators.map((operator) => [`${operator.domain} ${operator.type} ${operator.since}`, operator] as const))('%s', (_, operator) => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: Math.max(1, operator.slots.length) }),
        fc.dictionary(fc.constantFrom(...names), attribute, { maxKeys: 4 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 1, max: 3 }),
        (inputs, attributes, opset, outputCount) => {
          try {
            const application = operator.apply(inputs, new Map(Object.entries(attributes)), { opset, outputCount, fresh: (what) => symbol(`fresh_${what}`), warn: () => undefined });
            const outputs = application.infer();
            application.detail(outputs);
            const { multiplyAdds, flops } = application.cost(outputs);
            expect(outputs).toHaveLength(outputCount);
            expect(problems(outputs, [multiplyAdds, flops])).toEqual([]);
          } catch (error) {
            if (!(error instanceof NodeError) && !(error instanceof ExpressionTooLarge)) throw error;
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
