import proto from 'onnx-proto';
import { expect, test } from 'vitest';
import { concatenate, field, varintField } from '../../fixtures/build/wire.js';
import { type Model, type Origin, printOrigin } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

const { onnx } = proto;
const { AttributeType } = onnx.AttributeProto;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (...parts: Uint8Array[]): Model => readModel(memorySource(concatenate(parts)));

const tensorOf = (name: string): proto.onnx.ITensorProto => ({ name, dims: [2], dataType: 7, int64Data: [3, -4] });
const printedAs = (text: string): unknown => expect.toSatisfy((origin: Origin) => printOrigin(origin) === text);
const readTensorOf = (name: string, origin: string): object => ({
  name,
  dtype: 'int64',
  dims: [2],
  bytes: 16,
  location: { kind: 'typed' },
  elements: [3, -4],
  origin: printedAs(origin),
});
const sparseOf = (name: string): proto.onnx.ISparseTensorProto => ({
  values: { name, dims: [2], dataType: 1, floatData: [1.5, 2.5] },
  indices: { dims: [2], dataType: 7, int64Data: [1, 5] },
  dims: [3, 4],
});
const readSparseOf = (name: string, origin: string): object => ({
  name,
  dtype: 'float32',
  dims: [3, 4],
  bytes: 2 * 4 + 2 * 8,
  location: { kind: 'typed' },
  storedElements: 2,
  origin: printedAs(origin),
});
const bodyOf = (name: string): proto.onnx.IGraphProto => ({
  name,
  node: [{ opType: 'Abs', input: ['a'], output: ['b'] }],
});

