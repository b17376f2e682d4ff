import { describe, expect, test } from 'vitest';
import {
  constant,
  float,
  graph,
  model,
  node,
  sparseWeight,
  tensor,
  value,
  weight,
} from '../../fixtures/build/model.js';
import { concatenate, field, varint, varintField } from '../../fixtures/build/wire.js';
import { type ErrorCode, type Model, NetstatError } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const whole = model({
  opset: 17,
  inputs: [value('x', 'float32', ['N', 3, 224, 224])],
  outputs: ['y'],
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { strides: [2, 2], alpha: float(1) }),
    node('If', ['c'], ['y'], {
      then_branch: graph({
        nodes: [node('Constant', [], ['k'], { value: tensor(constant('', 'int64', [2], [1, -1])) })],
        outputs: ['k'],
      }),
    }),
  ],
  initializers: [
    weight('w', 'float32', [64, 3, 7, 7]),
    constant('shape', 'int64', [2], [0, -1]),
    sparseWeight('s', 'float16', [10, 10], 7),
  ],
  functions: [{ name: 'F', domain: 'f', inputs: ['a'], outputs: ['b'], nodes: [node('Elu', ['a'], ['b'])] }],
});

/** The model that was read, or the error if it is the user's to mend. Any other error fails the test. */
function attempt(bytes: Uint8Array): Model | NetstatError {
  try {
    return readModel(memorySource(bytes));
  } catch (error) {
    if (error instanceof NetstatError) return error;
    throw error;
  }
}

function errorOf(bytes: Uint8Array): { readonly code: ErrorCode; readonly message: string } {
  const error = attempt(bytes);
  if (error instanceof NetstatError) return { code: error.code, message: error.message };
  throw new Error('it was read');
}

test('a model cut anywhere is an error or, where whole fields remain, a smaller model', () => {
  let smaller = 0;
  for (let length = 0; length < whole.length; length += 1) {
    const result = attempt(whole.subarray(0, length));
    if (result instanceof NetstatError) {
      expect(result.code).toBe(length === 0 ? 'empty-file' : result.code);
      expect(['empty-file', 'truncated-file', 'not-onnx', 'malformed-model']).toContain(result.code);
      expect(result.message).not.toContain('\n');
    } else {
      smaller += 1;
    }
  }
  // Only between the graph and the function can a model end: every other cut is inside a field.
  expect(smaller).toBe(1);
});

test('where a file is cut short is told by byte and by path', () => {
  const inBody = findText(whole, 'Constant') + 3;
  expect(errorOf(whole.subarray(0, inBody))).toEqual({
    code: 'truncated-file',
    message: expect.stringContaining(
      `the file is cut short: it ends at byte ${inBody}, inside graph.node[1].attribute[0].g.node[0]`,
    ),
  });
  const inFunction = findText(whole, 'Elu') + 1;
  expect(errorOf(whole.subarray(0, inFunction)).message).toContain('functions[0].node[0]');
  const inTensor = findText(whole, 'shape') + 2;
  expect(errorOf(whole.subarray(0, inTensor)).message).toContain('graph.initializer[1]');
});

test('where a file is malformed is told by byte and by path', () => {
  const broken = whole.slice();
  const name = findText(whole, 'strides');
  // The length of the attribute's name: longer than the attribute.
  broken[name - 1] = 0x7f;
  expect(errorOf(broken)).toEqual({
    code: 'malformed-model',
    message: expect.stringMatching(/longer than the message it is in \(graph\.node\[0\]\.attribute\[0\], byte \d+\)/),
  });
});

/** Where a text stands in the bytes. */
function findText(bytes: Uint8Array, text: string): number {
  return new TextDecoder('latin1').decode(bytes).indexOf(text);
}

