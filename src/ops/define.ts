import { add, isAtLeast, isKnown, multiply } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import type { Attribute, DType, Element, RankedTensor, Shape, Tensor, Value } from '../ir/index.js';
import type { AttributeReader, AttributeSource, AttributesOf } from './attributes.js';
import type { ControlFlow } from './control-flow.js';
import type { Detail } from './detail.js';
import { evaluateFormula, parseFormula } from './formula.js';
import type { Terms } from './formula.js';
import { NodeError } from './node-error.js';
import { printShape } from './shapes.js';

/**
 * What an input is to its operator. Params and buffers follow from it: a stored tensor is a parameter where it is a `weight`, a
 * buffer where it is a `statistic` or `scale`; an `index` or `config` is neither; an `activation` or `state` is data that flows.
 */
export type Role = 'activation' | 'state' | 'weight' | 'statistic' | 'scale' | 'index' | 'config';

/** An input's declaration: its role, with `?` where the node may leave it out and `*` where it repeats. `value` takes sequences, optionals and maps too. */
export type InputSlot = Role | `${Role}?` | `${Role}*` | 'value' | 'value?' | 'value*';

/** The inputs of an operator by the names of its specification, in order. */
export type InputSlots = Readonly<Record<string, InputSlot>>;

/** The inputs as `infer` sees them: tensors of known rank. */
export type InputsOf<I> = { readonly [K in keyof I]: InputOf<I[K], RankedTensor> };
/** The inputs where the rank may be unknown. */
export type LooseInputsOf<I> = { readonly [K in keyof I]: InputOf<I[K], Tensor> };
type InputOf<S, T> = S extends 'value' ? Value
  : S extends 'value?' ? Value | undefined
  : S extends 'value*' ? readonly (Value | undefined)[]
  : S extends `${string}?` ? T | undefined
  : S extends `${string}*` ? readonly (T | undefined)[]
  : T;

/** The element type of an output: that of the input so named, a fixed one, or what a function says. */
export type OutputType<I, A> = (keyof I & string) | DType | ((inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context) => DType | undefined);

/** What inference gives for one output: the shape of a tensor, a whole value, or undefined when not even the rank can be told. */
export type Inferred = Shape | Value | undefined;

/** What the surroundings of a node tell and take. */
export interface Context {
  /** The version of the operator's domain that the model imports. */
  readonly opset: number;
  /** How many outputs the node lists, trailing empty names not counted. */
  readonly outputCount: number;
  /** A dimension that cannot be derived: a fresh symbol named after the node and `what`; the same for the same `what`. */
  fresh(what: string): Dim;
  /** Tells the report's reader of something odd in this node. */
  warn(message: string): void;
}

/** Groups of operators, as reports sum them up. */
export const categories = [
  'convolution', 'matmul', 'attention', 'recurrent', 'normalization', 'activation', 'elementwise', 'reduction', 'pooling', 'resize',
  'data-movement', 'shape', 'quantization', 'constant', 'control-flow', 'random', 'ml', 'sequence', 'other',
] as const;
/** See the list of the same name. */
export type Category = (typeof categories)[number];

/**
 * What memory a node touches. `stream`: every distinct input read once, every output written once. `view`: the first output is the first
 * input under another shape, nothing moves. `nothing`: not even that (control flow, whose bodies move what they move). A record names the
 * inputs and outputs of which only a part is touched, with a formula of the elements; the others stream.
 */
export type Memory<I> = 'stream' | 'view' | 'nothing' | {
  readonly reads?: { readonly [K in keyof I]?: string };
  readonly writes?: Readonly<Record<string, string>>;
};

/** What a node costs, as formulas over its inputs and outputs (`∏X` is the number of elements of X) and the terms that `terms` adds. */
export interface Cost<I extends InputSlots, A> {
  /** Multiply-accumulate pairs of convolutions, products, recurrent cells, attention. Operators of other kinds have none. */
  readonly multiplyAdds?: string;
  /** Operations besides the multiply-adds; `0` is written out. Where there are no elements it may come out below 0, which counts as 0. */
  readonly operations: string;
  readonly memory: Memory<I> | ((inputs: InputsOf<I>, attributes: AttributesOf<A>, outputs: readonly Value[]) => Memory<I>);
  readonly terms?: (inputs: InputsOf<I>, attributes: AttributesOf<A>, outputs: readonly Value[], context: Context) => Terms;
  /** Where the formula comes from. */
  readonly source: string;
}

