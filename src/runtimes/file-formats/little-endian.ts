import type { DType } from '../../ir/index.js';
import type { Elements } from '../../measurement/index.js';

const arrays: Partial<Record<DType, { new (buffer: ArrayBuffer): Elements; readonly BYTES_PER_ELEMENT: number }>> = {
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

/**
 * Elements that are stored one after the other, the low byte first, as every platform that Node runs on keeps them.
 * @throws Error for types of which elements are not whole bytes, and for bytes that are no whole elements
 */
export function littleEndian(dtype: DType, bytes: Uint8Array): Elements {
  const Elements = arrays[dtype];
  if (Elements === undefined) throw new Error(`inputs of ${dtype} cannot be given`);
  if (bytes.length % Elements.BYTES_PER_ELEMENT !== 0) {
    throw new Error(`${bytes.length} bytes are no whole elements of ${dtype}`);
  }
  return new Elements(Uint8Array.from(bytes).buffer);
}
