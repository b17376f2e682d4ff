import { add, isAtLeast, isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Attribute, DType, RankedTensor, Shape, Value } from '../../ir/index.js';
import type { AttributeReader, AttributeSource, AttributesOf } from './attributes.js';
import type {
  Context,
  InputSlots,
  InputsOf,
  LooseInputsOf,
  MostFormulas,
  OperatorDefinition,
  OutputType,
} from './definition.js';
import { evaluateFormula, parseFormula } from './formula.js';
import type { Terms } from './formula.js';
import { MAX_FOLLOWED_ELEMENTS } from './limits.js';
import { NodeError, printShape } from './node-error.js';
import type { Application, NodeCost, Slot } from './operator.js';

/** A definition with what every application would otherwise work out again. */
export interface Prepared<I extends InputSlots, A extends Readonly<Record<string, AttributeReader<unknown>>>> {
  readonly definition: OperatorDefinition<I, A>;
  readonly slots: readonly Slot[];
  readonly outputNames: readonly string[];
  readonly outputTypes: readonly OutputType<I, A>[];
  readonly readers: readonly (readonly [string, AttributeReader<unknown>])[];
}

/**
 * Applies a definition to one node.
 * @throws NodeError when the node breaks the specification
 */
export function applyDefinition<I extends InputSlots, A extends Readonly<Record<string, AttributeReader<unknown>>>>(
  { definition, slots, outputNames, outputTypes, readers }: Prepared<I, A>,
  values: readonly (Value | undefined)[],
  nodeAttributes: ReadonlyMap<string, Attribute>,
  context: Context,
): Application {
  const { record, ranked } = bindInputs(slots, values);
  // bindInputs has just checked what these types say: presence, tensors where the slot wants one and, if `ranked`,
  // their rank.
  const loose = record as LooseInputsOf<I>;
  const inputs = record as unknown as InputsOf<I>;
  const source: AttributeSource = {
    attributes: nodeAttributes,
    input: (name) => (isValue(record[name]) ? record[name] : undefined),
  };
  const attributes = readAttributes(readers, source) as AttributesOf<A>;
  return {
    controlFlow: definition.controlFlow?.(loose, attributes, context),
    infer() {
      const inferred = ranked
        ? definition.infer(inputs, attributes, context)
        : (definition.inferUnranked?.(loose, attributes, context) ?? []);
      const typed: Value[] = [];
      for (let index = 0; index < context.outputCount; index++) {
        const given = inferred[index];
        if (given !== undefined && !isShape(given)) {
          typed.push(given);
          continue;
        }
        if (given?.some(isNegative)) throw new NodeError(`its output would be of shape ${printShape(given)}`);
        const dtype = outputType(outputTypes[index] ?? outputTypes.at(-1), loose, attributes, context);
        typed.push({ kind: 'tensor', dtype, shape: given, elements: undefined, visible: undefined, placed: undefined });
      }
      const outputs: readonly Value[] = typed;
      if (!ranked || !areRanked(outputs)) return outputs;
      const listed = definition.elements !== undefined && outputs.every(isSmall);
      const elements = listed ? definition.elements?.(inputs, attributes, outputs, context) : undefined;
      const [first] = outputs;
      const placed = first && definition.placed?.(inputs, attributes, first, context);
      if (elements === undefined && placed === undefined) return outputs;
      // Values of one form, their fields written out: V8 gives an object with fields spread into it a form of its own.
      return outputs.map(({ dtype, shape, elements: own, visible, placed: before }, index) => ({
        kind: 'tensor',
        dtype,
        shape,
        elements: elements === undefined ? own : elements[index],
        visible,
        placed: index === 0 && placed !== undefined ? placed : before,
      }));
    },
    packed: () =>
      definition.packed === undefined ? undefined : byPosition(slots, definition.packed(loose, attributes)),
    wants: () => (definition.wants === undefined ? undefined : byPosition(slots, definition.wants(loose, attributes))),
    experts: () => (ranked ? definition.experts?.(inputs, attributes) : undefined),
    relations: () => (ranked ? (definition.relations?.(inputs, attributes, context) ?? []) : []),
    detail: (outputs) => (ranked ? definition.detail?.(inputs, attributes, outputs, context) : undefined),
    cost(outputs) {
      const { cost } = definition;
      if (cost.multiplyAdds === undefined && cost.operations === '0' && typeof cost.memory === 'string') {
        return free[cost.memory];
      }
      if (!ranked) return unknownCost(cost.memory);
      const terms: Terms = Object.assign(
        shapesByName(slots, record, outputNames, outputs),
        cost.terms?.(inputs, attributes, outputs, context),
      );
      const macs = cost.multiplyAdds === undefined ? 0 : evaluate(cost.multiplyAdds, terms);
      const operations = ofNothing(evaluate(cost.operations, terms));
      const memory =
        typeof cost.memory === 'function' ? cost.memory(inputs, attributes, outputs, context) : cost.memory;
      return {
        macs,
        arithmetic: macs === undefined || operations === undefined ? undefined : add(multiply(2, macs), operations),
        memory:
          typeof memory === 'string'
            ? memory === 'stream'
              ? streamed
              : memory
            : touched(memory, slots, outputNames, terms),
        terms,
        ...mostOf(cost.atMost?.(inputs, attributes), terms),
      };
    },
  };
}