/** An operator, as its file declares it. */
export interface OperatorDefinition<I extends InputSlots, A extends Readonly<Record<string, AttributeReader<unknown>>>> {
  readonly type: string;
  /** `ai.onnx` unless told. */
  readonly domain?: string;
  /** The first opset for which this definition holds; the greatest `since` not above the imported opset is used. */
  readonly since: number;
  /** The opset that withdrew it. A model that imports a later one is still read by it. */
  readonly withdrawn?: number;
  readonly category: Category;
  /** Address of the specification. */
  readonly spec: string;
  readonly inputs: I;
  /** Outputs by the specification's names with their element types; the last repeats when a node lists more. */
  readonly outputs: Readonly<Record<string, OutputType<I, A>>>;
  readonly attributes?: A;
  /** Shapes of the outputs; runs only when the rank of every present input is known. A throw of NodeError is a malformed node. */
  infer(inputs: InputsOf<I>, attributes: AttributesOf<A>, context: Context): readonly Inferred[];
  /** Shapes where some input has no known rank; without it every output's rank is unknown. */
  inferUnranked?(inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context): readonly Inferred[];
  /** The elements of the outputs, asked for when every output is small enough to steer shapes. */
  elements?(inputs: InputsOf<I>, attributes: AttributesOf<A>, outputs: readonly RankedTensor[], context: Context): readonly (readonly (Element | undefined)[] | undefined)[];
  /** What the layer is, for rules and formats. */
  detail?(inputs: InputsOf<I>, attributes: AttributesOf<A>, outputs: readonly Value[], context: Context): Detail | undefined;
  readonly cost: Cost<I, A>;
  /** How it runs the graphs in its attributes. Such an operator's outputs are what this gives, not `infer`. */
  controlFlow?(inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context): ControlFlow;
}

/** One input of an operator's declaration. */
export interface Slot {
  readonly name: string;
  readonly role: Role | 'value';
  readonly optional: boolean;
  readonly variadic: boolean;
}

/** What a node costs. Undefined figures are unknown. */
export interface NodeCost {
  readonly multiplyAdds: Dim | undefined;
  readonly flops: Dim | undefined;
  readonly memory: 'view' | 'nothing' | {
    /** Elements of inputs of which only a part is read, by input position. */
    readonly reads: ReadonlyMap<number, Dim | undefined>;
    /** Likewise of outputs. */
    readonly writes: ReadonlyMap<number, Dim | undefined>;
  };
  /** What the formulas' names stand for. */
  readonly terms: Terms;
}

/** An operator applied to one node: its settings read, its inputs named. */
export interface Application {
  readonly controlFlow: ControlFlow | undefined;
  infer(): readonly Value[];
  detail(outputs: readonly Value[]): Detail | undefined;
  cost(outputs: readonly Value[]): NodeCost;
}

/** An operator, ready for any node. */
export interface Operator {
  readonly kind: 'operator';
  readonly type: string;
  readonly domain: string;
  readonly since: number;
  readonly withdrawn: number | undefined;
  readonly category: Category;
  readonly spec: string;
  readonly slots: readonly Slot[];
  readonly outputs: readonly string[];
  readonly cost: { readonly multiplyAdds: string | undefined; readonly operations: string; readonly memory: string; readonly source: string };
  /** What the input at that position is to it. */
  roleOf(position: number): Role | 'value';
  /** @throws NodeError when the node breaks the specification */
  apply(values: readonly (Value | undefined)[], attributes: ReadonlyMap<string, Attribute>, context: Context): Application;
}

/** Outputs of at most so many elements have them followed: shapes, axes, scales and small tables, never data. */
export const MAX_FOLLOWED_ELEMENTS = 128;

/** Declares an operator. */
export function defineOp<const I extends InputSlots, const A extends Readonly<Record<string, AttributeReader<unknown>>> = Record<never, never>>(definition: OperatorDefinition<I, A>): Operator {
  const slots = Object.entries(definition.inputs).map(([name, slot]) => parseSlot(name, slot));
  const outputNames = Object.keys(definition.outputs);
  const prepared: Prepared<I, A> = { definition, slots, outputNames, outputTypes: Object.values(definition.outputs), readers: Object.entries(definition.attributes ?? {}) };
  const { multiplyAdds, operations, memory, source } = definition.cost;
  return {
    kind: 'operator',
    type: definition.type,
    domain: definition.domain ?? 'ai.onnx',
    since: definition.since,
    withdrawn: definition.withdrawn,
    category: definition.category,
    spec: definition.spec,
    slots,
    outputs: outputNames,
    cost: { multiplyAdds, operations, memory: describeMemory(memory), source },
    roleOf: (position) => (slots[position] ?? slots.at(-1))?.role ?? 'activation',
    apply: (values, attributes, context) => applyDefinition(prepared, values, attributes, context),
  };
}

