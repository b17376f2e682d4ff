import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionTooLarge, isKnown, symbol } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { dtypes } from '../../src/ir/index.js';
import type { Attribute, Element, Value } from '../../src/ir/index.js';
import { NodeError } from '../../src/ops/language/node-error.js';
import { operatorsIn } from '../../src/ops/language/operator-file.js';
import { operatorFiles } from '../../src/ops/registry.js';

const N = symbol('N');
const dim = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom<Dim>(N, symbol('H'), 2 ** 40, 2n ** 62n));
const element = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom<Element | undefined>(N, undefined, 0.5, NaN, Infinity, -0, true, 'x', 2n ** 63n - 1n, {
    kind: 'fraction',
    numerator: N,
    denominator: 2,
  }),
);

const tensor = fc.record({
  kind: fc.constant('tensor' as const),
  dtype: fc.constantFrom(undefined, ...dtypes),
  shape: fc.option(fc.array(dim, { maxLength: 5 }), { nil: undefined }),
});

const small = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    fc.constantFrom('int64', 'float32', 'bool', 'string'),
  )
  .chain(([shape, dtype]) => {
    const count = shape.reduce((total, size) => total * size, 1);
    return fc
      .array(element, { minLength: count, maxLength: count })
      .map((elements): Value => ({ kind: 'tensor', dtype, shape, elements }));
  });

const value = fc.oneof(
  { weight: 4, arbitrary: tensor },
  { weight: 4, arbitrary: small },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Value | undefined>(
      undefined,
      { kind: 'sequence', element: undefined, length: undefined },
      { kind: 'optional', element: undefined },
    ),
  },
);

const integer = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 7 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<number | bigint>(
      100,
      1025,
      2 ** 31 - 1,
      -(2 ** 31),
      2 ** 53 - 1,
      2n ** 62n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ),
  },
);
const real = fc.constantFrom(0, 0.5, 1, 2, -1, 1e-38, 1e38, NaN, Infinity);
const words = fc.constantFrom(
  '',
  'NOTSET',
  'SAME_UPPER',
  'SAME_LOWER',
  'VALID',
  'bidirectional',
  'reverse',
  'linear',
  'cubic',
  'nearest',
  'crop',
  'edge',
  'ij,jk->ik',
  '...i,i->...',
  'mean',
  'none',
  'SUM',
  'COUNT',
  'x',
);
const attribute = fc.oneof(
  { weight: 3, arbitrary: integer.map((value): Attribute => ({ kind: 'int', value })) },
  { weight: 1, arbitrary: real.map((value): Attribute => ({ kind: 'float', value })) },
  { weight: 1, arbitrary: words.map((value): Attribute => ({ kind: 'string', value })) },
  { weight: 3, arbitrary: fc.array(integer, { maxLength: 5 }).map((value): Attribute => ({ kind: 'ints', value })) },
  { weight: 1, arbitrary: fc.array(real, { maxLength: 5 }).map((value): Attribute => ({ kind: 'floats', value })) },
  { weight: 1, arbitrary: fc.array(words, { maxLength: 3 }).map((value): Attribute => ({ kind: 'strings', value })) },
);

/** Attributes that come to be when an operator asks for them: so each is asked for by its name. */
class DrawnAttributes extends Map<string, Attribute> {
  readonly #draw: () => Attribute | undefined;
  readonly #asked = new Set<string>();

  constructor(draw: () => Attribute | undefined) {
    super();
    this.#draw = draw;
  }

  override get(name: string): Attribute | undefined {
    if (!this.#asked.has(name)) {
      this.#asked.add(name);
      const drawn = this.#draw();
      if (drawn !== undefined) this.set(name, drawn);
    }
    return super.get(name);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}

const describeDim = (one: Dim): string => (isKnown(one) ? String(one) : one.key);

/** The faults that no result may have: a dimension below 0, elements that do not fill their tensor, a cost below 0. */
function problems(outputs: readonly Value[], costs: readonly (Dim | undefined)[]): string[] {
  const found: string[] = [];
  for (const output of outputs) {
    if (output.kind !== 'tensor' || output.shape === undefined) continue;
    const sizes = output.shape.filter(isKnown).map(Number);
    if (sizes.some((size) => size < 0)) found.push(`shape ${output.shape.map(describeDim).join('×')}`);
    const count = sizes.reduce((total, size) => total * size, 1);
    if (output.elements !== undefined && sizes.length === output.shape.length && output.elements.length !== count) {
      found.push(`${output.elements.length} elements of ${count}`);
    }
  }
  for (const cost of costs) if (cost !== undefined && isKnown(cost) && cost < 0) found.push(`a cost of ${cost}`);
  return found;
}

describe('on any input, right or wrong, gives a result or says what is wrong with the node', () => {
  it.each(
    operatorsIn(operatorFiles).map(
      (operator) => [`${operator.domain} ${operator.type} ${operator.since}`, operator] as const,
    ),
  )('%s', (_, operator) => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: Math.max(1, operator.slots.length) }),
        fc.gen(),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 1, max: 3 }),
        (inputs, draw, opset, outputCount) => {
          try {
            const application = operator.apply(
              inputs,
              new DrawnAttributes(() => draw(fc.option, attribute, { nil: undefined })),
              { opset, outputCount, fresh: (what) => symbol(`fresh_${what}`), warn: () => undefined },
            );
            const outputs = application.infer();
            application.detail(outputs);
            const { macs: multiplyAdds, arithmetic: flops } = application.cost(outputs);
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
