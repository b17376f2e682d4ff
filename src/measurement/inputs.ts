import { bindingOptions, inputMeant, plausibleElements } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { print, symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { bitsOf, isFloat, NetstatError, optionFor } from '../ir/index.js';
import type { DType, Element } from '../ir/index.js';
import { shortListText } from '../text/index.js';
import type { Elements, InputData } from './runtime.js';

/** Inputs of a model, and what was made up of them. */
export interface MadeInputs {
  readonly inputs: readonly InputData[];
  readonly notes: readonly string[];
}

/** Elements of an input that may steer shapes; a longer one is data. */
const STEERING_ELEMENTS = 64;

/**
 * The inputs of a model: those given, then those whose elements the analysis was told, else made up: floats from 0 to
 * 1, which are valid as probabilities and thresholds, integers and truth values 0 or 1, which are valid as indices,
 * tokens and masks. The same seed makes the same inputs.
 * @throws NetstatError when a size is open, a type cannot be made, or elements would steer shapes and are not given
 */
export function makeInputs(analysis: Analysis, named: ReadonlyMap<string, InputData>, seed: number): MadeInputs {
  const given = new Map(
    [...named].map(([text, data]) => {
      const name = inputMeant(text, analysis.inputs);
      return [name, { ...data, name }];
    }),
  );
  const [fixed] = analysis.resized;
  if (fixed !== undefined) {
    throw new NetstatError(
      'shape-contradiction',
      `--shape ${fixed.input}: the model fixes axis ${fixed.axis} at ${fixed.from}, and a runtime takes no other ` +
        'size; export it with free axes',
    );
  }
  const random = randomNumbers(seed);
  const made: string[] = [];
  const inputs = analysis.inputs.map((edge): InputData => {
    const data = given.get(edge.name);
    if (data !== undefined) return fitting(data, edge);
    const { dtype, dims } = sizedType(analysis, edge);
    const count = dims.reduce((product, dim) => product * dim, 1);
    const told = edge.type.kind === 'tensor' ? edge.type.elements : undefined;
    if (told !== undefined) {
      return { name: edge.name, dtype, dims, data: elementsOf(dtype, count, (index) => numberOf(told[index], edge)) };
    }
    if (!isFloat(dtype) && count <= STEERING_ELEMENTS && steers(analysis, edge)) {
      const value = optionFor('--value', edge.name, plausibleElements(edge));
      throw new NetstatError(
        'unknown-input',
        `the input ${edge.name} steers shapes and cannot be made up; say what it is with ` +
          `${value} or ${optionFor('--input', edge.name, 'file.npy')}`,
      );
    }
    made.push(edge.name);
    const next = isFloat(dtype) ? random : () => (random() < 0.5 ? 0 : 1);
    return { name: edge.name, dtype, dims, data: elementsOf(dtype, count, next) };
  });
  const unknown = [...given.keys()].find((name) => !analysis.inputs.some((edge) => edge.name === name));
  if (unknown !== undefined) {
    throw new NetstatError(
      'unknown-input',
      `--input ${unknown}: the model has no such input; it has ${analysis.inputs.map(({ name }) => name).join(', ')}`,
    );
  }
  return { inputs, notes: made.length === 0 ? [] : [madeUpText(made, seed)] };
}

/** Names in a note; a decoder has a hundred inputs. */
const NAMES_NOTED = 4;

function madeUpText(names: readonly string[], seed: number): string {
  const listed = shortListText(names, NAMES_NOTED);
  return `${names.length === 1 ? `the input ${listed} was` : `the inputs ${listed} were`} made up (seed ${seed})`;
}

/** A given input, which must have the type that the model declares as far as it is known. */
function fitting(data: InputData, edge: Edge): InputData {
  const { type } = edge;
  if (type.kind !== 'tensor') throw unmakeable(edge);
  if (type.dtype !== undefined && type.dtype !== data.dtype) {
    throw new NetstatError(
      'unknown-input',
      `--input ${edge.name}: the file holds ${data.dtype}, the model takes ${type.dtype}`,
    );
  }
  const fits =
    type.shape === undefined ||
    (type.shape.length === data.dims.length &&
      type.shape.every((dim, axis) => typeof dim === 'object' || Number(dim) === data.dims[axis]));
  if (!fits) {
    throw new NetstatError(
      'shape-contradiction',
      `--input ${edge.name}: the file holds [${data.dims.join(', ')}], the model takes ` +
        `[${type.shape?.map(print).join(', ')}]`,
    );
  }
  return data;
}

/** An array of more bytes cannot be handed to another process. */
const LARGEST_INPUT = 2 ** 31 - 1;

function sizedType(analysis: Analysis, edge: Edge): { readonly dtype: DType; readonly dims: readonly number[] } {
  const { name, type } = edge;
  if (type.kind !== 'tensor' || type.dtype === undefined) throw unmakeable(edge);
  if (type.shape === undefined) {
    throw new NetstatError(
      'unknown-dim',
      `not even the rank of the input ${name} is known; say its shape with --shape ${name}=1x3x224x224`,
    );
  }
  const open = [...new Set(type.shape.flatMap((dim) => [...symbolsOf(dim)]))];
  if (open.length > 0) {
    throw new NetstatError('unknown-dim', `the size of the input ${name} is open; add ${bindingOptions(analysis)}`);
  }
  const dims = type.shape.map((dim: Dim) => Number(dim));
  const elements = dims.reduce((product, dim) => product * dim, 1);
  if ((elements * (bitsOf(type.dtype) ?? 8)) / 8 > LARGEST_INPUT) {
    throw new NetstatError(
      'limit-exceeded',
      `the input ${name} has ${elements} elements of ${type.dtype}, more than 2 GiB, which cannot be handed to a ` +
        'runtime; say a smaller size with --shape',
    );
  }
  return { dtype: type.dtype, dims };
}

function unmakeable({ name, type }: Edge): NetstatError {
  const kind = type.kind === 'tensor' ? `of ${type.dtype ?? 'unknown type'}` : `a ${type.kind}`;
  return new NetstatError('unknown-input', `the input ${name} is ${kind}: such inputs cannot be given to a runtime`);
}

/**
 * Whether the elements of an input set sizes: whether they reach a `config` input of a layer, such as the shape of a
 * Reshape, or the trips of a loop, through layers that give few elements.
 */
function steers(analysis: Analysis, input: Edge): boolean {
  const open = [input];
  const seen = new Set(open);
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    for (const index of edge.consumers) {
      const layer = analysis.layers[index];
      if (layer === undefined) continue;
      if (layer.inputs.some((read, position) => read === edge && setsSizes(layer, position))) return true;
      for (const output of layer.outputs) {
        // A value that depends on the input's shape alone does not depend on its elements.
        if (output === undefined || output.provenance !== 'data' || seen.has(output) || !isShort(output)) continue;
        seen.add(output);
        open.push(output);
      }
    }
  }
  return false;
}

