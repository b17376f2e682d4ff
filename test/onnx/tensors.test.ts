import proto from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { concatenate, field, varintField } from '../../fixtures/build/wire.js';
import { codeOfDType, type DType, type StoredElement } from '../../src/ir/index.js';
import { DECODED_ELEMENTS, memorySource, readModel } from '../../src/onnx/index.js';
import { modelWith, one, stored } from '../testers/stored-tensors.js';

const { onnx } = proto;

interface Encoding {
  readonly dtype: DType;
  readonly elements: readonly StoredElement[];
  /** Little-endian, as `raw_data` has it. */
  readonly raw?: readonly number[];
  /** As the typed fields have it. */
  readonly typed: Pick<
    proto.onnx.ITensorProto,
    'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data' | 'stringData'
  >;
}

const encodings: readonly Encoding[] = [
  { dtype: 'float32', elements: [1, -0.5], raw: [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf], typed: { floatData: [1, -0.5] } },
  {
    dtype: 'float64',
    elements: [1, -0.1],
    raw: [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0xbf],
    typed: { doubleData: [1, -0.1] },
  },
  { dtype: 'int8', elements: [127, -128], raw: [0x7f, 0x80], typed: { int32Data: [127, -128] } },
  { dtype: 'uint8', elements: [1, 255], raw: [1, 255], typed: { int32Data: [1, 255] } },
  { dtype: 'int16', elements: [258, -2], raw: [2, 1, 0xfe, 0xff], typed: { int32Data: [258, -2] } },
  { dtype: 'uint16', elements: [258, 65534], raw: [2, 1, 0xfe, 0xff], typed: { int32Data: [258, 65534] } },
  {
    dtype: 'int32',
    elements: [16909060, -2],
    raw: [4, 3, 2, 1, 0xfe, 0xff, 0xff, 0xff],
    typed: { int32Data: [16909060, -2] },
  },
  {
    dtype: 'uint32',
    elements: [1, 4294967294],
    raw: [1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff],
    typed: { uint64Data: [1, 4294967294] },
  },
  {
    dtype: 'int64',
    elements: [2 ** 40, -2],
    raw: [0, 0, 0, 0, 0, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    typed: { int64Data: [2 ** 40, -2] },
  },
  {
    dtype: 'uint64',
    elements: [2 ** 40, 7],
    raw: [0, 0, 0, 0, 0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0],
    typed: { uint64Data: [2 ** 40, 7] },
  },
  { dtype: 'bool', elements: [true, false, true], raw: [1, 0, 1], typed: { int32Data: [1, 0, 1] } },
  {
    dtype: 'float16',
    elements: [1, -2, 65504],
    raw: [0, 0x3c, 0, 0xc0, 0xff, 0x7b],
    typed: { int32Data: [0x3c00, 0xc000, 0x7bff] },
  },
  { dtype: 'bfloat16', elements: [1, -2], raw: [0x80, 0x3f, 0, 0xc0], typed: { int32Data: [0x3f80, 0xc000] } },
  { dtype: 'float8e4m3fn', elements: [1, 448], raw: [0x38, 0x7e], typed: { int32Data: [0x38, 0x7e] } },
  { dtype: 'float8e4m3fnuz', elements: [1, 240], raw: [0x40, 0x7f], typed: { int32Data: [0x40, 0x7f] } },
  { dtype: 'float8e5m2', elements: [1, 57344], raw: [0x3c, 0x7b], typed: { int32Data: [0x3c, 0x7b] } },
  { dtype: 'float8e5m2fnuz', elements: [1, 57344], raw: [0x40, 0x7f], typed: { int32Data: [0x40, 0x7f] } },
  { dtype: 'float8e8m0', elements: [1, 2 ** -127, 2 ** 127], raw: [127, 0, 254], typed: { int32Data: [127, 0, 254] } },
  { dtype: 'int4', elements: [1, -2, 7], raw: [0xe1, 0x07], typed: { int32Data: [0xe1, 0x07] } },
  { dtype: 'uint4', elements: [1, 14, 7], raw: [0xe1, 0x07], typed: { int32Data: [0xe1, 0x07] } },
  { dtype: 'int2', elements: [1, -2, -1, 0, 1], raw: [0x39, 0x01], typed: { int32Data: [0x39, 0x01] } },
  { dtype: 'uint2', elements: [1, 2, 3, 0, 1], raw: [0x39, 0x01], typed: { int32Data: [0x39, 0x01] } },
  { dtype: 'float4e2m1', elements: [0.5, 6, -1.5], raw: [0x71, 0x0b], typed: { int32Data: [0x71, 0x0b] } },
  // Four elements in three bytes: 011111 (7.5), 000001 (0.125), 101000 (-1), 000000.
  {
    dtype: 'float6e2m3',
    elements: [7.5, 0.125, -1, 0],
    raw: [0x5f, 0x80, 0x02],
    typed: { int32Data: [0x1f, 0x01, 0x28, 0] },
  },
  // 011111 (28), 000001 (0.0625), 101100 (-1), 000000.
  {
    dtype: 'float6e3m2',
    elements: [28, 0.0625, -1, 0],
    raw: [0x5f, 0xc0, 0x02],
    typed: { int32Data: [0x1f, 0x01, 0x2c, 0] },
  },
  {
    dtype: 'string',
    elements: ['', 'größe'],
    typed: { stringData: [new Uint8Array(), new TextEncoder().encode('größe')] },
  },
];

describe.each(encodings)('$dtype', ({ dtype, elements, typed }) => {
  const tensor = { name: 't', dims: [elements.length], dataType: codeOfDType(dtype) };

  test('in typed fields, packed', () => {
    expect(one({ ...tensor, ...typed })).toMatchObject({ dtype, elements, location: { kind: 'typed' } });
  });

  test('without enough data', () => {
    expect(one({ ...tensor, dims: [99], ...typed })?.elements).toBeUndefined();
    expect(one(tensor)?.elements).toBeUndefined();
  });
});

describe.each(encodings.filter(({ raw }) => raw !== undefined))('raw $dtype', ({ dtype, elements, raw }) => {
  const tensor = { name: 't', dims: [elements.length], dataType: codeOfDType(dtype) };
  const rawData = Uint8Array.from(raw ?? []);

  test('whole', () => {
    expect(one({ ...tensor, rawData })).toMatchObject({
      dtype,
      elements,
      bytes: rawData.length,
      location: { kind: 'inline', length: rawData.length },
    });
  });

  test('cut', () => {
    const model = readModel(
      memorySource(modelWith(onnx.TensorProto.encode({ ...tensor, rawData: rawData.subarray(1) }).finish())),
    );
    expect(model.graph.initializers[0]).toMatchObject({ bytes: rawData.length, elements: undefined });
    expect(model.diagnostics).toMatchObject([{ code: 'malformed-file', origin: 'graph.initializer[0]' }]);
  });
});

test('typed fields may come one number at a time', () => {
  const tensor = (dtype: DType, ...data: Uint8Array[]): Uint8Array =>
    concatenate([varintField(2, codeOfDType(dtype)), varintField(1, 2), ...data]);
  const fixed = (tag: number, bytes: readonly number[]): Uint8Array => Uint8Array.from([tag, ...bytes]);
  const read = stored(
    tensor('float32', fixed(0x25, [0, 0, 0x80, 0x3f]), fixed(0x25, [0, 0, 0, 0xbf])),
    tensor('int32', varintField(5, 5), varintField(5, -6n)),
    tensor('int64', varintField(7, 2n ** 62n), varintField(7, -6n)),
    tensor('float64', fixed(0x51, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]), fixed(0x51, [0, 0, 0, 0, 0, 0, 0, 0])),
    tensor('uint64', varintField(11, 2n ** 64n - 1n), varintField(11, 1)),
  );
  expect(read.map(({ elements }) => elements)).toEqual([
    [1, -0.5],
    [5, -6],
    [2n ** 62n, -6],
    [1, 0],
    [2n ** 64n - 1n, 1],
  ]);
});

