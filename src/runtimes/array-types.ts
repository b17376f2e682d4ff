import type { DType } from '../ir/index.js';
import type { Elements } from '../measurement/index.js';

/** An array whose elements are as wide as those of an element type. */
export interface ArrayType {
  new (buffer: ArrayBuffer): Elements;
  readonly BYTES_PER_ELEMENT: number;
}

/** Arrays by element type; without the types whose elements are not whole bytes. */
export const arrayTypes: Partial<Record<DType, ArrayType>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};