/** Whether a value is an operator made by `defineOp`. */
export function isOperator(value: unknown): value is Operator {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'operator' && 'apply' in value;
}

function parseSlot(name: string, slot: InputSlot): Slot {
  const optional = slot.endsWith('?');
  const variadic = slot.endsWith('*');
  // The template type says that what is left without its mark is a role.
  const role = (optional || variadic ? slot.slice(0, -1) : slot) as Role | 'value';
  return { name, role, optional, variadic };
}

function describeMemory(memory: unknown): string {
  if (typeof memory === 'string') return memory;
  if (typeof memory === 'function') return 'depends on its attributes';
  const { reads = {}, writes = {} } = memory as { reads?: Record<string, string>; writes?: Record<string, string> };
  return [
    ...Object.entries(reads).map(([name, formula]) => `reads ${formula} of ${name}`),
    ...Object.entries(writes).map(([name, formula]) => `writes ${formula} of ${name}`),
  ].join(', ');
}

/** A definition with what every application would otherwise work out again. */
interface Prepared<I extends InputSlots, A extends Readonly<Record<string, AttributeReader<unknown>>>> {
  readonly definition: OperatorDefinition<I, A>;
  readonly slots: readonly Slot[];
  readonly outputNames: readonly string[];
  readonly outputTypes: readonly OutputType<I, A>[];
  readonly readers: readonly (readonly [string, AttributeReader<unknown>])[];
}

function applyDefinition<I extends InputSlots, A extends Readonly<Record<string, AttributeReader<unknown>>>>(
  { definition, slots, outputNames, outputTypes, readers }: Prepared<I, A>,
  values: readonly (Value | undefined)[],
  nodeAttributes: ReadonlyMap<string, Attribute>,
  context: Context,
): Application {
  const { record, ranked } = bindInputs(slots, values);
  // bindInputs has just checked what these types say: presence, tensors where the slot wants one and, if `ranked`, their rank.
  const loose = record as LooseInputsOf<I>;
  const inputs = record as unknown as InputsOf<I>;
  const source: AttributeSource = { attributes: nodeAttributes, input: (name) => (isValue(record[name]) ? record[name] : undefined) };
  const attributes = readAttributes(readers, source) as AttributesOf<A>;
  const isTensorList = (outputs: readonly Value[]): outputs is readonly RankedTensor[] => outputs.every(isRanked);

  return {
    controlFlow: definition.controlFlow?.(loose, attributes, context),
    infer() {
      const inferred = ranked ? definition.infer(inputs, attributes, context) : (definition.inferUnranked?.(loose, attributes, context) ?? []);
      const outputs = Array.from({ length: context.outputCount }, (_, index): Value => {
        const given = inferred[index];
        if (given !== undefined && !isShape(given)) return given;
        if (given?.some(isNegative)) throw new NodeError(`its output would be of shape ${printShape(given)}`);
        return { kind: 'tensor', dtype: outputType(outputTypes[index] ?? outputTypes.at(-1), loose, attributes, context), shape: given };
      });
      if (!ranked || definition.elements === undefined || !isTensorList(outputs) || !outputs.every(isSmall)) return outputs;
      const elements = definition.elements(inputs, attributes, outputs, context);
      return outputs.map((output, index) => ({ ...output, elements: elements[index] }));
    },
    detail: (outputs) => (ranked ? definition.detail?.(inputs, attributes, outputs, context) : undefined),
    cost(outputs) {
      if (!ranked) return unknownCost(definition.cost.memory);
      const { cost } = definition;
      const terms: Terms = { ...shapesByName(record), ...outputShapes(outputNames, outputs), ...cost.terms?.(inputs, attributes, outputs, context) };
      const multiplyAdds = cost.multiplyAdds === undefined ? 0 : evaluate(cost.multiplyAdds, terms);
      const operations = ofNothing(evaluate(cost.operations, terms));
      const memory = typeof cost.memory === 'function' ? cost.memory(inputs, attributes, outputs) : cost.memory;
      return {
        multiplyAdds,
        flops: multiplyAdds === undefined || operations === undefined ? undefined : add(multiply(2, multiplyAdds), operations),
        memory: typeof memory === 'string' ? (memory === 'stream' ? streamed : memory) : touched(memory, slots, outputNames, terms),
        terms,
      };
    },
  };
}

