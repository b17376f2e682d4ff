import { constant, node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, own, sizes } from './parts.js';

const { heads, head } = sizes;
const float = 'float32';

/** How an exporter writes what is new into a buffer of fixed size. */
export type Writing = 'ScatterElements' | 'ScatterND';

/**
 * A decoder whose caches have a fixed number of places, as a StaticCache: new keys and values are written at places
 * that an input tells, and attention reads all places behind a mask. With `filled` a Slice cuts out the places in use,
 * as many as a mask is long.
 */
export function fixedBuffer(writing: Writing, room: number, filled?: 'sliced'): ModelSpec {
  const cache = ['N', heads, room, head];
  const mask = filled === undefined ? [] : [value('mask', 'int64', ['N', 'P + S'])];
  return {
    opset: 18,
    inputs: [ids(), value('at', 'int64', ['S']), ...mask, value('pk', float, cache), value('pv', float, cache)],
    outputs: ['logits', 'k2', 'v2'],
    initializers: [
      ...constants,
      constant('columns', 'int64', [2], [-1, 1]),
      constant('tall', 'int64', [4], [1, 1, -1, 1]),
      constant('zero', 'int64', [1], [0]),
      constant('two', 'int64', [1], [2]),
    ],
    nodes: [
      embedded(),
      ...own(),
      ...written('pk', 'k', 'k2', writing),
      ...written('pv', 'v', 'v2', writing),
      ...(filled === undefined
        ? attended('q', 'k2', 'v2', 'a')
        : [
            node('Shape', ['mask'], ['used'], { start: 1, end: 2 }),
            node('Slice', ['k2', 'zero', 'used', 'two'], ['k_used']),
            node('Slice', ['v2', 'zero', 'used', 'two'], ['v_used']),
            ...attended('q', 'k_used', 'v_used', 'a'),
          ]),
      node('MatMul', ['a', 'out'], ['logits']),
    ],
  };
}

function written(past: string, fresh: string, to: string, writing: Writing): readonly NodeSpec[] {
  switch (writing) {
    case 'ScatterElements':
      return [
        node('Reshape', ['at', 'tall'], [`${to}_at`]),
        node('Shape', [fresh], [`${to}_size`]),
        node('Expand', [`${to}_at`, `${to}_size`], [`${to}_all`]),
        node('ScatterElements', [past, `${to}_all`, fresh], [to], { axis: 2 }),
      ];
    case 'ScatterND':
      return [
        node('Transpose', [past], [`${to}_past`], { perm: [2, 0, 1, 3] }),
        node('Transpose', [fresh], [`${to}_fresh`], { perm: [2, 0, 1, 3] }),
        node('Reshape', ['at', 'columns'], [`${to}_at`]),
        node('ScatterND', [`${to}_past`, `${to}_at`, `${to}_fresh`], [`${to}_joined`]),
        node('Transpose', [`${to}_joined`], [to], { perm: [1, 2, 0, 3] }),
      ];
  }
}