test('not-a-number and infinity, where the formats have them', () => {
  const read = (dtype: DType, rawData: number[], dims: number[]): unknown =>
    one({ dims, dataType: codeOfDType(dtype), rawData: Uint8Array.from(rawData) })?.elements;
  expect(read('float16', [0, 0x7c, 0, 0xfc, 1, 0x7c, 1, 0], [4])).toEqual([Infinity, -Infinity, NaN, 2 ** -24]);
  expect(read('bfloat16', [0x80, 0x7f, 0xc0, 0x7f, 1, 0], [3])).toEqual([Infinity, NaN, 2 ** -133]);
  expect(read('float8e5m2', [0x7c, 0xfc, 0x7d, 0x01], [4])).toEqual([Infinity, -Infinity, NaN, 2 ** -16]);
  expect(read('float8e4m3fn', [0x7f, 0xff, 0x80, 0x01], [4])).toEqual([NaN, NaN, -0, 2 ** -9]);
  expect(read('float8e4m3fnuz', [0x80, 0xff, 0x01], [3])).toEqual([NaN, -240, 2 ** -10]);
  expect(read('float8e5m2fnuz', [0x80, 0x01], [2])).toEqual([NaN, 2 ** -17]);
  expect(read('float8e8m0', [0xff], [1])).toEqual([NaN]);
});

test('complex numbers and types to come have bytes but no elements', () => {
  expect(one({ dims: [2], dataType: codeOfDType('complex64'), floatData: [1, 2, 3, 4] })).toMatchObject({
    dtype: 'complex64',
    bytes: 16,
    elements: undefined,
  });
  expect(one({ dims: [3], dataType: codeOfDType('complex128'), rawData: new Uint8Array(48) })).toMatchObject({
    dtype: 'complex128',
    bytes: 48,
    elements: undefined,
  });
  expect(stored(concatenate([varintField(1, 5), varintField(2, 99), field(9, new Uint8Array(5))]))[0]).toMatchObject({
    dtype: undefined,
    bytes: 5,
    elements: undefined,
  });
});

