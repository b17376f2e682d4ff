import { defineOp } from '../language/define.js';
import { selectElement } from '../elements/element-comparison.js';
import { mapBroadcast } from '../elements/elements.js';
import { foldPlaced } from '../elements/placed.js';
import { specificationOf } from '../families/elementwise.js';
import { broadcastRelations, broadcastShapes } from '../families/shapes.js';

/** An element of X or of Y, as the condition says. */
export const where = defineOp({
  type: 'Where',
  since: 9,
  category: 'elementwise',
  spec: specificationOf('Where'),
  inputs: { condition: 'activation', X: 'activation', Y: 'activation' },
  outputs: { output: 'X' },
  infer: ({ condition, X, Y }) => [broadcastShapes([condition.shape, X.shape, Y.shape])],
  relations: ({ condition, X, Y }) => broadcastRelations([condition.shape, X.shape, Y.shape]),
  elements: ({ condition, X, Y }, _, outputs) =>
    outputs.map(({ shape }) => mapBroadcast([condition, X, Y], shape, ([truth, x, y]) => selectElement(truth, x, y))),
  placed: ({ condition, X, Y }) => foldPlaced([condition, X, Y], ([truth, x, y]) => selectElement(truth, x, y)),
  detail: () => ({ kind: 'elementwise', function: 'where' }),
  cost: { operations: '∏output', memory: 'stream', source: 'a choice per element' },
});
