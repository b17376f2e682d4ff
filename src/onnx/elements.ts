import { bitsOf, type DType, type StoredElement } from '../ir/index.js';
import { decodeFloat, isNarrowFloat } from './narrow-float.js';
import type { TypedValue } from './typed-data.js';

/** Where the bytes of `raw_data` lie. */
export interface RawData {
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** In the skeleton; undefined when it does not have them. */
  readonly index: number | undefined;
}

/**
 * The first `count` elements of `raw_data`: little-endian, those narrower than a byte packed from the least significant
 * bit on.
 * @returns undefined when there are fewer, and for complex numbers and strings, which steer no shape or are never raw
 */
export function decodeRaw(
  view: DataView,
  { index: start, length }: RawData,
  dtype: DType,
  count: number,
): readonly StoredElement[] | undefined {
  const bits = bitsOf(dtype);
  if (bits === undefined || start === undefined || length * 8 < count * bits) return undefined;
  const at = rawReader(view, start, dtype, bits);
  if (at === undefined) return undefined;
  if (count === 1) return [at(0)];
  const elements: StoredElement[] = [];
  for (let index = 0; index < count; index += 1) elements.push(at(index));
  // An array that grew by pushing keeps room for 17 elements; a copy does not.
  return elements.slice();
}

/** How to read the element at an index; undefined for types that are never raw or steer nothing. */
export function rawReader(
  view: DataView,
  start: number,
  dtype: DType,
  bits: number,
): ((index: number) => StoredElement) | undefined {
  switch (dtype) {
    case 'float32':
      return (index) => view.getFloat32(start + 4 * index, true);
    case 'float64':
      return (index) => view.getFloat64(start + 8 * index, true);
    case 'int8':
      return (index) => view.getInt8(start + index);
    case 'uint8':
      return (index) => view.getUint8(start + index);
    case 'bool':
      return (index) => view.getUint8(start + index) !== 0;
    case 'int16':
      return (index) => view.getInt16(start + 2 * index, true);
    case 'uint16':
      return (index) => view.getUint16(start + 2 * index, true);
    case 'int32':
      return (index) => view.getInt32(start + 4 * index, true);
    case 'uint32':
      return (index) => view.getUint32(start + 4 * index, true);
    case 'int64':
      return (index) => longAt(view, start + 8 * index, true);
    case 'uint64':
      return (index) => longAt(view, start + 8 * index, false);
    case 'float16':
    case 'bfloat16':
      return (index) => decodeFloat(view.getUint16(start + 2 * index, true), dtype);
    case 'complex64':
    case 'complex128':
    case 'string':
      return undefined;
    default: {
      // One byte or less; an element of 6 bits may lie across two bytes.
      const packed = (index: number): number => {
        const byte = start + ((index * bits) >> 3);
        const next = byte + 1 < view.byteLength ? view.getUint8(byte + 1) : 0;
        return ((view.getUint8(byte) | (next << 8)) >> ((index * bits) & 7)) & ((1 << bits) - 1);
      };
      return isNarrowFloat(dtype)
        ? (index) => decodeFloat(packed(index), dtype)
        : (index) => integerOf(packed(index), dtype, bits);
    }
  }
}

/** The elements of the typed data fields; undefined when there are not `count`. */
export function decodeTyped(
  values: readonly TypedValue[],
  dtype: DType,
  count: number,
): readonly StoredElement[] | undefined {
  const bits = bitsOf(dtype);
  if (dtype === 'complex64' || dtype === 'complex128') return undefined;
  // Elements of 2 and 4 bits share an entry of int32_data, a byte each; those of 6 bits do not.
  const perValue = bits === 2 || bits === 4 ? 8 / bits : 1;
  if (values.length * perValue < count) return undefined;
  return Array.from({ length: count }, (_, index) =>
    typedElement(values[Math.floor(index / perValue)] ?? 0, dtype, bits, index % perValue),
  );
}

function typedElement(value: TypedValue, dtype: DType, bits: number | undefined, place: number): StoredElement {
  if (typeof value === 'string' || dtype === 'string') return String(value);
  if (dtype === 'bool') return Number(value) !== 0;
  if (isNarrowFloat(dtype)) {
    return decodeFloat((Number(value) >> (place * (bits ?? 0))) & ((1 << (bits ?? 0)) - 1), dtype);
  }
  if (bits === 2 || bits === 4) return integerOf((Number(value) >> (place * bits)) & ((1 << bits) - 1), dtype, bits);
  return value;
}

/** The integer that `bits` bits stand for in two's complement or without a sign. */
function integerOf(pattern: number, dtype: DType, bits: number): number {
  const signed = dtype === 'int4' || dtype === 'int2';
  return signed && pattern >= 1 << (bits - 1) ? pattern - (1 << bits) : pattern;
}

/** A 64-bit integer: a number when that is exact. */
function longAt(view: DataView, offset: number, signed: boolean): number | bigint {
  const high = signed ? view.getInt32(offset + 4, true) : view.getUint32(offset + 4, true);
  const low = view.getUint32(offset, true);
  // As in int64.ts: small integers are made without larger numbers.
  if (high === 0) return low;
  if (high === -1 && low >= 2 ** 31) return low | 0;
  const number = high * 2 ** 32 + low;
  if (Number.isSafeInteger(number)) return number;
  return signed ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true);
}
