import { describe, expect, it } from 'vitest';
import { constant, graph, node, tensor, value, weight } from '../../../fixtures/build/model.js';
import type { NodeSpec } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';

/**
 * The kind of the anchors of a detector as torchvision's exports have them: three to a place of a map that a
 * convolution gives, its places counted from the map's own size; `readers` make `y` of `boxes` [48, 4].
 */
function kindOfAnchors(readers: readonly NodeSpec[]): string | undefined {
  const { parameters } = analyseModel({
    opset: 17,
    inputs: [value('image', 'float32', [1, 3, 8, 8])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [6, 3, 3, 3]),
      weight('dense', 'float32', [6 * 2 * 2, 5]),
      weight('anchors', 'float32', [1, 3, 4]),
      constant('none', 'int64', [], [0]),
      constant('one', 'int64', [], [1]),
      constant('stride', 'float32', [], [2]),
      constant('height', 'int64', [], [2]),
      constant('last', 'int64', [1], [1]),
      constant('all', 'int64', [1], [-1]),
      constant('three', 'int64', [3], [-1, 1, 1]),
      constant('four', 'int64', [2], [-1, 4]),
      constant('rows', 'int64', [2], [0, -1]),
      weight('square', 'float32', [4, 4]),
    ],
    nodes: [
      node('Conv', ['image', 'w'], ['map'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
      node('Shape', ['map'], ['size']),
      node('Gather', ['size', 'height'], ['count']),
      node('Mul', ['count', 'count'], ['places']),
      node('Range', ['none', 'places', 'one'], ['numbers']),
      node('Cast', ['numbers'], ['floats'], { to: 1 }),
      node('Mul', ['floats', 'stride'], ['centres']),
      node('Reshape', ['centres', 'three'], ['column']),
      node('Add', ['column', 'anchors'], ['placed']),
      node('Reshape', ['placed', 'four'], ['boxes']),
      ...readers,
    ],
  });
  return parameters.find(({ edge }) => edge.name === 'anchors')?.kind;
}

describe('anchors beside places that a map of the network has', () => {
  it('are computed where boxes say what is read of the map, and weights follow', () => {
    const kind = kindOfAnchors([
      node('Shape', ['boxes'], ['shape'], { end: 1 }),
      node('ConstantOfShape', ['shape'], ['images'], { value: tensor(constant('', 'int64', [1], [0])) }),
      node('RoiAlign', ['map', 'boxes', 'images'], ['cut'], { output_height: 2, output_width: 2 }),
      node('Reshape', ['cut', 'rows'], ['flat']),
      node('MatMul', ['flat', 'dense'], ['y']),
    ]);
    expect(kind).toBe('buffer');
  });

  /** Boxes are clipped only where there are some. */
  const clipped = (more: readonly NodeSpec[], result: string): NodeSpec =>
    node('If', ['some'], ['y'], {
      then_branch: graph({ nodes: [node('Relu', ['moved'], ['kept']), ...more], outputs: [result] }),
      else_branch: graph({ nodes: [node('Identity', ['moved'], ['asis'])], outputs: ['asis'] }),
    });
  const moved = [
    node('ReduceMax', ['map'], ['most'], { keepdims: 0 }),
    node('Mul', ['boxes', 'most'], ['moved']),
    node('Cast', ['most'], ['some'], { to: 9 }),
  ];

  it('are computed where boxes pass a loop that has no weights in its body', () => {
    const body = graph({
      inputs: [value('pass', 'int64', []), value('goes_on', 'bool', []), value('before', 'float32', [48, 4])],
      nodes: [node('Identity', ['goes_on'], ['still']), node('Relu', ['before'], ['after'])],
      outputs: ['still', 'after'],
    });
    expect(kindOfAnchors([node('Loop', ['one', '', 'boxes'], ['y'], { body })])).toBe('buffer');
  });

  it('are learned where a branch applies weights to them', () => {
    const product = node('MatMul', ['kept', 'square'], ['product']);
    expect(kindOfAnchors([...moved, clipped([product], 'product')])).toBe('param');
  });
});

it('places around those that a network finds are computed where they say what is read of a map', () => {
  const { parameters } = analyseModel({
    opset: 17,
    inputs: [value('image', 'float32', [1, 3, 8, 8])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [2, 3, 3, 3]),
      weight('around', 'float32', [1, 5, 5, 2]),
      weight('last', 'float32', [4, 3, 5, 5]),
      constant('shape', 'int64', [4], [36, 1, 1, 2]),
      constant('maps', 'int64', [4], [36, 3, 8, 8]),
    ],
    nodes: [
      node('Conv', ['image', 'w'], ['flow']),
      node('Transpose', ['flow'], ['last_axis'], { perm: [0, 2, 3, 1] }),
      node('Reshape', ['last_axis', 'shape'], ['centres']),
      node('Add', ['centres', 'around'], ['places']),
      node('Expand', ['image', 'maps'], ['copies']),
      node('GridSample', ['copies', 'places'], ['cut']),
      node('Conv', ['cut', 'last'], ['y']),
    ],
  });
  expect(parameters.find(({ edge }) => edge.name === 'around')?.kind).toBe('buffer');
});
