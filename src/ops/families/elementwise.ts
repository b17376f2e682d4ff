import type { Category, DType, Element, RankedTensor, Shape } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import type { AttributeReader, AttributesOf } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator, Role } from '../language/define.js';
import { foldElements, mapBroadcast } from '../elements/elements.js';
import { foldPlaced } from '../elements/placed.js';
import { NodeError } from '../language/node-error.js';
import { broadcastRelations, broadcastShapes } from './shapes.js';

type Readers = Readonly<Record<string, AttributeReader<unknown>>>;

/** The differences between operators of a family. */
interface Family {
  /** `ai.onnx` unless told. */
  readonly domain?: string;
  /** The first opset that has it. */
  readonly since: number;
  /** The opset that withdrew it. */
  readonly withdrawn?: number;
  /** `elementwise` unless told. */
  readonly category?: Category;
  /** Operations per element of the output. */
  readonly operations: number;
  /** Which operations those are. */
  readonly source: string;
  /** Element type of the output where it is not that of the first input. */
  readonly dtype?: DType;
  /** Address of the specification, where it is not the page of that name. */
  readonly spec?: string;
}

interface UnaryFamily<A extends Readers> extends Family {
  /** Names of the input and the output; `X` and `Y` unless told. */
  readonly names?: readonly [input: string, output: string];
  readonly attributes?: A;
  /** The element of the output, where shapes may be computed so. */
  readonly fold?: (element: Element, dtype: DType | undefined, attributes: AttributesOf<A>) => Element | undefined;
}

interface BinaryFamily extends Family {
  /** Names of the inputs and the output; `A`, `B` and `C` unless told. */
  readonly names?: readonly [left: string, right: string, output: string];
  /** The role of the second input; `activation` unless told. */
  readonly role?: Role;
  readonly fold?: (a: Element | undefined, b: Element | undefined, dtype: DType | undefined) => Element | undefined;
}

interface VariadicFamily extends Family {
  /** Name of the output; that of the inputs is `data_0`. */
  readonly output: string;
  /** The elements of two inputs put together. */
  readonly fold: (a: Element, b: Element, dtype: DType | undefined) => Element | undefined;
  /** The last step, given the number of inputs. */
  readonly finish?: (total: Element, count: number, dtype: DType | undefined) => Element | undefined;
}

/** The page of an operator's specification. */
export function specificationOf(type: string): string {
  return `https://onnx.ai/onnx/operators/onnx__${type}.html`;
}

/**
 * A function of each element of one tensor. Its attributes that are numbers are the parameters in the layer's detail.
 */
export function unary<const A extends Readers = Record<never, never>>(type: string, family: UnaryFamily<A>): Operator {
  const { names: [input, output] = ['X', 'Y'], attributes, fold } = family;
  return defineOp<Readonly<Record<string, 'activation'>>, A>({
    ...declared(type, family, output),
    inputs: { [input]: 'activation' },
    outputs: { [output]: family.dtype ?? input },
    ...(attributes && { attributes }),
    infer: (inputs) => Object.values(inputs).map(({ shape }) => shape),
    ...(fold && {
      elements: (inputs, settings) =>
        Object.values(inputs).map(({ elements, dtype }) =>
          elements?.map((element) => (element === undefined ? undefined : fold(element, dtype, settings))),
        ),
      placed: (inputs, settings) => {
        const tensors = Object.values(inputs);
        return foldPlaced(tensors, ([element]) =>
          element === undefined ? undefined : fold(element, tensors[0]?.dtype, settings),
        );
      },
    }),
    detail: (_, settings) => ({
      kind: 'elementwise',
      function: type.toLowerCase(),
      parameters: numbersAmong(settings),
    }),
  });
}

/**
 * A function of two tensors that broadcast. Up to opset 6, `axis` says on which axis of the first the second lies;
 * later models have no such attribute.
 */
export function binary(type: string, family: BinaryFamily): Operator {
  const { names: [left, right, output] = ['A', 'B', 'C'], role = 'activation', fold } = family;
  return defineOp<Readonly<Record<string, Role>>, { readonly axis: AttributeReader<number | undefined> }>({
    ...declared(type, family, output),
    inputs: { [left]: 'activation', [right]: role },
    outputs: { [output]: family.dtype ?? left },
    attributes: { axis: int() },
    infer: (inputs, { axis }) => [broadcastShapes(placedAt(axis, Object.values(inputs)).map(({ shape }) => shape))],
    relations: (inputs, { axis }) =>
      broadcastRelations(placedAt(axis, Object.values(inputs)).map(({ shape }) => shape)),
    ...(fold && {
      elements: (inputs, { axis }, outputs) => {
        const tensors = placedAt(axis, Object.values(inputs));
        return outputs.map(({ shape }) => mapBroadcast(tensors, shape, ([a, b]) => fold(a, b, tensors[0]?.dtype)));
      },
      placed: (inputs, { axis }) => {
        const tensors = placedAt(axis, Object.values(inputs));
        return foldPlaced(tensors, ([a, b]) => keptMasked(type, a, b) ?? fold(a, b, tensors[0]?.dtype));
      },
    }),
    detail: () => ({ kind: 'elementwise', function: type.toLowerCase() }),
  });
}