test('a file whose bytes were changed is read or is an error, soon', () => {
  // Numbers of a linear congruential generator (Numerical Recipes), so that each run is the same.
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 3000; round += 1) {
    const bytes = whole.slice();
    for (let change = 0; change <= random(4); change += 1) bytes[random(bytes.length)] = random(256);
    const started = performance.now();
    attempt(random(2) === 0 ? bytes : bytes.subarray(0, random(bytes.length)));
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

describe('what is no model says what it is', () => {
  const lfs =
    'version https://git-lfs.github.com/spec/v1\n' +
    'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n' +
    'size 12345\n';
  const bytes = (...numbers: number[]): Uint8Array => concatenate([Uint8Array.from(numbers), new Uint8Array(600)]);
  test.each<readonly [string, Uint8Array, ErrorCode, string]>([
    ['nothing', new Uint8Array(), 'empty-file', 'empty'],
    ['a Git LFS pointer', utf8(lfs), 'git-lfs-pointer', '`git lfs pull`'],
    [
      'an ORT flatbuffer',
      concatenate([Uint8Array.from([0x18, 0, 0, 0]), utf8('ORTM'), new Uint8Array(600)]),
      'ort-format',
      'the .onnx file it was made from',
    ],
    ['a web page', utf8('<!DOCTYPE html>\n<html><head><title>Not found</title></head></html>'), 'not-onnx', 'web page'],
    ['JSON', utf8('{ "format": "layers-model", "größe": 1 }'), 'not-onnx', 'JSON'],
    ['text', utf8('Hello, world.\n'), 'not-onnx', 'text'],
    ['a zip archive', concatenate([utf8('PK\u0003\u0004'), new Uint8Array(600)]), 'not-onnx', 'zip'],
    ['a pickle', bytes(0x80, 2, 0x8a, 0x0a, 0x6c), 'not-onnx', 'pickle'],
    ['HDF5', bytes(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a), 'not-onnx', 'HDF5'],
    [
      'TensorFlow Lite',
      concatenate([Uint8Array.from([0x1c, 0, 0, 0]), utf8('TFL3'), new Uint8Array(600)]),
      'not-onnx',
      'TensorFlow Lite',
    ],
    ['gzip', bytes(0x1f, 0x8b, 8, 0), 'not-onnx', 'gzip'],
    ['GGUF', concatenate([utf8('GGUF'), new Uint8Array(600)]), 'not-onnx', 'GGUF'],
    [
      'safetensors',
      concatenate([
        Uint8Array.from([0x40, 0, 0, 0, 0, 0, 0, 0]),
        utf8('{"weight":{"dtype":"F32"}}'),
        new Uint8Array(600),
      ]),
      'not-onnx',
      'safetensors',
    ],
    ['zeros', new Uint8Array(1000), 'not-onnx', 'not an ONNX model'],
    [
      'a single tensor',
      concatenate([varintField(1, 2), varintField(2, 1), field(9, new Uint8Array(8))]),
      'not-onnx',
      'TensorProto',
    ],
    ['a bare graph', concatenate([field(1, field(4, utf8('Relu'))), field(2, utf8('main'))]), 'not-onnx', 'GraphProto'],
    ['a protobuf without a graph', varintField(1, 8), 'not-onnx', 'no graph'],
  ])('%s', (_, content, code, said) => {
    expect(errorOf(content)).toEqual({ code, message: expect.stringContaining(said) });
  });

  test('and a model whose first field is text is still a model', () => {
    const named = concatenate([field(2, utf8('producer')), field(7, field(1, field(4, utf8('Relu'))))]);
    expect(attempt(named)).toMatchObject({ producer: 'producer', graph: { nodes: [{ opType: 'Relu' }] } });
  });
});

describe('limits', () => {
  /** A model with this in its graph. */
  const inGraph = (...parts: Uint8Array[]): Uint8Array =>
    concatenate([varintField(1, 8), field(7, concatenate(parts))]);

  test('bodies in bodies', () => {
    const nested = (depth: number): Uint8Array => {
      let body = field(2, utf8('innermost'));
      for (let level = 0; level < depth; level += 1) {
        body = field(1, field(5, concatenate([varintField(20, 5), field(1, utf8('g')), field(6, body)])));
      }
      return inGraph(body);
    };
    expect(attempt(nested(100))).not.toBeInstanceOf(NetstatError);
    expect(errorOf(nested(5000))).toEqual({
      code: 'limit-exceeded',
      message: expect.stringContaining('nested more than'),
    });
  });

  test('types in types', () => {
    let type = field(1, varintField(1, 1));
    for (let level = 0; level < 5000; level += 1) type = field(4, field(1, type));
    expect(errorOf(inGraph(field(11, field(2, type)))).code).toBe('limit-exceeded');
  });

  test('groups in groups', () => {
    const groups = new Uint8Array(2_000_000).fill(0x0b).fill(0x0c, 1_000_000);
    expect(attempt(inGraph(field(1, field(4, utf8('Relu'))), groups))).toMatchObject({
      graph: { nodes: [{ opType: 'Relu' }] },
    });
    expect(errorOf(inGraph(groups.subarray(1, -2))).code).toBe('malformed-model');
  });

  test('nodes of two bytes each', () => {
    const nodes = new Uint8Array(6_000_000);
    for (let index = 0; index < nodes.length; index += 2) nodes[index] = 0x0a;
    expect(errorOf(inGraph(nodes))).toEqual({
      code: 'limit-exceeded',
      message: expect.stringContaining('500000 nodes'),
    });
  });

  test('a name that is no name', () => {
    expect(errorOf(inGraph(field(1, field(4, new Uint8Array(20_000).fill(0x61)))))).toEqual({
      code: 'limit-exceeded',
      message: expect.stringContaining('a name is longer than 16384 bytes (graph.node[0], byte'),
    });
  });

  test('a claimed length is never believed', () => {
    for (const length of [2 ** 31, 2 ** 32, 2 ** 53, 2n ** 63n, 2n ** 64n - 1n]) {
      const claim = concatenate([Uint8Array.from([0x4a]), varint(length), new Uint8Array(10)]);
      const initializer = concatenate([Uint8Array.from([0x2a]), varint(length), varintField(1, 3), claim]);
      expect(['truncated-file', 'malformed-model']).toContain(
        errorOf(concatenate([varintField(1, 8), Uint8Array.from([0x3a]), varint(length), initializer])).code,
      );
    }
  });

  test('many small tensors are decoded only so far', () => {
    const small = field(
      5,
      concatenate([varintField(1, 1000), varintField(2, 26), field(9, new Uint8Array(250).fill(0x1b))]),
    );
    const read = attempt(inGraph(...Array.from({ length: 6000 }, () => small)));
    if (read instanceof NetstatError) throw read;
    expect(read.graph.initializers).toHaveLength(6000);
    expect(read.graph.initializers[0]?.elements?.slice(0, 4)).toEqual([-1, -2, 1, 0]);
    expect(read.graph.initializers[5999]).toMatchObject({ bytes: 250, elements: undefined });
    expect(read.diagnostics).toContainEqual(expect.objectContaining({ code: 'limit-reached' }));
    expect(read.diagnostics.length).toBeLessThan(100);
  });

  test('an attribute text beyond a name’s length is left out, with a word', () => {
    const attribute = concatenate([field(1, utf8('blob')), varintField(20, 3), field(4, new Uint8Array(20_000))]);
    expect(attempt(inGraph(field(1, field(5, attribute))))).toMatchObject({
      graph: { nodes: [{ attributes: new Map() }] },
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ code: 'limit-reached', origin: 'graph.node[0].attribute[0]' }),
      ]),
    });
  });

  test('metadata too long to be a name is left out', () => {
    const entry = (key: string, length: number): Uint8Array =>
      field(14, concatenate([field(1, utf8(key)), field(2, new Uint8Array(length).fill(0x61))]));
    expect(attempt(concatenate([inGraph(), entry('vocabulary', 100_000), entry('author', 3)]))).toMatchObject({
      metadata: new Map([['author', 'aaa']]),
    });
  });
});

test('names that are not UTF-8 are read', () => {
  const read = attempt(
    concatenate([
      varintField(1, 8),
      field(7, field(1, concatenate([field(2, Uint8Array.from([0x61, 0xff, 0x62])), field(4, utf8('größe 尺寸 🙂'))]))),
    ]),
  );
  expect(read).toMatchObject({ graph: { nodes: [{ outputs: ['a\ufffdb'], opType: 'größe 尺寸 🙂' }] } });
});

test('names that are too long are kept by their beginning, and told apart', () => {
  const [a, b] = [`${'n'.repeat(2000)}a`, `${'n'.repeat(2000)}b`];
  const { graph: read } = readModel(
    memorySource(
      model({
        opset: 17,
        inputs: [value(a, 'float32', [1])],
        outputs: [b],
        nodes: [node('Relu', [a], ['m']), node('Relu', ['m'], [b])],
      }),
    ),
  );
  const [first, second] = read.nodes;
  expect(first?.inputs).toEqual([read.inputs[0]?.name]);
  expect(second?.outputs).toEqual([read.outputs[0]?.name]);
  expect(first?.inputs[0]).not.toBe(second?.outputs[0]);
  expect(first?.inputs[0]).toMatch(/^n{1024}…\d+$/u);
});
