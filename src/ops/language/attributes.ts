import { fromInteger, isKnown, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { MAX_RANK } from '../../ir/index.js';
import type { Attribute, DeclaredType, Element, Graph, StoredTensor, Value } from '../../ir/index.js';
import { NodeError } from './node-error.js';

/** Stands for a value that only the data of a run decides. */
export const dynamic = 'dynamic';
/** The type of `dynamic`. */
export type Dynamic = typeof dynamic;

/** Where readers find a node's settings: its attributes, and its inputs by the names of the specification. */
export interface AttributeSource {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The input of that name; undefined when the node leaves it out or the operator has none. */
  input(name: string): Value | undefined;
}

/** Reads one setting of a node into a typed value. */
export type AttributeReader<T> = (name: string, source: AttributeSource) => T;

/** The typed settings that a record of readers gives. */
export type AttributesOf<A> = { readonly [K in keyof A]: A[K] extends AttributeReader<infer T> ? T : never };

/** The input that later opsets moved a setting to. */
interface Moved {
  readonly input: string;
}

type ValuesByKind = { readonly [K in Attribute['kind']]: Extract<Attribute, { readonly kind: K }>['value'] };

function attributeOf<K extends Attribute['kind']>(
  name: string,
  { attributes }: AttributeSource,
  kind: K,
): ValuesByKind[K] | undefined {
  const attribute = attributes.get(name);
  if (attribute === undefined) return undefined;
  if (attribute.kind !== kind) throw new NodeError(`attribute ${name} is of type ${attribute.kind}, should be ${kind}`);
  // The comparison above proves it, but narrowing does not follow a type parameter.
  return attribute.value as ValuesByKind[K];
}

/** An integer attribute. Beyond 2^53 it is refused: no attribute means anything there. */
export function int(): AttributeReader<number | undefined>;
export function int(fallback: number): AttributeReader<number>;
export function int(fallback?: number): AttributeReader<number | undefined> {
  return (name, source) => {
    const value = attributeOf(name, source, 'int');
    return value === undefined ? fallback : safe(name, value);
  };
}

/** An integer that an attribute or, in later opsets, an input of one element gives; `dynamic` when only a run tells. */
export function intOrInput(moved: Moved): AttributeReader<Dim | Dynamic | undefined> {
  return (name, source) => {
    const value = attributeOf(name, source, 'int');
    if (value !== undefined) return fromInteger(value);
    const elements = elementsOfInput(moved.input, source);
    if (elements === undefined || elements === dynamic) return elements;
    const [element] = elements;
    return isDim(element) ? element : dynamic;
  };
}

/** A list of integers. */
export function ints(): AttributeReader<readonly number[] | undefined>;
export function ints(fallback: readonly number[]): AttributeReader<readonly number[]>;
export function ints(fallback?: readonly number[]): AttributeReader<readonly number[] | undefined> {
  return (name, source) => attributeOf(name, source, 'ints')?.map((value) => safe(name, value)) ?? fallback;
}

/**
 * A list of known integers, such as axes, that an attribute or an input gives. An input listed but absent is undefined.
 */
export function intsOrInput(moved: Moved): AttributeReader<readonly number[] | Dynamic | undefined> {
  return (name, source) => {
    const dims = dimsOrInput(moved)(name, source);
    if (dims === undefined || dims === dynamic) return dims;
    const numbers: number[] = [];
    for (const dim of dims) {
      const number = dim === undefined ? undefined : toNumber(dim);
      if (number === undefined) return dynamic;
      numbers.push(number);
    }
    return numbers;
  };
}

/**
 * A list of sizes or positions, which may hold symbols, that an attribute or an input gives. A size that only a run
 * tells is undefined in its place; `dynamic` when not even their number is known.
 */
export function dimsOrInput(moved: Moved): AttributeReader<readonly (Dim | undefined)[] | Dynamic | undefined> {
  return (name, source) => {
    const values = attributeOf(name, source, 'ints');
    if (values !== undefined) return values.map(fromInteger);
    const elements = elementsOfInput(moved.input, source);
    if (elements === undefined || elements === dynamic) return elements;
    return elements.map((element) => (isDim(element) ? element : undefined));
  };
}

/** A floating-point attribute. */
export function float(): AttributeReader<number | undefined>;
export function float(fallback: number): AttributeReader<number>;
export function float(fallback?: number): AttributeReader<number | undefined> {
  return (name, source) => attributeOf(name, source, 'float') ?? fallback;
}

/** A list of floating-point numbers. */
export function floats(): AttributeReader<readonly number[] | undefined> {
  return (name, source) => attributeOf(name, source, 'floats');
}

/** A number that an attribute or an input of one element gives. */
export function floatOrInput(moved: Moved): AttributeReader<number | Dynamic | undefined> {
  return (name, source) => {
    const value = attributeOf(name, source, 'float');
    if (value !== undefined) return value;
    const elements = elementsOfInput(moved.input, source);
    if (elements === undefined || elements === dynamic) return elements;
    const [element] = elements;
    return typeof element === 'number' ? element : dynamic;
  };
}

/** A list of numbers, which may hold symbols or fractions of them, that an attribute or an input gives. */
export function numbersOrInput(moved: Moved): AttributeReader<readonly (Element | undefined)[] | Dynamic | undefined> {
  return (name, source) => {
    const values = attributeOf(name, source, 'floats');
    return values ?? elementsOfInput(moved.input, source);
  };
}

/** A text attribute. */
export function text(): AttributeReader<string | undefined>;
export function text(fallback: string): AttributeReader<string>;
export function text(fallback?: string): AttributeReader<string | undefined> {
  return (name, source) => attributeOf(name, source, 'string') ?? fallback;
}

/** A list of texts. */
export function texts(): AttributeReader<readonly string[] | undefined> {
  return (name, source) => attributeOf(name, source, 'strings');
}

/** A stored tensor. */
export function tensorAttribute(): AttributeReader<StoredTensor | undefined> {
  return (name, source) => attributeOf(name, source, 'tensor');
}

/** A type, as Optional and SequenceEmpty's kin hold. */
export function typeAttribute(): AttributeReader<DeclaredType | undefined> {
  return (name, source) => attributeOf(name, source, 'type');
}

/** A body of a control-flow operator. */
export function graph(): AttributeReader<Graph | undefined> {
  return (name, source) => attributeOf(name, source, 'graph');
}

/**
 * Turns a reader's missing value into trouble of the node. One signature a type: a generic function that returns a
 * function would keep `defineOp` from inferring the attributes.
 */
export function required(reader: AttributeReader<number | undefined>): AttributeReader<number>;
export function required(reader: AttributeReader<readonly number[] | undefined>): AttributeReader<readonly number[]>;
export function required(reader: AttributeReader<string | undefined>): AttributeReader<string>;
export function required(reader: AttributeReader<readonly string[] | undefined>): AttributeReader<readonly string[]>;
export function required(reader: AttributeReader<StoredTensor | undefined>): AttributeReader<StoredTensor>;
export function required(reader: AttributeReader<DeclaredType | undefined>): AttributeReader<DeclaredType>;
export function required(reader: AttributeReader<Graph | undefined>): AttributeReader<Graph>;
export function required<T>(reader: AttributeReader<T | undefined>): AttributeReader<T> {
  return (name, source) => {
    const value = reader(name, source);
    if (value === undefined) throw new NodeError(`attribute ${name} is missing`);
    return value;
  };
}

function elementsOfInput(
  name: string,
  source: AttributeSource,
): readonly (Element | undefined)[] | Dynamic | undefined {
  const value = source.input(name);
  if (value === undefined) return undefined;
  if (value.kind !== 'tensor') throw new NodeError(`input ${name} is a ${value.kind}, should be a tensor`);
  if (value.elements !== undefined) return value.elements;
  if (value.shape?.length === 0) return [undefined];
  const [length] = value.shape ?? [];
  const count = value.shape?.length === 1 && length !== undefined ? toNumber(length) : undefined;
  return count !== undefined && count <= MAX_LISTED ? new Array<undefined>(count).fill(undefined) : dynamic;
}

/** Settings given as tensors have one or two numbers for each axis; a longer list does not steer shapes. */
const MAX_LISTED = 2 * MAX_RANK;

/** Whether an element is an integer that may hold symbols. */
export function isDim(element: Element | undefined): element is Dim {
  if (typeof element === 'number') return Number.isSafeInteger(element);
  return typeof element === 'bigint' || (typeof element === 'object' && element.kind === 'expression');
}

function safe(name: string, value: number | bigint): number {
  const number = isKnown(value) ? toNumber(fromInteger(value)) : undefined;
  if (number === undefined) throw new NodeError(`attribute ${name} is ${value}, out of range`);
  return number;
}
