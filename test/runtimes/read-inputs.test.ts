import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import proto from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatenate } from '../../fixtures/build/wire.js';
import { readInputs } from '../../src/runtimes/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-inputs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: Uint8Array): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};

/** An array as `numpy.save` writes it: magic, version 1.0, header padded to a multiple of 64, data. */
function npy(descr: string, shape: string, data: Uint8Array, order = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117).concat('\n');
  return concatenate([
    Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]),
    Buffer.from(header),
    data,
  ]);
}

const bytesOf = (array: Float32Array | BigInt64Array | Uint16Array): Uint8Array => new Uint8Array(array.buffer);
const floats = npy('<f4', '(2, 2)', bytesOf(Float32Array.of(1, 2, 3, 4)));

/** An archive of files, deflated or stored, without checksums, which nobody here looks at. */
function zip(files: Readonly<Record<string, Uint8Array>>, deflated: boolean): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  for (const [name, content] of Object.entries(files)) {
    const data = deflated ? deflateRawSync(content) : content;
    const offset = locals.reduce((sum, { length }) => sum + length, 0);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    // NumPy writes an extra field in the local header only.
    local.writeUInt16LE(4, 28);
    locals.push(concatenate([local, Buffer.from(name), Buffer.alloc(4), data]));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflated ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entries.push(concatenate([entry, Buffer.from(name)]));
  }
  const directory = concatenate(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(
    locals.reduce((sum, { length }) => sum + length, 0),
    16,
  );
  return concatenate([...locals, directory, end]);
}

describe('readInputs', () => {
  it('reads an array of NumPy', async () => {
    const inputs = await readInputs([
      `x=${file('x.npy', floats)}`,
      `a=b=${file('ids.npy', npy('<i8', '(2,)', bytesOf(BigInt64Array.of(5n, -6n))))}`,
      `h=${file('h.npy', npy('<f2', '()', bytesOf(Uint16Array.of(0x3c00))))}`,
      `m=${file('m.npy', npy('|b1', '(3,)', Uint8Array.of(1, 0, 1)))}`,
    ]);
    expect(inputs.get('x')).toEqual({ name: 'x', dtype: 'float32', dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    expect(inputs.get('a=b')).toEqual({ name: 'a=b', dtype: 'int64', dims: [2], data: BigInt64Array.of(5n, -6n) });
    expect(inputs.get('h')).toEqual({ name: 'h', dtype: 'float16', dims: [], data: Uint16Array.of(0x3c00) });
    expect(inputs.get('m')).toEqual({ name: 'm', dtype: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1) });
  });

  it.each([true, false])('reads all arrays of an archive, or one (deflated: %s)', async (deflated) => {
    const archive = file('all.npz', zip({ 'x.npy': floats, 'm.npy': npy('|b1', '(1,)', Uint8Array.of(1)) }, deflated));
    expect([...(await readInputs([archive])).keys()]).toEqual(['x', 'm']);
    expect([...(await readInputs([`m=${archive}`])).values()]).toEqual([
      { name: 'm', dtype: 'bool', dims: [1], data: Uint8Array.of(1) },
    ]);
    await expect(readInputs([`z=${archive}`])).rejects.toThrow('it has no array z, but x, m');
  });

  it('reads a TensorProto, raw or typed', async () => {
    const { TensorProto } = proto.onnx;
    const raw = TensorProto.encode({ dataType: 1, dims: [2], rawData: bytesOf(Float32Array.of(1.5, 2)) }).finish();
    const typed = TensorProto.encode({ dataType: 7, dims: [1, 2], int64Data: [3, -4] }).finish();
    const text = TensorProto.encode({ dataType: 8, dims: [1], stringData: [Buffer.from('one')] }).finish();
    const inputs = await readInputs([`r=${file('r.pb', raw)}`, `t=${file('t.pb', typed)}`, `s=${file('s.pb', text)}`]);
    expect(inputs.get('r')?.data).toEqual(Float32Array.of(1.5, 2));
    expect(inputs.get('t')).toEqual({ name: 't', dtype: 'int64', dims: [1, 2], data: BigInt64Array.of(3n, -4n) });
    expect(inputs.get('s')?.data).toEqual(['one']);
  });

  it('says in a line what cannot be read', async () => {
    await expect(readInputs(['x=absent.npy'])).rejects.toThrow(/--input absent\.npy: cannot be read/u);
    await expect(readInputs([file('bare.npy', floats)])).rejects.toThrow('should be like --input name=file.npy');
    await expect(readInputs([`x=${file('text.npy', Buffer.from('no array'))}`])).rejects.toThrow(
      'this is no array of NumPy',
    );
    await expect(
      readInputs([`x=${file('columns.npy', npy('<f4', '(2, 2)', bytesOf(new Float32Array(4)), 'True'))}`]),
    ).rejects.toThrow('stored column by column');
    await expect(readInputs([`x=${file('big.npy', npy('>f4', '(1,)', new Uint8Array(4)))}`])).rejects.toThrow(
      'high bytes first',
    );
    await expect(readInputs([`x=${file('short.npy', npy('<f4', '(2,)', new Uint8Array(4)))}`])).rejects.toThrow(
      'it has 1 elements, its shape needs 2',
    );
    await expect(readInputs([`x=${file('objects.npy', npy('|O', '(2,)', new Uint8Array(4)))}`])).rejects.toThrow(
      "arrays of NumPy's type O cannot be given",
    );
  });
});
