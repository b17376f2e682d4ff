import { describe, expect, it } from 'vitest';
import { constant, float, floats, graph, model, node, tensor, value } from '../../fixtures/build/model.js';
import type { AttributeSpec, NodeSpec } from '../../fixtures/build/model.js';
import type { Attribute } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

/** The attributes of nodes as they are read from one file. */
function attributesOf(
  ...lists: readonly Readonly<Record<string, AttributeSpec>>[]
): readonly ReadonlyMap<string, Attribute>[] {
  const nodes = lists.map((attributes, index): NodeSpec => node('Any', ['x'], [`y${index}`], attributes));
  return readModel(
    memorySource(model({ opset: 17, inputs: [value('x', 'float32', [1])], outputs: ['y0'], nodes })),
  ).graph.nodes.map(({ attributes }) => attributes);
}

describe('attributes of nodes', () => {
  it('of the same bytes are one map', () => {
    const [first, second, third] = attributesOf(
      { axis: 1, alpha: float(0.5) },
      { axis: 2, alpha: float(0.5) },
      { axis: 1, alpha: float(0.5) },
    );
    expect(third).toBe(first);
    expect(first).toEqual(
      new Map<string, Attribute>([
        ['axis', { kind: 'int', value: 1 }],
        ['alpha', { kind: 'float', value: 0.5 }],
      ]),
    );
    expect(second).toEqual(
      new Map<string, Attribute>([
        ['axis', { kind: 'int', value: 2 }],
        ['alpha', { kind: 'float', value: 0.5 }],
      ]),
    );
  });

  it('that begin alike go on apart', () => {
    const [both, one, other] = attributesOf({ axis: 1, keepdims: 0 }, { axis: 1 }, { axis: 1, keepdims: 1 });
    expect(
      [both, one, other].map((attributes) =>
        [...(attributes ?? [])].map(([name, attribute]) => [name, attribute.value]),
      ),
    ).toEqual([
      [
        ['axis', 1],
        ['keepdims', 0],
      ],
      [['axis', 1]],
      [
        ['axis', 1],
        ['keepdims', 1],
      ],
    ]);
  });

  it('with bytes beyond ASCII are told apart', () => {
    const [a, b] = attributesOf({ text: 'ä' }, { text: 'ö' });
    expect([a, b].map((attributes) => attributes?.get('text')?.value)).toEqual(['ä', 'ö']);
  });

  it('that hold graphs or take long are read each time', () => {
    const body = { body: graph({ inputs: [], outputs: ['z'], nodes: [node('Relu', ['x'], ['z'])] }) };
    const long = { values: floats(Array.from({ length: 100 }, (_, index) => index)) };
    const [one, other, first, second] = attributesOf(body, body, long, long);
    expect(other).not.toBe(one);
    expect(second).not.toBe(first);
    expect(second).toEqual(first);
  });

  it('share what small tensors hold', () => {
    const value = { value: tensor(constant('', 'int64', [2], [7, -1])) };
    const [first, second] = attributesOf(value, value);
    expect(second).toBe(first);
    expect(first?.get('value')?.value).toMatchObject({ dtype: 'int64', dims: [2], elements: [7, -1] });
  });
});