test('scalars, empty tensors, negative and enormous dims', () => {
  const int64 = codeOfDType('int64');
  expect(one({ dims: [], dataType: int64, int64Data: [5] })).toMatchObject({ bytes: 8, elements: [5] });
  expect(one({ dims: [0, 4], dataType: int64 })).toMatchObject({ bytes: 0, elements: [] });
  expect(one({ dims: [0], dataType: codeOfDType('string') })).toMatchObject({ bytes: 0, elements: [] });
  expect(one({ dims: [-1, 2], dataType: int64, int64Data: [1, 2] })).toMatchObject({
    dims: [-1, 2],
    bytes: undefined,
    elements: undefined,
  });
  const huge = stored(concatenate([varintField(1, 2n ** 62n), varintField(1, 2n ** 62n), varintField(2, int64)]))[0];
  expect(huge).toMatchObject({ dims: [2n ** 62n, 2n ** 62n], bytes: 2n ** 127n, elements: undefined });
});

test('of tensors filled with one number it is known, however many and however they are written', () => {
  const many = 3 * DECODED_ELEMENTS;
  const filled = (number: number, last = number): number[] => [...Array.from({ length: many - 1 }, () => number), last];
  const raw = (numbers: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(numbers).buffer);
  const half = codeOfDType('float16');
  const single = codeOfDType('float32');
  const pattern = (tensor: proto.onnx.ITensorProto): unknown => one({ dims: [3, many / 3], ...tensor })?.pattern;
  expect(pattern({ dataType: single, floatData: filled(0) })).toBe('zeros');
  expect(pattern({ dataType: single, floatData: filled(1) })).toBe('ones');
  expect(pattern({ dataType: single, floatData: filled(1, 0) })).toBeUndefined();
  expect(pattern({ dataType: single, floatData: filled(2) })).toBeUndefined();
  expect(pattern({ dataType: single, floatData: filled(-Infinity) }), 'what hides scores').toBe('mask');
  expect(pattern({ dataType: single, rawData: raw(filled(-10_000)) })).toBe('mask');
  expect(pattern({ dataType: single, floatData: filled(-Infinity, 0) })).toBeUndefined();
  expect(pattern({ dataType: single, floatData: filled(-10) })).toBeUndefined();
  expect(pattern({ dataType: single, floatData: filled(0).slice(1) }), 'one is missing').toBeUndefined();
  expect(pattern({ dataType: half, int32Data: filled(0x3c00) }), 'ones of 16 bits').toBe('ones');
  expect(pattern({ dataType: single, rawData: raw(filled(0)) })).toBe('zeros');
  expect(pattern({ dataType: single, rawData: raw(filled(0, 0.5)) })).toBeUndefined();
  expect(pattern({ dataType: single, rawData: raw(filled(0, 1)) }), 'zeros and ones').toBe('mask');
});

test('bytes are those of the tensor’s own width, half a byte for 4 bits and a quarter for 2', () => {
  const bytes = (dtype: DType, dims: number[]): unknown => one({ dims, dataType: codeOfDType(dtype) })?.bytes;
  expect(bytes('int4', [3, 5])).toBe(8);
  expect(bytes('uint2', [9])).toBe(3);
  expect(bytes('float6e2m3', [5])).toBe(4);
  expect(bytes('float16', [64, 3, 7, 7])).toBe(64 * 3 * 7 * 7 * 2);
  expect(
    one({ dims: [2], dataType: codeOfDType('string'), stringData: [new Uint8Array(3), new Uint8Array(200)] })?.bytes,
  ).toBe(203);
  expect(bytes('string', [2])).toBeUndefined();
});

test('only tensors of few elements are decoded', () => {
  const tensor = (count: number): proto.onnx.ITensorProto => ({
    dims: [count],
    dataType: codeOfDType('uint8'),
    rawData: new Uint8Array(count),
  });
  const typed = (count: number): proto.onnx.ITensorProto => ({
    dims: [count],
    dataType: codeOfDType('int64'),
    int64Data: Array.from({ length: count }, () => -1),
  });
  expect(one(tensor(DECODED_ELEMENTS))?.elements).toHaveLength(DECODED_ELEMENTS);
  expect(one(tensor(DECODED_ELEMENTS + 1))).toMatchObject({ elements: undefined, bytes: DECODED_ELEMENTS + 1 });
  expect(one(typed(DECODED_ELEMENTS))?.elements).toHaveLength(DECODED_ELEMENTS);
  expect(one(typed(DECODED_ELEMENTS + 1))).toMatchObject({ elements: undefined, bytes: 8 * (DECODED_ELEMENTS + 1) });
});
