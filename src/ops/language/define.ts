import { applyDefinition } from './apply.js';
import type { Prepared } from './apply.js';
import type { AttributeReader } from './attributes.js';
import type { InputSlot, InputSlots, OperatorDefinition, Role } from './definition.js';
import type { Operator, Slot } from './operator.js';

export type * from './definition.js';
export type * from './operator.js';

/** Declares an operator. */
export function defineOp<
  const I extends InputSlots,
  const A extends Readonly<Record<string, AttributeReader<unknown>>> = Record<never, never>,
>(definition: OperatorDefinition<I, A>): Operator {
  // A model uses a handful of the hundreds of operators; the others are never looked into.
  let prepared: Prepared<I, A> | undefined;
  const prepare = (): Prepared<I, A> =>
    (prepared ??= {
      definition,
      slots: Object.entries(definition.inputs).map(([name, slot]) => parseSlot(name, slot)),
      outputNames: Object.keys(definition.outputs),
      outputTypes: Object.values(definition.outputs),
      readers: Object.entries(definition.attributes ?? {}),
    });
  return {
    kind: 'operator',
    type: definition.type,
    domain: definition.domain ?? 'ai.onnx',
    since: definition.since,
    withdrawn: definition.withdrawn,
    category: definition.category,
    spec: definition.spec,
    get slots() {
      return prepare().slots;
    },
    get outputs() {
      return prepare().outputNames;
    },
    get cost() {
      const { multiplyAdds, operations, memory, source } = definition.cost;
      return { macs: multiplyAdds, operations, memory: memoryText(memory), source };
    },
    roleOf: (position) => {
      const { slots } = prepare();
      return (slots[position] ?? slots.at(-1))?.role ?? 'activation';
    },
    apply: (values, attributes, context) => applyDefinition(prepare(), values, attributes, context),
  };
}

/** Whether a value is an operator made by `defineOp`. */
export function isOperator(value: unknown): value is Operator {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'operator' && 'apply' in value
  );
}

function parseSlot(name: string, slot: InputSlot): Slot {
  const optional = slot.endsWith('?');
  const variadic = slot.endsWith('*');
  // The template type says that the text without its mark is a role.
  const role = (optional || variadic ? slot.slice(0, -1) : slot) as Role | 'value';
  return { name, role, optional, variadic };
}

function memoryText(memory: unknown): string {
  if (typeof memory === 'string') return memory;
  if (typeof memory === 'function') return 'depends on its attributes';
  const { reads = {}, writes = {} } = memory as { reads?: Record<string, string>; writes?: Record<string, string> };
  return [
    ...Object.entries(reads).map(([name, formula]) => `reads ${formula} of ${name}`),
    ...Object.entries(writes).map(([name, formula]) => `writes ${formula} of ${name}`),
  ].join(', ');
}
