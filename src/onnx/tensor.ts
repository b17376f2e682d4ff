import {
  bitsOf,
  type Course,
  type DType,
  dtypeOfCode,
  isFloat,
  type Origin,
  type Pattern,
  printOrigin,
  type StoredElement,
  type StoredTensor,
  type TensorLocation,
  type Visible,
} from '../ir/index.js';
import { courseOf } from './course.js';
import { decodeRaw, decodeTyped, type RawData, rawReader } from './elements.js';
import { readEntry } from './entry.js';
import { DECODED_ELEMENTS } from './limits.js';
import type { PassedMask } from './passed-masks.js';
import { patternIn } from './pattern.js';
import type { Reading } from './reading.js';
import { EXTERNAL, sparseTensorProto, tensorProto } from './schema.js';
import { TypedData } from './typed-data.js';
import { visibleIn } from './visible.js';

/** A TensorProto, and whether it is one of several segments of its tensor. */
export interface ReadTensor {
  readonly tensor: StoredTensor;
  readonly segment: boolean;
}

/** Reads a TensorProto that ends at `end`. Its data is passed over unless it is short. */
export function readTensor(reading: Reading, end: number, origin: Origin): ReadTensor {
  const { cursor } = reading;
  const dims: (number | bigint)[] = [];
  let typed: TypedData | undefined;
  let name = '';
  let dtype: DType | undefined;
  let segment = false;
  let raw: RawData | undefined;
  let external: Map<string, string> | undefined;
  let dataLocation = 0;
  reading.count();
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case tensorProto.dims:
        dims.push(cursor.varint());
        break;
      case tensorProto.dimsPacked: {
        const fieldEnd = cursor.fieldEnd(end);
        while (cursor.more(fieldEnd)) dims.push(cursor.varint());
        break;
      }
      case tensorProto.dataType:
        dtype = dtypeOfCode(cursor.int32());
        break;
      case tensorProto.name:
        name = cursor.text(end);
        break;
      case tensorProto.rawData: {
        const fieldEnd = cursor.fieldEnd(end);
        raw = {
          offset: cursor.position,
          length: fieldEnd - cursor.position,
          index: cursor.atGap ? undefined : cursor.index,
        };
        cursor.seek(fieldEnd);
        break;
      }
      case tensorProto.segment:
        segment = true;
        cursor.skip(tag, end);
        break;
      case tensorProto.externalData:
        external ??= new Map();
        readEntry(reading, cursor.fieldEnd(end), external);
        break;
      case tensorProto.dataLocation:
        dataLocation = cursor.int32();
        break;
      default:
        typed ??= new TypedData(cursor);
        if (!typed.read(tag, end)) cursor.skip(tag, end);
    }
  }

  const count = elementCount(dims);
  let location: TensorLocation = { kind: 'typed' };
  if (dataLocation === EXTERNAL || (external?.has('location') === true && raw === undefined)) {
    location = externalLocation(external);
  } else if (raw !== undefined) location = { kind: 'inline', offset: raw.offset, length: raw.length };

  let elements: readonly StoredElement[] | undefined;
  if (
    dtype !== undefined &&
    typeof count === 'number' &&
    count <= DECODED_ELEMENTS &&
    !segment &&
    location.kind !== 'external' &&
    reading.mayDecode(count, origin)
  ) {
    elements =
      raw === undefined ? decodeTyped(typed?.values ?? [], dtype, count) : decodeRaw(cursor.view, raw, dtype, count);
  }
  // Nodes come before initializers in files; a truth table in an attribute is most often a mask.
  const isMask = reading.masks.has(name);
  const visible =
    isMask || (origin.field === 't' && dtype === 'bool')
      ? visibleOf(reading, { dtype, dims, count, raw, elements })
      : undefined;
  const pattern = patternOf(reading, { dtype, dims, count, raw, elements, typed });
  const bytes = storedBytes(dtype, count, typed, raw?.length);
  if (raw !== undefined && bytes !== undefined && raw.length < bytes && !segment) {
    reading.note(
      'malformed-file',
      `the tensor ${name} has ${raw.length} bytes of data, its dims need ${bytes}`,
      printOrigin(origin),
    );
  }
  // A copy: an array that grew by `push` keeps room for 17 entries.
  const plain = { name, dtype, dims: dims.slice(), bytes, location, elements, origin };
  const tensor = pattern === undefined ? plain : { ...plain, pattern };
  const isInConstant = origin.field === 't' && dtype !== undefined && !isFloat(dtype);
  const isPart = reading.maskParts.has(name) || isInConstant;
  const course = isPart ? courseAtHand(reading, { dtype, dims, count, raw, elements }) : undefined;
  if (visible !== undefined) return { tensor: { ...tensor, visible, course }, segment };
  if (course !== undefined) return { tensor: { ...tensor, course }, segment };
  const isWanted = isMask || (reading.maskParts.has(name) && dtype !== undefined && !isFloat(dtype));
  if (!isWanted || elements !== undefined || segment || raw?.index !== undefined) return { tensor, segment };
  const passed: PassedMask = { ...tensor, visible, course, isMask };
  reading.passedMasks.push(passed);
  return { tensor: passed, segment };
}

/** Elements that are decoded, or bytes that lie in the skeleton. */
interface AtHand {
  readonly dtype: DType | undefined;
  readonly dims: readonly (number | bigint)[];
  readonly count: number | bigint | undefined;
  readonly raw: RawData | undefined;
  readonly elements: readonly StoredElement[] | undefined;
}

