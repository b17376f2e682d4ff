import type { DType } from '../../ir/index.js';
import type { Elements } from '../../measurement/index.js';
import { arrayTypes } from '../array-types.js';

/**
 * Elements that are stored one after the other, the low byte first, as every platform that Node runs on keeps them.
 * @throws Error for types of which elements are not whole bytes, and for bytes that are no whole elements
 */
export function littleEndian(dtype: DType, bytes: Uint8Array): Elements {
  const Elements = arrayTypes[dtype];
  if (Elements === undefined) throw new Error(`inputs of ${dtype} cannot be given`);
  if (bytes.length % Elements.BYTES_PER_ELEMENT !== 0) {
    throw new Error(`${bytes.length} bytes are no whole elements of ${dtype}`);
  }
  return new Elements(Uint8Array.from(bytes).buffer);
}
