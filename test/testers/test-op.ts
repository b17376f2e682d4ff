import { describe, expect, it } from 'vitest';
import { bind, isKnown, print, product, symbol } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { isRanked } from '../../src/ir/index.js';
import type { Attribute, DType, Element, Graph, Tensor, Value } from '../../src/ir/index.js';
import type { Context, NodeCost, Operator } from '../../src/ops/language/define.js';

/** One case of an operator: what goes in, and what the specification says comes out. */
export interface OpCase {
  readonly name: string;
  /** The imported opset; the operator's `since` unless told. */
  readonly opset?: number;
  /** By the names of the specification; an absent one is left out. A repeated input is a list. */
  readonly inputs: Readonly<Record<string, Value | readonly Value[] | undefined>>;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly outputs: readonly (Value | undefined)[];
  /** As a product of the numbers that the formula names, never a pasted result. */
  readonly multiplyAdds?: number;
  readonly flops?: number;
  /** Elements read of inputs and written of outputs where only a part is touched, by position. */
  readonly reads?: Readonly<Record<number, number>>;
  readonly writes?: Readonly<Record<number, number>>;
  readonly view?: boolean;
  /** Fields that the layer's detail must have. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /**
   * Dimensions that stay numbers in the symbolic run because the specification fixes them or an attribute repeats
   * them; `all` with a reason in the case's name.
   */
  readonly pin?: readonly number[] | 'all';
}

/**
 * An attribute as a test writes it: integers are `int`, other numbers `float`, lists of integers `ints`; the rest is
 * wrapped.
 */
export type AttributeValue = number | string | readonly number[] | readonly string[] | Attribute;

/** A tensor of a type and shape for cases. */
export const tensor = (dtype: DType, ...shape: readonly Dim[]): Tensor => ({ kind: 'tensor', dtype, shape });
/** A float32 tensor. */
export const f32 = (...shape: readonly Dim[]): Tensor => tensor('float32', ...shape);
/** An int64 tensor. */
export const i64 = (...shape: readonly Dim[]): Tensor => tensor('int64', ...shape);
/** A bool tensor. */
export const bool = (...shape: readonly Dim[]): Tensor => tensor('bool', ...shape);
/** A tensor of one axis whose elements are known. */
export const known = (dtype: DType, ...elements: readonly (Element | undefined)[]): Tensor => ({
  kind: 'tensor',
  dtype,
  shape: [elements.length],
  elements,
});
/** A known scalar. */
export const scalar = (dtype: DType, element: Element): Tensor => ({
  kind: 'tensor',
  dtype,
  shape: [],
  elements: [element],
});
/** A tensor whose rank is unknown. */
export const unranked = (dtype?: DType): Tensor => ({ kind: 'tensor', dtype, shape: undefined });
/** A float attribute that happens to be a whole number. */
export const float = (value: number): Attribute => ({ kind: 'float', value });
/** A list of floats. */
export const floats = (...value: readonly number[]): Attribute => ({ kind: 'floats', value });
/** A body. */
export const body = (value: Graph): Attribute => ({ kind: 'graph', value });

/** Runs every case of an operator, with numbers and then with symbols for its dimensions, bound back. */
export function testOp(operator: Operator, cases: readonly OpCase[]): void {
  describe(`${operator.domain} ${operator.type} ${operator.since}`, () => {
    for (const one of cases) {
      it(one.name, () => {
        check(one, run(operator, one, one.inputs), new Map());
      });
      const pin = one.pin ?? [];
      if (pin === 'all') continue;
      it(`${one.name}, with symbols`, () => {
        const names = new Map<number, string>();
        const bindings = new Map<string, Dim>();
        const symbolic = (value: Value): Value => symbolise(value, pin, names, bindings);
        const inputs = Object.fromEntries(
          Object.entries(one.inputs).map(([name, value]) => [
            name,
            isList(value) ? value.map(symbolic) : value && symbolic(value),
          ]),
        );
        check(one, run(operator, one, inputs), bindings);
      });
    }
  });
}