function isNegative(dim: Dim): boolean {
  return isKnown(dim) && dim < 0;
}

/** "One less than elements" is no operation, too, where there are no elements. */
function ofNothing(operations: Dim | undefined): Dim | undefined {
  return operations !== undefined && isAtLeast(0, operations) ? 0 : operations;
}

const streamed = { reads: new Map<number, Dim | undefined>(), writes: new Map<number, Dim | undefined>() };

function unknownCost(memory: unknown): NodeCost {
  return { multiplyAdds: undefined, flops: undefined, memory: memory === 'view' || memory === 'nothing' ? memory : streamed, terms: {} };
}

function touched(memory: { readonly reads?: Readonly<Record<string, string | undefined>>; readonly writes?: Readonly<Record<string, string>> }, slots: readonly Slot[], outputs: readonly string[], terms: Terms): Exclude<NodeCost['memory'], string> {
  const positions = (formulas: Readonly<Record<string, string | undefined>> | undefined, positionOf: (name: string) => number): Map<number, Dim | undefined> =>
    new Map(Object.entries(formulas ?? {}).map(([name, formula]) => [positionOf(name), formula === undefined ? undefined : evaluate(formula, terms)]));
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

function bindInputs(slots: readonly Slot[], values: readonly (Value | undefined)[]): { record: Readonly<Record<string, Bound>>; ranked: boolean } {
  const record: Record<string, Bound> = {};
  let ranked = true;
  const check = (value: Value | undefined, slot: Slot): void => {
    if (value === undefined || slot.role === 'value') return;
    if (value.kind !== 'tensor') throw new NodeError(`input ${slot.name} is a ${value.kind}, should be a tensor`);
    if (value.shape === undefined) ranked = false;
  };
  slots.forEach((slot, position) => {
    const value = slot.variadic ? values.slice(position) : values[position];
    if (Array.isArray(value)) value.forEach((item) => check(item, slot));
    else if (value === undefined && !slot.optional) throw new NodeError(`input ${slot.name} is missing`);
    else check(value as Value | undefined, slot);
    record[slot.name] = value as Bound;
  });
  return { record, ranked };
}

function readAttributes(readers: readonly (readonly [string, AttributeReader<unknown>])[], source: AttributeSource): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, read] of readers) attributes[name] = read(name, source);
  return attributes;
}

function outputType<I extends InputSlots, A>(type: OutputType<I, A> | undefined, inputs: LooseInputsOf<I>, attributes: AttributesOf<A>, context: Context): DType | undefined {
  if (type === undefined) return undefined;
  if (typeof type === 'function') return type(inputs, attributes, context);
  const record: Readonly<Record<string, Bound>> = inputs as unknown as Readonly<Record<string, Bound>>;
  if (!Object.hasOwn(record, type)) return type as DType;
  const input = record[type];
  const value = Array.isArray(input) ? input.find((item: Value | undefined) => item?.kind === 'tensor' && item.dtype !== undefined) : input;
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

function shapesByName(record: Readonly<Record<string, Bound>>): Record<string, Dim | Shape | undefined> {
  const terms: Record<string, Dim | Shape | undefined> = {};
  for (const [name, value] of Object.entries(record)) terms[name] = isValue(value) ? shapeOf(value) : totalOf(value);
  return terms;
}

/** An absent input has no elements; a repeated one counts those of all. */
function totalOf(values: readonly (Value | undefined)[] | undefined): Shape | Dim | undefined {
  let total: Dim | undefined = 0;
  for (const value of values ?? []) {
    const elements: Dim | undefined = value === undefined ? 0 : evaluateFormula({ kind: 'product', name: 'shape' }, { shape: shapeOf(value) });
    total = total === undefined || elements === undefined ? undefined : add(total, elements);
  }
  return total;
}

function outputShapes(names: readonly string[], outputs: readonly Value[]): Record<string, Dim | Shape | undefined> {
  const terms: Record<string, Dim | Shape | undefined> = {};
  names.forEach((name, index) => {
    const output = outputs[index];
    const last = index === names.length - 1 && outputs.length > names.length;
    terms[name] = last ? totalOf(outputs.slice(index)) : output === undefined ? 0 : shapeOf(output);
  });
  return terms;
}

function shapeOf(value: Value): Shape | undefined {
  return value.kind === 'tensor' ? value.shape : undefined;
}
