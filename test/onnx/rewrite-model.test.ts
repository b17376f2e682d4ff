import { describe, expect, it } from 'vitest';
import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { concatenate, field, varint } from '../../fixtures/build/wire.js';
import type { Graph, Model, Node } from '../../src/ir/index.js';
import { memorySource, readModel, rewriteModel } from '../../src/onnx/index.js';

const spec: ModelSpec = {
  opset: 17,
  domains: { acme: 1 },
  inputs: [value('x', 'float32', [1, 4]), value('condition', 'bool', [])],
  outputs: ['y'],
  metadata: { key: 'value' },
  initializers: [weight('w', 'float32', [4, 4]), constant('c', 'float32', [2], [1, 2])],
  nodes: [
    node('MatMul', ['x', 'w'], ['m'], {}, { name: 'twice', metadata: { scope: 'a.b' } }),
    node('Doubled', ['m'], ['d'], {}, { name: 'twice', domain: 'acme', overload: 'f32' }),
    node('If', ['condition'], ['y'], {
      then_branch: graph({ outputs: ['t'], nodes: [node('Identity', ['d'], ['t'])] }),
      else_branch: graph({
        outputs: ['e'],
        nodes: [node('Relu', ['d'], ['r'], {}, { name: 'inner' }), node('Mul', ['r', 'k'], ['e'])],
        initializers: [weight('k', 'float32', [4])],
      }),
    }),
  ],
  functions: [
    {
      name: 'Doubled',
      domain: 'acme',
      overload: 'f32',
      inputs: ['a'],
      outputs: ['b'],
      nodes: [node('Add', ['a', 'a'], ['b'])],
    },
  ],
};

function allNodes(model: Model): readonly Node[] {
  return [...nodesOf(model.graph), ...model.functions.flatMap(({ nodes }) => nodes)];
}

function nodesOf({ nodes }: Graph): readonly Node[] {
  return nodes.flatMap((each) => [
    each,
    ...[...each.attributes.values()].flatMap((attribute) =>
      attribute.kind === 'graph' ? nodesOf(attribute.value) : [],
    ),
  ]);
}

const nameOf = (origin: string): string => `@${origin}@`;
const read = (bytes: Uint8Array): Model => readModel(memorySource(bytes));

describe('rewriteModel', () => {
  it('names every node after its origin, those of bodies and functions too', () => {
    const nodes = allNodes(read(rewriteModel(memorySource(model(spec)), { nameOf })));
    expect(nodes.map(({ name }) => name)).toEqual(nodes.map(({ origin }) => `@${origin}@`));
    expect(new Set(nodes.map(({ name }) => name)).size).toBe(7);
  });

  it('keeps all else, newer fields included', () => {
    const original = read(model(spec));
    const renamed = read(rewriteModel(memorySource(model(spec)), { nameOf }));
    const nameless = (nodes: readonly Node[]): unknown =>
      nodes.map(({ opType, domain, overload, inputs, outputs, metadata, origin, attributes }) => ({
        opType,
        domain,
        overload,
        inputs,
        outputs,
        metadata,
        origin,
        attributes: [...attributes.keys()],
      }));
    expect(nameless(allNodes(renamed))).toEqual(nameless(allNodes(original)));
    expect(renamed.functions.map(({ overload }) => overload)).toEqual(['f32']);
    expect(renamed.metadata).toEqual(original.metadata);
    const stored = ({ graph: { initializers } }: Model): unknown =>
      initializers.map(({ name, dtype, dims, bytes, elements, location: { kind } }) => ({
        name,
        dtype,
        dims,
        bytes,
        elements,
        kind,
      }));
    expect(stored(renamed)).toEqual(stored(original));
  });

  it('keeps fields that nobody knows, byte for byte', () => {
    const unknown = field(900, Uint8Array.from([1, 2, 3, 4]));
    const unknownInNode = field(901, Uint8Array.from([5, 6, 7]));
    const nodeBytes = concatenate([
      field(3, new TextEncoder().encode('old')),
      field(4, new TextEncoder().encode('Relu')),
      unknownInNode,
    ]);
    const graphBytes = concatenate([field(1, nodeBytes), unknown]);
    const bytes = concatenate([varint(8), varint(8), field(7, graphBytes), unknown]);
    const renamedNode = concatenate([
      field(4, new TextEncoder().encode('Relu')),
      unknownInNode,
      field(3, new TextEncoder().encode('n')),
    ]);
    const expected = concatenate([
      varint(8),
      varint(8),
      field(7, concatenate([field(1, renamedNode), unknown])),
      unknown,
    ]);
    expect(rewriteModel(memorySource(bytes), { nameOf: () => 'n' })).toEqual(expected);
  });

  it('puts zeros in the place of weights that are elsewhere', () => {
    const origin = 'graph.node[2].attribute[1].g.initializer[0]';
    const branch = read(
      rewriteModel(memorySource(model(spec)), { nameOf, zeroed: new Map([[origin, 16]]) }),
    ).graph.nodes[2]?.attributes.get('else_branch');
    const tensor = branch?.kind === 'graph' ? branch.value.initializers[0] : undefined;
    expect(tensor).toMatchObject({
      name: 'k',
      dims: [4],
      bytes: 16,
      location: { kind: 'inline', length: 16 },
      elements: [0, 0, 0, 0],
    });
  });

  it('takes time in proportion to the model', () => {
    const nodes = (count: number): ModelSpec => ({
      opset: 17,
      inputs: [value('t0', 'float32', [1])],
      outputs: [`t${count}`],
      nodes: Array.from({ length: count }, (_, index) => node('Relu', [`t${index}`], [`t${index + 1}`])),
    });
    const renamed = read(rewriteModel(memorySource(model(nodes(20_000))), { nameOf }));
    expect(renamed.graph.nodes.at(-1)?.name).toBe('@graph.node[19999]@');
  });
});
