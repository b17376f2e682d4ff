import proto from 'onnx-proto';
import { expect, test } from 'vitest';
import { concatenate, field, varintField } from '../../fixtures/build/wire.js';
import type { Model } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

const { onnx } = proto;
const { AttributeType } = onnx.AttributeProto;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (...parts: Uint8Array[]): Model => readModel(memorySource(concatenate(parts)));

test('fields that nobody knows yet are passed over, whatever their wire type', () => {
  const unknown = concatenate([
    varintField(1000, -1n),
    field(1001, new Uint8Array(300)),
    Uint8Array.from([0xd5, 0x3e, 1, 2, 3, 4]), // 1002, 4 bytes
    Uint8Array.from([0xd9, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]), // 1003, 8 bytes
    // 1004, a group with a number and a group in it
    Uint8Array.from([0xe3, 0x3e, 0x08, 0x07, 0xe3, 0x3e, 0xe4, 0x3e, 0xe4, 0x3e]),
  ]);
  const node = concatenate([unknown, field(4, utf8('Relu')), unknown, field(2, utf8('y')), unknown]);
  const model = read(unknown, field(7, concatenate([unknown, field(1, node), unknown])), unknown);
  expect(model.graph.nodes).toMatchObject([{ opType: 'Relu', outputs: ['y'] }]);
});

test('fields may come in any order, rows of a repeated field apart, numbers packed or not', () => {
  const packed = field(8, Uint8Array.from([2, 3]));
  const attribute = concatenate([
    varintField(20, 7),
    varintField(8, 1),
    packed,
    field(1, utf8('pads')),
    varintField(8, 4),
  ]);
  const node = concatenate([
    field(2, utf8('y')),
    field(5, attribute),
    field(1, utf8('a')),
    field(4, utf8('Pad')),
    field(1, utf8('b')),
    field(2, utf8('z')),
    field(1, utf8('c')),
  ]);
  const model = read(field(8, varintField(2, 13)), field(7, field(1, node)), varintField(1, 7));
  expect(model.irVersion).toBe(7);
  expect(model.graph.nodes[0]).toMatchObject({
    inputs: ['a', 'b', 'c'],
    outputs: ['y', 'z'],
    attributes: new Map([['pads', { kind: 'ints', value: [1, 2, 3, 4] }]]),
  });
});

test('integers are exact over all 64 bits', () => {
  const values = [
    0n,
    1n,
    -1n,
    127n,
    128n,
    2n ** 28n - 1n,
    2n ** 28n,
    2n ** 53n - 1n,
    2n ** 53n,
    1n - 2n ** 53n,
    -(2n ** 53n),
    2n ** 56n,
    -(2n ** 56n),
    2n ** 63n - 1n,
    -(2n ** 63n),
  ];
  const attribute = concatenate([
    field(1, utf8('v')),
    varintField(20, 7),
    ...values.map((value) => varintField(8, value)),
  ]);
  const model = read(field(7, field(1, field(5, attribute))));
  const expected = values.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
  expect(model.graph.nodes[0]?.attributes.get('v')).toEqual({ kind: 'ints', value: expected });
});

test('the type of an attribute says which value counts; without one it is the value that is there', () => {
  const attributes = [
    { name: 'zero', type: AttributeType.INT },
    { name: 'empty', type: AttributeType.STRING },
    { name: 'none', type: AttributeType.FLOATS },
    { name: 'untyped float', f: 2 },
    { name: 'untyped ints', ints: [1, 2] },
    { name: 'both', type: AttributeType.INT, i: 3, floats: [1] },
    { name: 'absent tensor', type: AttributeType.TENSOR },
    { name: 'of a kind to come', type: 99, i: 1 },
  ];
  const model = read(
    varintField(1, 1),
    field(7, onnx.GraphProto.encode({ node: [{ opType: 'Op', attribute: attributes }] }).finish()),
  );
  expect(Object.fromEntries(model.graph.nodes[0]?.attributes ?? [])).toEqual({
    zero: { kind: 'int', value: 0 },
    empty: { kind: 'string', value: '' },
    none: { kind: 'floats', value: [] },
    'untyped float': { kind: 'float', value: 2 },
    'untyped ints': { kind: 'ints', value: [1, 2] },
    both: { kind: 'int', value: 3 },
  });
  expect(model.diagnostics).toMatchObject([
    { code: 'malformed-node', origin: 'graph.node[0].attribute[6]' },
    { code: 'malformed-node', origin: 'graph.node[0].attribute[7]' },
  ]);
});

test.each([
  { irVersion: 2, opsets: [], expected: [['ai.onnx', 1]], told: false },
  { irVersion: 7, opsets: [], expected: [['ai.onnx', 28]], told: true },
  { irVersion: 7, opsets: [['', 13]], expected: [['ai.onnx', 13]], told: false },
  {
    irVersion: 7,
    opsets: [
      ['ai.onnx', 11],
      ['', 13],
    ],
    expected: [['ai.onnx', 13]],
    told: false,
  },
  {
    irVersion: 7,
    opsets: [['other', 2]],
    expected: [
      ['other', 2],
      ['ai.onnx', 28],
    ],
    told: true,
  },
] as const)('opsets $opsets in IR version $irVersion mean $expected', ({ irVersion, opsets, expected, told }) => {
  const opsetImport = opsets.map(([domain, version]) => ({ domain, version }));
  const model = read(
    onnx.ModelProto.encode({ irVersion, opsetImport, graph: { node: [{ opType: 'Relu' }] } }).finish(),
  );
  expect([...model.opsets]).toEqual(expected);
  expect(model.diagnostics.some(({ code }) => code === 'missing-opset')).toBe(told);
  expect(model.graph.nodes[0]?.domain).toBe('ai.onnx');
});