function mostOf(formulas: MostFormulas | undefined, terms: Terms): Pick<NodeCost, 'atMost'> {
  if (formulas === undefined) return {};
  const at = (formula: string | undefined) => (formula === undefined ? undefined : evaluate(formula, terms));
  return { atMost: { arithmetic: at(formulas.arithmetic), reads: at(formulas.reads) } };
}

/** Data by the inputs' positions, given by their names. */
function byPosition<T>(slots: readonly Slot[], named: Readonly<Record<string, T | undefined>>): ReadonlyMap<number, T> {
  const positions = new Map<number, T>();
  slots.forEach(({ name }, position) => {
    const told = named[name];
    if (told !== undefined) positions.set(position, told);
  });
  return positions;
}

function areRanked(outputs: readonly Value[]): outputs is readonly RankedTensor[] {
  return outputs.every(isRanked);
}

function isNegative(dim: Dim): boolean {
  return isKnown(dim) && dim < 0;
}

/** "One less than elements" is no operation, too, where there are no elements. */
function ofNothing(operations: Dim | undefined): Dim | undefined {
  return operations !== undefined && isAtLeast(0, operations) ? 0 : operations;
}

const streamed = { reads: new Map<number, Dim | undefined>(), writes: new Map<number, Dim | undefined>() };

/** The cost of nodes that compute nothing, whatever their ranks. */
const free: Readonly<Record<'stream' | 'view' | 'nothing', NodeCost>> = {
  stream: { macs: 0, arithmetic: 0, memory: streamed, terms: {} },
  view: { macs: 0, arithmetic: 0, memory: 'view', terms: {} },
  nothing: { macs: 0, arithmetic: 0, memory: 'nothing', terms: {} },
};

function unknownCost(memory: unknown): NodeCost {
  return {
    macs: undefined,
    arithmetic: undefined,
    memory: memory === 'view' || memory === 'nothing' ? memory : streamed,
    terms: {},
  };
}

function touched(
  memory: {
    readonly reads?: Readonly<Record<string, string | undefined>>;
    readonly writes?: Readonly<Record<string, string>>;
  },
  slots: readonly Slot[],
  outputs: readonly string[],
  terms: Terms,
): Exclude<NodeCost['memory'], string> {
  const positions = (
    formulas: Readonly<Record<string, string | undefined>> | undefined,
    positionOf: (name: string) => number,
  ): Map<number, Dim | undefined> =>
    new Map(
      Object.entries(formulas ?? {}).map(([name, formula]) => [
        positionOf(name),
        formula === undefined ? undefined : evaluate(formula, terms),
      ]),
    );
  return {
    reads: positions(memory.reads, (name) => slots.findIndex((slot) => slot.name === name)),
    writes: positions(memory.writes, (name) => outputs.indexOf(name)),
  };
}

const parsed = new Map<string, ReturnType<typeof parseFormula>>();

function evaluate(formula: string, terms: Terms): Dim | undefined {
  let tree = parsed.get(formula);
  if (tree === undefined) {
    tree = parseFormula(formula);
    parsed.set(formula, tree);
  }
  return evaluateFormula(tree, terms);
}

