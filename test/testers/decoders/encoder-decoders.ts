import { constant, graph, node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, own, projected, sizes } from './parts.js';

const { width, heads, head } = sizes;
const float = 'float32';

/**
 * A decoder whose fixed caches of the encoder's keys and values are inputs only, as the part with a past is exported.
 */
export function splitDecoder(encoded: string | number): ModelSpec {
  const cache = ['N', heads, 'P', head];
  const fixed = ['N', heads, encoded, head];
  return {
    opset: 18,
    inputs: [
      ids(1),
      ...['pk', 'pv'].map((name) => value(name, float, cache)),
      ...['ck', 'cv'].map((name) => value(name, float, fixed)),
    ],
    outputs: ['logits', 'k2', 'v2'],
    initializers: constants,
    nodes: [
      embedded(),
      ...own(),
      node('Concat', ['pk', 'k'], ['k2'], { axis: 2 }),
      node('Concat', ['pv', 'v'], ['v2'], { axis: 2 }),
      ...attended('q', 'k2', 'v2', 'a'),
      ...projected('a', 'cq', 'cross'),
      ...attended('cross', 'ck', 'cv', 'c'),
      node('MatMul', ['c', 'out'], ['logits']),
    ],
  };
}

/**
 * Both parts of a decoder over an encoder in one model, with a branch for each. The branch that has the encoder's keys
 * and values gives them back, or as optimum merges them, nothing.
 */
export function mergedDecoder(fixed: 'given back' | 'left out' = 'given back'): ModelSpec {
  const kept = (name: string, prefix: string): NodeSpec =>
    fixed === 'given back'
      ? node('Identity', [`c${name}`], [`${prefix}c${name}2`])
      : node('Constant', [], [`${prefix}c${name}2`], {
          value: { kind: 'tensor', value: constant('empty', float, [0, heads, 1, head], []) },
        });
  const body = (prefix: string, cached: boolean) =>
    graph({
      outputs: ['logits', 'k2', 'v2', 'ck2', 'cv2'].map((name) => `${prefix}${name}`),
      nodes: [
        embedded(prefix),
        ...own(prefix),
        ...['k', 'v'].map((name) =>
          cached
            ? node('Concat', [`p${name}`, `${prefix}${name}`], [`${prefix}${name}2`], { axis: 2 })
            : node('Identity', [`${prefix}${name}`], [`${prefix}${name}2`]),
        ),
        ...['k', 'v'].flatMap((name) =>
          cached ? [kept(name, prefix)] : projected('encoded', `e${name}`, `${prefix}c${name}2`),
        ),
        ...attended(`${prefix}q`, `${prefix}k2`, `${prefix}v2`, `${prefix}a`),
        ...projected(`${prefix}a`, 'cq', `${prefix}cross`),
        ...(cached
          ? attended(`${prefix}cross`, 'ck', 'cv', `${prefix}c`)
          : attended(`${prefix}cross`, `${prefix}ck2`, `${prefix}cv2`, `${prefix}c`)),
        node('MatMul', [`${prefix}c`, 'out'], [`${prefix}logits`]),
      ],
    });
  return {
    opset: 18,
    inputs: [
      ids(),
      value('encoded', float, ['N', 'E', width]),
      ...['pk', 'pv'].map((name) => value(name, float, ['N', heads, 'P', head])),
      ...['ck', 'cv'].map((name) => value(name, float, ['N', heads, 'C', head])),
      value('cached', 'bool', [1]),
    ],
    outputs: ['logits', 'k2', 'v2', 'ck2', 'cv2'],
    initializers: constants,
    nodes: [
      node('If', ['cached'], ['logits', 'k2', 'v2', 'ck2', 'cv2'], {
        then_branch: body('then_', true),
        else_branch: body('else_', false),
      }),
    ],
  };
}

/** An encoder: attention over all tokens, and nothing for another run. */
export function encoderOnly(): ModelSpec {
  return {
    opset: 18,
    inputs: [ids(), value('mask', float, ['N', 1, 1, 'S'])],
    outputs: ['hidden'],
    initializers: constants,
    nodes: [
      embedded(),
      ...own(),
      ...attended('q', 'k', 'v', 'a'),
      node('Add', ['x', 'a'], ['sum']),
      node('Transpose', ['mask'], ['seen'], { perm: [0, 1, 3, 2] }),
      node('Squeeze', ['seen', 'first'], ['rows']),
      node('Mul', ['sum', 'rows'], ['hidden']),
    ],
  };
}
