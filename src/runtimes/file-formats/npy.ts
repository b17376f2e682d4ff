import type { DType } from '../../ir/index.js';
import type { InputData } from '../../measurement/index.js';
import { littleEndian } from './little-endian.js';

/** The element types of NumPy by its codes; bfloat16 it does not know. */
const dtypes: Readonly<Record<string, DType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
};

/**
 * Reads an array that NumPy saved (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * @throws Error for bytes that are no array, or of an order or type that cannot be given to a runtime
 */
export function readNpy(name: string, bytes: Uint8Array): InputData {
  const text = new TextDecoder('latin1');
  if (bytes[0] !== 0x93 || text.decode(bytes.subarray(1, 6)) !== 'NUMPY') {
    throw new Error('this is no array of NumPy (.npy)');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = (bytes[6] ?? 0) >= 2 ? [12, view.getUint32(8, true)] : [10, view.getUint16(8, true)];
  const header = text.decode(bytes.subarray(start, start + length));
  const { order, code } = /'descr':\s*'(?<order>[<>|=])(?<code>\w+)'/u.exec(header)?.groups ?? {};
  const dtype = dtypes[code ?? ''];
  const shape = /'shape':\s*\((?<shape>[^)]*)\)/u.exec(header)?.groups?.['shape'];
  if (dtype === undefined || shape === undefined) {
    throw new Error(`arrays of NumPy's type ${code ?? '?'} cannot be given`);
  }
  if (order === '>') {
    throw new Error('the array has its high bytes first: save array.astype(array.dtype.newbyteorder("<"))');
  }
  const dims = shape
    .split(',')
    .map((dim) => dim.trim())
    .filter((dim) => dim !== '')
    .map(Number);
  if (/'fortran_order':\s*True/u.test(header) && dims.length > 1) {
    throw new Error('the array is stored column by column: save numpy.ascontiguousarray(array)');
  }
  const count = dims.reduce((product, dim) => product * dim, 1);
  const data = littleEndian(dtype, bytes.subarray(start + length));
  if (data.length !== count) throw new Error(`it has ${data.length} elements, its shape needs ${count}`);
  return { name, dtype, dims, data };
}