test('every field that onnx-proto can write is read back', () => {
  const attributes: proto.onnx.IAttributeProto[] = [
    { name: 'f', type: AttributeType.FLOAT, f: 0.5 },
    { name: 'i', type: AttributeType.INT, i: -7 },
    { name: 's', type: AttributeType.STRING, s: utf8('größe') },
    { name: 't', type: AttributeType.TENSOR, t: tensorOf('inner') },
    { name: 'g', type: AttributeType.GRAPH, g: bodyOf('body') },
    { name: 'floats', type: AttributeType.FLOATS, floats: [0.25, -1] },
    { name: 'ints', type: AttributeType.INTS, ints: [1, -2, 2 ** 52] },
    { name: 'strings', type: AttributeType.STRINGS, strings: [utf8('a'), utf8('')] },
    { name: 'tensors', type: AttributeType.TENSORS, tensors: [tensorOf('first'), tensorOf('second')] },
    { name: 'graphs', type: AttributeType.GRAPHS, graphs: [bodyOf('one'), bodyOf('two')] },
    { name: 'sparse_tensor', type: AttributeType.SPARSE_TENSOR, sparseTensor: sparseOf('thin') },
    { name: 'sparse_tensors', type: AttributeType.SPARSE_TENSORS, sparseTensors: [sparseOf('thinner')] },
    { name: 'tp', type: AttributeType.TYPE_PROTO, tp: { tensorType: { elemType: 10 } } },
    { name: 'type_protos', type: AttributeType.TYPE_PROTOS, typeProtos: [{ tensorType: { elemType: 9 } }, {}] },
    { name: 'reference', type: AttributeType.FLOAT, refAttrName: 'alpha' },
  ];
  const model = read(
    onnx.ModelProto.encode({
      irVersion: 8,
      opsetImport: [
        { domain: '', version: 17 },
        { domain: 'com.microsoft', version: 1 },
      ],
      producerName: 'pytorch',
      producerVersion: '2.3',
      domain: 'not kept',
      modelVersion: 3,
      docString: 'not kept',
      metadataProps: [{ key: 'author', value: 'Ångström' }],
      graph: {
        name: 'main',
        docString: 'not kept',
        node: [
          {
            input: ['x', '', 'w'],
            output: ['y', ''],
            name: 'node',
            opType: 'Op',
            domain: 'com.microsoft',
            docString: 'not kept',
            attribute: attributes,
          },
        ],
        initializer: [tensorOf('shape')],
        sparseInitializer: [sparseOf('sparse')],
        input: [
          {
            name: 'x',
            docString: 'not kept',
            type: {
              denotation: 'IMAGE',
              tensorType: {
                elemType: 1,
                shape: { dim: [{ dimParam: 'N', denotation: 'BATCH' }, { dimValue: 3 }, {}, { dimValue: -1 }] },
              },
            },
          },
          { name: 'untyped' },
        ],
        output: [
          { name: 'sequence', type: { sequenceType: { elemType: { tensorType: { elemType: 7, shape: {} } } } } },
          { name: 'optional', type: { optionalType: { elemType: { tensorType: { elemType: 8 } } } } },
          {
            name: 'map',
            type: { mapType: { keyType: 7, valueType: { tensorType: { elemType: 1, shape: { dim: [] } } } } },
          },
          { name: 'sparse', type: { sparseTensorType: { elemType: 11, shape: { dim: [{ dimValue: 9 }] } } } },
        ],
        valueInfo: [{ name: 'y', type: { tensorType: { elemType: 16 } } }],
        quantizationAnnotation: [{ tensorName: 'y', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] }],
      },
      functions: [
        {
          name: 'Swish',
          domain: 'local',
          input: ['X'],
          output: ['Y'],
          attribute: ['beta'],
          node: [{ opType: 'Sigmoid', input: ['X'], output: ['Y'] }],
          docString: 'not kept',
          opsetImport: [{ domain: 'ai.onnx', version: 16 }],
        },
      ],
    }).finish(),
  );

  expect(model).toMatchObject({
    irVersion: 8,
    producer: 'pytorch 2.3',
    opsets: new Map([
      ['ai.onnx', 17],
      ['com.microsoft', 1],
    ]),
    metadata: new Map([['author', 'Ångström']]),
    diagnostics: [],
  });
  expect(model.graph.name).toBe('main');
  expect(model.graph.inputs).toEqual([
    { name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: ['N', 3, undefined, -1] } },
    { name: 'untyped', type: undefined },
  ]);
  expect(model.graph.outputs).toEqual([
    { name: 'sequence', type: { kind: 'sequence', element: { kind: 'tensor', dtype: 'int64', shape: [] } } },
    { name: 'optional', type: { kind: 'optional', element: { kind: 'tensor', dtype: 'string', shape: undefined } } },
    { name: 'map', type: { kind: 'map', key: 'int64', element: { kind: 'tensor', dtype: 'float32', shape: [] } } },
    { name: 'sparse', type: { kind: 'tensor', dtype: 'float64', shape: [9], sparse: true } },
  ]);
  expect(model.graph.valueInfo).toEqual(
    new Map([['y', { name: 'y', type: { kind: 'tensor', dtype: 'bfloat16', shape: undefined } }]]),
  );
  expect(model.graph.initializers).toEqual([
    readTensorOf('shape', 'graph.initializer[0]'),
    readSparseOf('sparse', 'graph.sparse_initializer[0]'),
  ]);

  const [node] = model.graph.nodes;
  expect(node).toMatchObject({
    name: 'node',
    opType: 'Op',
    domain: 'com.microsoft',
    overload: '',
    inputs: ['x', '', 'w'],
    outputs: ['y', ''],
    metadata: new Map(),
    origin: 'graph.node[0]',
  });
  const at = (index: number): string => `graph.node[0].attribute[${index}]`;
  const body = (name: string, origin: string): object => ({
    name,
    nodes: [{ opType: 'Abs', inputs: ['a'], outputs: ['b'], origin: `${origin}.node[0]` }],
  });
  const attributesRead = Object.fromEntries(node?.attributes ?? []);
  expect(Object.keys(attributesRead)).toEqual(attributes.map(({ name }) => name));
  expect(attributesRead).toMatchObject({
    f: { kind: 'float', value: 0.5 },
    i: { kind: 'int', value: -7 },
    s: { kind: 'string', value: 'größe' },
    t: { kind: 'tensor', value: readTensorOf('inner', `${at(3)}.t`) },
    g: { kind: 'graph', value: body('body', `${at(4)}.g`) },
    floats: { kind: 'floats', value: [0.25, -1] },
    ints: { kind: 'ints', value: [1, -2, 2 ** 52] },
    strings: { kind: 'strings', value: ['a', ''] },
    tensors: {
      kind: 'tensors',
      value: [readTensorOf('first', `${at(8)}.tensors[0]`), readTensorOf('second', `${at(8)}.tensors[1]`)],
    },
    graphs: { kind: 'graphs', value: [body('one', `${at(9)}.graphs[0]`), body('two', `${at(9)}.graphs[1]`)] },
    sparse_tensor: { kind: 'tensor', value: readSparseOf('thin', `${at(10)}.sparse_tensor`) },
    sparse_tensors: { kind: 'tensors', value: [readSparseOf('thinner', `${at(11)}.sparse_tensors[0]`)] },
    tp: { kind: 'type', value: { kind: 'tensor', dtype: 'float16', shape: undefined } },
    type_protos: { kind: 'types', value: [{ kind: 'tensor', dtype: 'bool', shape: undefined }, undefined] },
    reference: { kind: 'reference', value: 'alpha' },
  });

  expect(model.functions).toEqual([
    {
      name: 'Swish',
      domain: 'local',
      overload: '',
      inputs: ['X'],
      outputs: ['Y'],
      attributes: ['beta'],
      defaults: new Map(),
      opsets: new Map([['ai.onnx', 16]]),
      nodes: [expect.objectContaining({ opType: 'Sigmoid', origin: 'functions[0].node[0]' })],
      valueInfo: new Map(),
    },
  ]);
});