/**
 * A function of any number of tensors that broadcast (before opset 8 they are of one shape): so many operations per
 * element and input but the first, and `last` more.
 */
export function variadic(type: string, { output, fold, finish, ...family }: VariadicFamily): Operator {
  return defineOp({
    ...declared(type, family, output),
    inputs: { data_0: 'activation*' },
    outputs: { [output]: 'data_0' },
    infer: ({ data_0: inputs }) => [broadcastShapes(present(inputs, type).map(({ shape }) => shape))],
    elements: ({ data_0: inputs }, _, outputs) =>
      outputs.map(({ shape, dtype }) =>
        mapBroadcast(present(inputs, type), shape, (operands) => {
          const total = foldElements(operands, undefined, (a, b) => fold(a, b, dtype));
          return total === undefined || finish === undefined ? total : finish(total, operands.length, dtype);
        }),
      ),
    placed: ({ data_0: inputs }, _, { dtype }) =>
      foldPlaced(inputs, (operands) => {
        const total = foldElements(operands, undefined, (a, b) => fold(a, b, dtype));
        return total === undefined || finish === undefined ? total : finish(total, operands.length, dtype);
      }),
    detail: () => ({ kind: 'elementwise', function: type.toLowerCase() }),
    cost: {
      operations: finish === undefined ? `(count - 1)·∏${output}` : `count·∏${output}`,
      memory: 'stream',
      terms: ({ data_0: inputs }) => ({ count: present(inputs, type).length }),
      source: family.source,
    },
  });
}

/** Least of the addends that mask: what is added to it does not open what it masks. */
const SURELY_MASKED = -65_504;

/** An addend that masks stays one beside a bias that only data tell. */
function keptMasked(type: string, a: Element | undefined, b: Element | undefined): Element | undefined {
  if (type !== 'Add' || (a === undefined) === (b === undefined)) return undefined;
  const known = a ?? b;
  return typeof known === 'number' && known <= SURELY_MASKED ? known : undefined;
}

/** A fold of two elements for `binary`, undefined when one of them is. */
export function strict(
  fold: (a: Element, b: Element, dtype: DType | undefined) => Element | undefined,
): NonNullable<BinaryFamily['fold']> {
  return (a, b, dtype) => (a === undefined || b === undefined ? undefined : fold(a, b, dtype));
}

/** The tensors, the second moved to `axis` of the first: axes of length 1 follow it. */
export function placedAt(axis: number | undefined, tensors: readonly RankedTensor[]): readonly RankedTensor[] {
  const [first, second] = tensors;
  if (axis === undefined || first === undefined || second === undefined) return tensors;
  const front = axis < 0 ? axis + first.shape.length : axis;
  const rest = first.shape.length - front - second.shape.length;
  if (front < 0 || rest < 0) {
    throw new NodeError(
      `a tensor of rank ${second.shape.length} does not fit axis ${axis} of one of rank ${first.shape.length}`,
    );
  }
  const shape: Shape = [...second.shape, ...new Array<number>(rest).fill(1)];
  return [first, { ...second, shape, placed: undefined }];
}

/** The numbers among an operator's settings. */
export function numbersAmong(
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number>> | undefined {
  const entries = Object.entries(settings).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function declared(
  type: string,
  { domain, since, withdrawn, category = 'elementwise', operations, source, spec = specificationOf(type) }: Family,
  output: string,
) {
  return {
    type,
    ...(domain !== undefined && { domain }),
    since,
    ...(withdrawn !== undefined && { withdrawn }),
    category,
    spec,
    cost: { operations: perElement(operations, output), memory: 'stream', source },
  } as const;
}

function perElement(operations: number, output: string): string {
  return operations === 0 ? '0' : operations === 1 ? `∏${output}` : `${operations}·∏${output}`;
}

function present(inputs: readonly (RankedTensor | undefined)[], type: string): readonly RankedTensor[] {
  const tensors = inputs.filter((input) => input !== undefined);
  if (tensors.length === 0) throw new NodeError(`${type} has no inputs`);
  return tensors;
}
