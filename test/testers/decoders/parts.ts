import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, NodeSpec } from '../../../fixtures/build/model.js';
import type { ValueInfo } from '../../../src/ir/index.js';

export const sizes = { width: 32, heads: 4, groups: 2, head: 8, words: 100 } as const;

const { width, heads, head, words } = sizes;
const float = 'float32';

/** The weights of the decoders, and what splits and joins heads. */
export const constants: readonly Initializer[] = [
  weight('words', float, [words, width]),
  weight('out', float, [width, words]),
  ...['q', 'k', 'v', 'cq', 'ek', 'ev'].map((name) => weight(`w_${name}`, float, [width, width])),
  constant('split', 'int64', [4], [0, 0, heads, head]),
  constant('join', 'int64', [3], [0, 0, width]),
  constant('first', 'int64', [1], [1]),
];

/** `[N, T, width]` as `[N, heads, T, head]`, projected. */
export function projected(from: string, by: string, to: string): readonly NodeSpec[] {
  return [
    node('MatMul', [from, `w_${by}`], [`${to}_p`]),
    node('Reshape', [`${to}_p`, 'split'], [`${to}_s`]),
    node('Transpose', [`${to}_s`], [to], { perm: [0, 2, 1, 3] }),
  ];
}

/** Attention spelled out; its result is `[N, T, width]`. */
export function attended(query: string, keys: string, values: string, to: string): readonly NodeSpec[] {
  return [
    node('Transpose', [keys], [`${to}_t`], { perm: [0, 1, 3, 2] }),
    node('MatMul', [query, `${to}_t`], [`${to}_scores`]),
    node('Softmax', [`${to}_scores`], [`${to}_shares`], { axis: -1 }),
    node('MatMul', [`${to}_shares`, values], [`${to}_heads`]),
    node('Transpose', [`${to}_heads`], [`${to}_back`], { perm: [0, 2, 1, 3] }),
    node('Reshape', [`${to}_back`, 'join'], [to]),
  ];
}

/** The rows of the words given. */
export function embedded(prefix = ''): NodeSpec {
  return node('Gather', ['words', 'ids'], [`${prefix}x`]);
}

/** The words given, of so many. */
export function ids(length: string | number = 'S'): ValueInfo {
  return value('ids', 'int64', ['N', length]);
}

/** The query, keys and values of the words given. */
export function own(prefix = ''): readonly NodeSpec[] {
  return ['q', 'k', 'v'].flatMap((name) => projected(`${prefix}x`, name, `${prefix}${name}`));
}