// The numbers below are those of onnx.in.proto, where onnx-proto's version of it ends.
test('fields newer than onnx-proto are read', () => {
  const entry = concatenate([field(1, utf8('namespace')), field(2, utf8('/features/0'))]);
  const attributeDefault = onnx.AttributeProto.encode({ name: 'alpha', type: AttributeType.FLOAT, f: 0.5 }).finish();
  const opaque = field(7, concatenate([field(1, utf8('com.example')), field(2, utf8('Handle'))]));
  const deviceConfiguration = field(1, utf8('cluster'));
  const node = concatenate([
    onnx.NodeProto.encode({ opType: 'Call', domain: 'local', output: ['y'] }).finish(),
    field(8, utf8('second')),
    field(9, entry),
    field(10, deviceConfiguration),
  ]);
  const graph = concatenate([
    field(1, node),
    field(11, concatenate([field(1, utf8('h')), field(2, opaque), field(4, entry)])),
    field(16, entry),
  ]);
  const definition = concatenate([
    onnx.FunctionProto.encode({ name: 'Call', domain: 'local' }).finish(),
    field(11, attributeDefault),
    field(12, onnx.ValueInfoProto.encode({ name: 'v', type: { tensorType: { elemType: 22 } } }).finish()),
    field(13, utf8('second')),
    field(14, entry),
  ]);
  const model = read(varintField(1, 11), field(7, graph), field(25, definition), field(26, deviceConfiguration));

  expect(model.graph.nodes[0]).toMatchObject({ overload: 'second', metadata: new Map([['namespace', '/features/0']]) });
  expect(model.graph.inputs).toEqual([{ name: 'h', type: { kind: 'opaque', name: 'com.example.Handle' } }]);
  expect(model.functions[0]).toMatchObject({
    overload: 'second',
    defaults: new Map([['alpha', { kind: 'float', value: 0.5 }]]),
    valueInfo: new Map([['v', { name: 'v', type: { kind: 'tensor', dtype: 'int4', shape: undefined } }]]),
  });
});