/** How to look at elements that are at hand, and their number; undefined where they were passed over. */
function lookAt(
  reading: Reading,
  { dtype, count, raw, elements }: AtHand,
): { readonly at: (index: number) => StoredElement; readonly count: number } | undefined {
  if (typeof count !== 'number' || dtype === undefined) return undefined;
  if (elements !== undefined) return { at: (index) => elements[index] ?? 0, count };
  const bits = bitsOf(dtype) ?? Infinity;
  if (raw?.index === undefined || raw.length * 8 < count * bits) return undefined;
  const at = rawReader(reading.cursor.view, raw.index, dtype, bits);
  return at === undefined ? undefined : { at, count };
}

/** The positions that a mask lets through, where its elements are at hand. */
function visibleOf(reading: Reading, mask: AtHand): Visible | undefined {
  const look = lookAt(reading, mask);
  if (look === undefined || mask.dtype === undefined) return undefined;
  if (mask.elements === undefined && !reading.mayLook(look.count)) return undefined;
  return visibleIn(look.at, mask.dims.map(Number), mask.dtype);
}

/** How elements at hand follow from their place. */
function courseAtHand(reading: Reading, part: AtHand): Course | undefined {
  const look = lookAt(reading, part);
  if (look === undefined || part.dtype === undefined) return undefined;
  if (part.elements === undefined && !reading.mayLook(look.count)) return undefined;
  return courseOf(look.at, part.dims.map(Number), part.dtype);
}

/** The property that all elements at hand share; for typed data beyond a few, whether all are equal. */
function patternOf(
  reading: Reading,
  { typed, ...tensor }: AtHand & { readonly typed: TypedData | undefined },
): Pattern | undefined {
  const { dtype, dims, count } = tensor;
  if (dtype === undefined || !isFloat(dtype) || dims.length === 0) return undefined;
  const look = lookAt(reading, tensor);
  if (look !== undefined) return patternIn(look.at, dtype, dims.map(Number));
  if (typed?.only === undefined || typed.length !== count) return undefined;
  const [only = 2] = decodeTyped([typed.only], dtype, 1) ?? [];
  return patternIn(() => only, dtype, [1]);
}

/** Reads a SparseTensorProto that ends at `end`: the dims of the dense tensor, the bytes of what is stored. */
export function readSparseTensor(reading: Reading, end: number, origin: Origin): StoredTensor {
  const { cursor } = reading;
  const dims: (number | bigint)[] = [];
  reading.count();
  let values: StoredTensor | undefined;
  let indices: StoredTensor | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case sparseTensorProto.values:
        values = readTensor(reading, cursor.fieldEnd(end), { owner: origin, field: 'values' }).tensor;
        break;
      case sparseTensorProto.indices:
        indices = readTensor(reading, cursor.fieldEnd(end), { owner: origin, field: 'indices' }).tensor;
        break;
      case sparseTensorProto.dims:
        dims.push(cursor.varint());
        break;
      case sparseTensorProto.dimsPacked: {
        const fieldEnd = cursor.fieldEnd(end);
        while (cursor.more(fieldEnd)) dims.push(cursor.varint());
        break;
      }
      default:
        cursor.skip(tag, end);
    }
  }
  return {
    name: values?.name ?? '',
    dtype: values?.dtype,
    dims,
    bytes: sum(values?.bytes, indices?.bytes ?? 0),
    location: values?.location ?? { kind: 'typed' },
    elements: undefined,
    storedElements: elementCount(values?.dims ?? [0]) ?? 0,
    origin,
  };
}

/** How many elements the dims make; undefined when one is negative. */
function elementCount(dims: readonly (number | bigint)[]): number | bigint | undefined {
  let count = 1;
  for (const dim of dims) {
    if (dim < 0) return undefined;
    count *= Number(dim);
  }
  if (Number.isSafeInteger(count)) return count;
  return dims.reduce<bigint>((product, dim) => product * BigInt(dim), 1n);
}

function storedBytes(
  dtype: DType | undefined,
  count: number | bigint | undefined,
  typed: TypedData | undefined,
  rawLength: number | undefined,
): number | bigint | undefined {
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (bits === undefined) {
    return dtype === 'string' && (typed !== undefined || count === 0) ? (typed?.stringBytes ?? 0) : rawLength;
  }
  if (count === undefined) return rawLength;
  const bytes = Math.ceil((Number(count) * bits) / 8);
  return Number.isSafeInteger(bytes) ? bytes : (BigInt(count) * BigInt(bits) + 7n) / 8n;
}

function sum(left: number | bigint | undefined, right: number | bigint): number | bigint | undefined {
  if (left === undefined) return undefined;
  return typeof left === 'number' && typeof right === 'number' ? left + right : BigInt(left) + BigInt(right);
}

/**
 * Where the entries of `external_data` say the bytes are (onnx/docs/ExternalData.md); paths are as written, relative to
 * the model.
 */
function externalLocation(entries: ReadonlyMap<string, string> | undefined): TensorLocation {
  return {
    kind: 'external',
    path: entries?.get('location') ?? '',
    offset: wholeNumber(entries?.get('offset')) ?? 0,
    length: wholeNumber(entries?.get('length')),
  };
}

function wholeNumber(text: string | undefined): number | bigint | undefined {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