function isList(value: Value | readonly Value[] | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function symbolise(
  value: Value,
  pin: readonly number[],
  names: Map<number, string>,
  bindings: Map<string, Dim>,
): Value {
  // A tensor whose elements steer shapes keeps its length: it is a rank, not a size.
  if (value.kind !== 'tensor' || value.shape === undefined || value.elements !== undefined) return value;
  const shape = value.shape.map((dim) => {
    if (typeof dim !== 'number' || dim <= 1 || pin.includes(dim)) return dim;
    const name = names.get(dim) ?? `d${dim}`;
    names.set(dim, name);
    bindings.set(name, dim);
    return symbol(name);
  });
  return { ...value, shape };
}

interface Outcome {
  readonly outputs: readonly Value[];
  readonly cost: NodeCost;
  readonly detail: unknown;
}

function run(operator: Operator, one: OpCase, inputs: OpCase['inputs']): Outcome {
  const unknown = Object.keys(inputs).filter((name) => !operator.slots.some((slot) => slot.name === name));
  expect(unknown, 'inputs that the operator does not declare').toEqual([]);
  const values: (Value | undefined)[] = [];
  for (const slot of operator.slots) {
    const value = inputs[slot.name];
    if (isList(value)) values.push(...value);
    else values.push(value);
  }
  while (values.length > 0 && values.at(-1) === undefined) values.pop();
  const context: Context = {
    opset: one.opset ?? operator.since,
    outputCount: one.outputs.length,
    fresh: (what) => symbol(`fresh_${what}`),
    warn: () => undefined,
  };
  const attributes = new Map(Object.entries(one.attributes ?? {}).map(([name, value]) => [name, attribute(value)]));
  const application = operator.apply(values, attributes, context);
  const outputs = application.infer();
  return { outputs, cost: application.cost(outputs), detail: application.detail(outputs) };
}

export function attribute(value: AttributeValue): Attribute {
  if (typeof value === 'number') return Number.isInteger(value) ? { kind: 'int', value } : { kind: 'float', value };
  if (typeof value === 'string') return { kind: 'string', value };
  if (isAttribute(value)) return value;
  if (value.every((item): item is number => typeof item === 'number')) return { kind: 'ints', value };
  return { kind: 'strings', value: value.filter((item): item is string => typeof item === 'string') };
}

function isAttribute(value: AttributeValue): value is Attribute {
  return typeof value === 'object' && 'kind' in value;
}

function check(one: OpCase, { outputs, cost, detail }: Outcome, bindings: ReadonlyMap<string, Dim>): void {
  const plain = (dim: Dim | undefined): unknown =>
    dim === undefined
      ? undefined
      : isKnown(bind(dim, bindings))
        ? Number(bind(dim, bindings))
        : print(bind(dim, bindings));
  const describeValue = (value: Value | undefined, wanted: Value | undefined): unknown => {
    if (value?.kind !== 'tensor') return value;
    const elements =
      wanted?.kind === 'tensor' && wanted.elements !== undefined
        ? { elements: value.elements?.map((element) => boundElement(element, plain)) }
        : {};
    return { dtype: value.dtype, shape: value.shape?.map(plain), ...elements };
  };
  one.outputs.forEach((wanted, index) => {
    if (wanted !== undefined) {
      expect(describeValue(outputs[index], wanted), `output ${index}`).toEqual(describeValue(wanted, wanted));
    }
  });
  if (one.multiplyAdds !== undefined) expect(plain(cost.macs), 'multiply-adds').toBe(one.multiplyAdds);
  if (one.flops !== undefined) expect(plain(cost.arithmetic), 'FLOPs').toBe(one.flops);
  const given = Object.values(one.inputs).flat();
  if (outputs.every(isRanked) && given.every((value) => value?.kind !== 'tensor' || isRanked(value))) {
    expect(cost.macs, 'multiply-adds').toBeDefined();
    expect(cost.arithmetic, 'FLOPs').toBeDefined();
  }
  if (one.view !== undefined) expect(cost.memory === 'view', 'is a view').toBe(one.view);
  for (const [side, wanted] of [
    ['reads', one.reads],
    ['writes', one.writes],
  ] as const) {
    for (const [position, elements] of Object.entries(wanted ?? {})) {
      const memory = cost.memory;
      expect(
        typeof memory === 'string' ? memory : plain(memory[side].get(Number(position))),
        `${side} of ${position}`,
      ).toBe(elements);
    }
  }
  if (one.detail !== undefined) {
    expect(
      detail && JSON.parse(JSON.stringify(detail, (_, value: unknown) => boundDetail(value, plain))),
    ).toMatchObject(one.detail);
  }
}

function boundElement(element: Element | undefined, plain: (dim: Dim) => unknown): unknown {
  if (typeof element === 'bigint' || (typeof element === 'object' && element.kind === 'expression')) {
    return plain(element);
  }
  return element;
}

function boundDetail(value: unknown, plain: (dim: Dim) => unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'expression') {
    return plain(value as Dim);
  }
  return value;
}

/** The number of elements of a shape, for writing formulas in cases. */
export const elements = (...shape: readonly number[]): number => Number(product(shape));
