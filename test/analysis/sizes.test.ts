import { expect, it } from 'vitest';
import { node, value } from '../../fixtures/build/model.js';
import { analyseModel, layerOf, plain } from '../testers/analyse-model.js';

it('an empty sequence takes no bytes, so that what makes and reads it has a known cost', () => {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [3])],
    outputs: ['y'],
    nodes: [
      node('SequenceEmpty', [], ['none'], {}, { name: 'empty' }),
      node('SequenceInsert', ['none', 'x'], ['one'], {}, { name: 'insert' }),
      node('ConcatFromSequence', ['one'], ['y'], { axis: 0 }),
    ],
  });
  expect(plain(layerOf(analysis, 'empty').writeBytes)).toBe(0);
  expect(plain(layerOf(analysis, 'insert').readBytes)).toBe(3 * 4);
  expect(analysis.coverage.costed).toBe(analysis.coverage.layers);
});
