import { inflateRawSync } from 'node:zlib';
import { readGiven } from '../files/index.js';
import { dtypeOfCode, messageOf, NetstatError } from '../ir/index.js';
import { elementsOf } from '../measurement/index.js';
import type { InputData } from '../measurement/index.js';
import { littleEndian } from './file-formats/little-endian.js';
import { readNpy } from './file-formats/npy.js';
import { readZip } from './file-formats/zip.js';

/**
 * Reads inputs: `name=file.npy`, `name=file.pb` (a TensorProto, as the test data of ONNX models is), or `file.npz`, of
 * which every array is the input of its name.
 * @throws NetstatError when a file cannot be read or holds something else
 */
export async function readInputs(given: readonly string[]): Promise<ReadonlyMap<string, InputData>> {
  const inputs = new Map<string, InputData>();
  for (const text of given) {
    const at = text.lastIndexOf('=');
    const [name, path] = at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [undefined, text];
    for (const input of await inputsOf(path, name)) inputs.set(input.name, input);
  }
  return inputs;
}

/** The most bytes of a file of inputs, and of all arrays of an archive. */
const LARGEST_ARRAY = 1024 * 1024 * 1024;

async function inputsOf(path: string, name: string | undefined): Promise<readonly InputData[]> {
  const bytes = readGiven({ option: '--input', path, most: LARGEST_ARRAY });
  try {
    if (path.endsWith('.npz')) {
      let left = LARGEST_ARRAY;
      const inflate = (part: Uint8Array): Uint8Array => {
        const inflated = inflateRawSync(part, { maxOutputLength: left });
        left -= inflated.length;
        return inflated;
      };
      const arrays = readZip(bytes, inflate).map((entry) => readNpy(entry.name.replace(/\.npy$/u, ''), entry.bytes));
      const [only, another] = arrays;
      if (name === undefined) return arrays;
      const own = arrays.find((array) => array.name === name) ?? (another === undefined ? only : undefined);
      if (own === undefined) {
        throw new Error(`it has no array ${name}, but ${arrays.map((array) => array.name).join(', ')}`);
      }
      return [{ ...own, name }];
    }
    if (name === undefined) throw new Error('should be like --input name=file.npy');
    if (path.endsWith('.pb')) return [await readTensor(name, bytes)];
    return [readNpy(name, bytes)];
  } catch (cause) {
    throw new NetstatError('bad-option', `--input ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** A TensorProto; onnx-proto reads all that runtimes take as inputs. */
async function readTensor(name: string, bytes: Uint8Array): Promise<InputData> {
  const { onnx } = (await import('onnx-proto')).default;
  const tensor = onnx.TensorProto.decode(bytes);
  const dtype = dtypeOfCode(tensor.dataType);
  if (dtype === undefined) throw new Error('it holds no tensor');
  const dims = tensor.dims.map(Number);
  const raw = tensor.rawData.length > 0 ? tensor.rawData : undefined;
  if (raw !== undefined) return { name, dtype, dims, data: littleEndian(dtype, raw) };
  const count = dims.reduce((product, dim) => product * dim, 1);
  const typed: readonly unknown[] =
    [
      tensor.floatData,
      tensor.doubleData,
      tensor.int64Data,
      tensor.uint64Data,
      tensor.int32Data,
      tensor.stringData,
    ].find(({ length }) => length > 0) ?? [];
  if (typed.length !== count) throw new Error(`it has ${typed.length} elements, its dims need ${count}`);
  if (dtype === 'float16' || dtype === 'bfloat16') return { name, dtype, dims, data: Uint16Array.from(typed, Number) };
  return {
    name,
    dtype,
    dims,
    data: elementsOf(dtype, count, (index) =>
      dtype === 'string' ? new TextDecoder().decode(tensor.stringData[index]) : Number(typed[index]),
    ),
  };
}