type Bound = Value | undefined | readonly (Value | undefined)[];

function bindInputs(
  slots: readonly Slot[],
  values: readonly (Value | undefined)[],
): { record: Readonly<Record<string, Bound>>; ranked: boolean } {
  const record: Record<string, Bound> = {};
  let ranked = true;
  let position = 0;
  for (const slot of slots) {
    if (slot.variadic) {
      const rest = values.slice(position);
      for (const value of rest) ranked = hasRank(value, slot) && ranked;
      record[slot.name] = rest;
    } else {
      const value = values[position];
      if (value === undefined && !slot.optional) throw new NodeError(`input ${slot.name} is missing`);
      ranked = hasRank(value, slot) && ranked;
      record[slot.name] = value;
    }
    position++;
  }
  return { record, ranked };
}

/**
 * Whether the rank of an input is known, where the slot wants a tensor.
 * @throws NodeError for an input that is not a tensor there
 */
function hasRank(value: Value | undefined, { name, role }: Slot): boolean {
  if (value === undefined || role === 'value') return true;
  if (value.kind !== 'tensor') throw new NodeError(`input ${name} is a ${value.kind}, should be a tensor`);
  return value.shape !== undefined;
}

function readAttributes(
  readers: readonly (readonly [string, AttributeReader<unknown>])[],
  source: AttributeSource,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, read] of readers) attributes[name] = read(name, source);
  return attributes;
}

function outputType<I extends InputSlots, A>(
  type: OutputType<I, A> | undefined,
  inputs: LooseInputsOf<I>,
  attributes: AttributesOf<A>,
  context: Context,
): DType | undefined {
  if (type === undefined) return undefined;
  if (typeof type === 'function') return type(inputs, attributes, context);
  const record: Readonly<Record<string, Bound>> = inputs;
  // What is no input's name is an element type's: OutputType has nothing else.
  if (!Object.hasOwn(record, type)) return type as DType;
  const input = record[type];
  const value = Array.isArray(input)
    ? input.find((item: Value | undefined) => item?.kind === 'tensor' && item.dtype !== undefined)
    : input;
  return isValue(value) && value.kind === 'tensor' ? value.dtype : undefined;
}

function isValue(value: Bound): value is Value {
  return value !== undefined && !Array.isArray(value);
}

function isShape(inferred: Shape | Value): inferred is Shape {
  return Array.isArray(inferred);
}

function isSmall({ shape }: RankedTensor): boolean {
  let count = 1;
  for (const dim of shape) {
    if (typeof dim !== 'number') return false;
    count *= dim;
  }
  return count <= MAX_FOLLOWED_ELEMENTS;
}

/** The terms that every formula knows: its inputs and outputs. */
function shapesByName(
  slots: readonly Slot[],
  record: Readonly<Record<string, Bound>>,
  outputNames: readonly string[],
  outputs: readonly Value[],
): Record<string, Dim | Shape | undefined> {
  const terms: Record<string, Dim | Shape | undefined> = {};
  for (const { name } of slots) {
    const value = record[name];
    terms[name] = isValue(value) ? shapeOf(value) : totalOf(value);
  }
  outputNames.forEach((name, index) => {
    const output = outputs[index];
    const isRepeated = index === outputNames.length - 1 && outputs.length > outputNames.length;
    terms[name] = isRepeated ? totalOf(outputs.slice(index)) : output === undefined ? 0 : shapeOf(output);
  });
  return terms;
}

/** An absent input has no elements; a repeated one counts those of all. */
function totalOf(values: readonly (Value | undefined)[] | undefined): Shape | Dim | undefined {
  let total: Dim | undefined = 0;
  for (const value of values ?? []) {
    const elements: Dim | undefined =
      value === undefined ? 0 : evaluateFormula({ kind: 'product', name: 'shape' }, { shape: shapeOf(value) });
    total = total === undefined || elements === undefined ? undefined : add(total, elements);
  }
  return total;
}

function shapeOf(value: Value): Shape | undefined {
  return value.kind === 'tensor' ? value.shape : undefined;
}
