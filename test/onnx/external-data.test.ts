import proto from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { concatenate, field, varint, varintField } from '../../fixtures/build/wire.js';
import { printOrigin, type StoredTensor } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { one, stored } from '../testers/stored-tensors.js';

const { onnx } = proto;

describe('external data', () => {
  const external = (entries: Record<string, string>, rest: proto.onnx.ITensorProto = {}): StoredTensor | undefined =>
    one({
      name: 'w',
      dims: [2],
      dataType: 1,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
      ...rest,
    });

  test('is where the entries say', () => {
    const dataLocation = onnx.TensorProto.DataLocation.EXTERNAL;
    expect(external({ location: 'weights.bin', offset: '4096', length: '8' }, { dataLocation })).toMatchObject({
      location: { kind: 'external', path: 'weights.bin', offset: 4096, length: 8 },
      bytes: 8,
      elements: undefined,
    });
    expect(external({ location: 'größer.bin', offset: '9007199254740993' }, { dataLocation })?.location).toEqual({
      kind: 'external',
      path: 'größer.bin',
      offset: 9007199254740993n,
      length: undefined,
    });
    expect(external({ location: 'w', offset: '-1', length: 'many' }, { dataLocation })?.location).toEqual({
      kind: 'external',
      path: 'w',
      offset: 0,
      length: undefined,
    });
  });

  test('is known by its entries where the location is not said, unless there is data', () => {
    expect(external({ location: 'w' })?.location.kind).toBe('external');
    expect(external({ location: 'w' }, { rawData: new Uint8Array(8) })?.location.kind).toBe('inline');
  });
});

test('a tensor in segments is one tensor', () => {
  const segment = (begin: number, end: number): Uint8Array =>
    onnx.TensorProto.encode({
      name: 'w',
      dims: [4],
      dataType: 1,
      segment: { begin, end },
      rawData: new Uint8Array(4 * (end - begin)),
    }).finish();
  const read = stored(
    segment(0, 3),
    segment(3, 4),
    onnx.TensorProto.encode({ name: 'b', dims: [1], dataType: 1, floatData: [2] }).finish(),
  );
  expect(
    read.map(({ name, bytes, elements, origin }) => ({ name, bytes, elements, origin: printOrigin(origin) })),
  ).toEqual([
    { name: 'w', bytes: 16, elements: undefined, origin: 'graph.initializer[0]' },
    { name: 'b', bytes: 4, elements: [2], origin: 'graph.initializer[2]' },
  ]);
});

test('the place of inline data is a place in the file', () => {
  const rawData = Uint8Array.from([0xde, 0xad, 0xbe, 0xef]);
  const bytes = concatenate([
    varintField(1, 8),
    field(7, field(5, onnx.TensorProto.encode({ dims: [1], dataType: 1, rawData }).finish())),
  ]);
  const location = readModel(memorySource(bytes)).graph.initializers[0]?.location;
  expect(location).toMatchObject({ kind: 'inline', length: 4 });
  if (location?.kind === 'inline') {
    expect(bytes.subarray(location.offset, location.offset + location.length)).toEqual(rawData);
  }
});

test('lengths written in more bytes than they need are read all the same', () => {
  const long = concatenate([
    Uint8Array.from([0x3a]),
    Uint8Array.from([0x82, 0x80, 0x80, 0x80, 0x00]),
    Uint8Array.from([0x0a, 0x00]),
  ]);
  expect(readModel(memorySource(concatenate([varintField(1, 8), long]))).graph.nodes).toHaveLength(1);
  expect(varint(300)).toEqual(Uint8Array.from([0xac, 0x02]));
});