/**
 * Operators' settings count where they are a vector or a scalar of integers: a shape, axes, a length; not, say, the
 * ratio of a Dropout.
 */
function setsSizes(layer: Layer, position: number): boolean {
  const type = layer.inputs[position]?.type;
  const dtype = type?.kind === 'tensor' ? type.dtype : undefined;
  return (dtype === 'int64' || dtype === 'int32') && layer.operator?.roleOf(position) === 'config';
}

function isShort({ type }: Edge): boolean {
  if (type.kind !== 'tensor' || type.shape === undefined) return false;
  const count = type.shape.reduce<number>((product, dim) => product * Number(typeof dim === 'object' ? 1 : dim), 1);
  return count <= STEERING_ELEMENTS;
}

function numberOf(element: Element | undefined, edge: Edge): number | string {
  if (typeof element === 'number' || typeof element === 'string') return element;
  if (typeof element === 'bigint' || typeof element === 'boolean') return Number(element);
  const value = optionFor('--value', edge.name, plausibleElements(edge));
  throw new NetstatError(
    'unknown-input',
    `the elements of the input ${edge.name} are not all known; say what they are with ${value}`,
  );
}

/**
 * Elements in the width of their type.
 * @throws NetstatError for types that runtimes do not take as inputs
 */
export function elementsOf(dtype: DType, count: number, next: (index: number) => number | string): Elements {
  const fill = <T extends { [index: number]: number }>(array: T): T => {
    for (let index = 0; index < count; index += 1) array[index] = Number(next(index));
    return array;
  };
  switch (dtype) {
    case 'float32':
      return fill(new Float32Array(count));
    case 'float64':
      return fill(new Float64Array(count));
    case 'float16':
      return Uint16Array.from({ length: count }, (_, index) => float16Bits(Number(next(index))));
    case 'bfloat16':
      return Uint16Array.from({ length: count }, (_, index) => float32Bits(Number(next(index))) >>> 16);
    case 'int8':
      return fill(new Int8Array(count));
    case 'uint8':
    case 'bool':
      return fill(new Uint8Array(count));
    case 'int16':
      return fill(new Int16Array(count));
    case 'uint16':
      return fill(new Uint16Array(count));
    case 'int32':
      return fill(new Int32Array(count));
    case 'uint32':
      return fill(new Uint32Array(count));
    case 'int64':
      return BigInt64Array.from({ length: count }, (_, index) => BigInt(Math.trunc(Number(next(index)))));
    case 'uint64':
      return BigUint64Array.from({ length: count }, (_, index) => BigInt(Math.trunc(Number(next(index)))));
    case 'string':
      return Array.from({ length: count }, (_, index) => String(next(index)));
    default:
      throw new NetstatError('unknown-input', `inputs of ${dtype} cannot be made`);
  }
}

const scratch = new DataView(new ArrayBuffer(4));

function float32Bits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

/** The nearest half-precision number, towards zero; those too small for a normal one are 0 (IEEE 754, binary16). */
function float16Bits(value: number): number {
  const bits = float32Bits(value);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent <= 0) return sign;
  return exponent >= 31 ? sign | 0x7c00 : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}

/** Numbers from 0 to 1 that a seed determines: the generator mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
