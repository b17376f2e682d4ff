import { constant, graph, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, projected, sizes } from './parts.js';

const { width, heads, head, words } = sizes;
const float = 'float32';

/** Channels of the window, its taps; heads of the state space, their size, its states. */
export const space = { channels: 48, taps: 4, groups: 4, size: 8, states: 16 } as const;

const { channels, taps, groups, size, states } = space;

const numbers = [-taps, -1, 1, 2].map((number) => constant(`n${number}`, 'int64', [1], [number]));
const end = constant('end', 'int64', [1], [Number.MAX_SAFE_INTEGER]);

/** The last places of a window and what is new, and a depthwise convolution over as many places as are new. */
function convolved(fresh: string): readonly NodeSpec[] {
  return [
    node('Concat', ['window', fresh], ['longer'], { axis: 2 }),
    node('Slice', ['longer', `n${-taps}`, 'end', 'n2'], ['window2']),
    node('Slice', ['longer', 'n1', 'end', 'n2'], ['seen']),
    node('Conv', ['seen', 'taps'], ['c'], { group: channels, kernel_shape: [taps] }),
  ];
}

/** One step of the state space: `h ← a·h + b·x`, `y = h·c`. */
const step = graph({
  inputs: [
    value('h', float, ['N', groups, size, states]),
    value('a', float, ['N', groups]),
    value('bx', float, ['N', groups, size, states]),
    value('c', float, ['N', states]),
  ],
  outputs: ['next', 'y'],
  nodes: [
    node('Unsqueeze', ['a', 'inner'], ['a4']),
    node('Mul', ['h', 'a4'], ['held']),
    node('Add', ['held', 'bx'], ['next']),
    node('Unsqueeze', ['c', 'outer'], ['c4']),
    node('Mul', ['next', 'c4'], ['read']),
    node('ReduceSum', ['read', 'n-1'], ['y'], { keepdims: 0 }),
  ],
});

/**
 * A convolution over a window and a Scan of a state space over all tokens, as Mamba-2; with a layer of attention over a
 * cache, as Granite 4 and Nemotron-H.
 */
export function scannedStateSpace(layers: 'state space' | 'and attention'): ModelSpec {
  const hasAttention = layers === 'and attention';
  const cache = ['N', heads, 'P', head];
  return {
    opset: 18,
    inputs: [
      ids(),
      value('window', float, ['N', channels, taps]),
      value('state', float, ['N', groups, size, states]),
      ...(hasAttention ? [value('pk', float, cache), value('pv', float, cache)] : []),
    ],
    outputs: ['logits', 'window2', 'state2', ...(hasAttention ? ['k2', 'v2'] : [])],
    initializers: [
      ...constants,
      ...numbers,
      end,
      weight('in', float, [width, channels]),
      weight('taps', float, [channels, 1, taps]),
      weight('rate', float, [channels, groups]),
      weight('back', float, [groups * size, width]),
      constant('parts', 'int64', [2], [groups * size, states]),
      constant('apart', 'int64', [4], [0, 0, groups, size]),
      constant('flat', 'int64', [3], [0, 0, groups * size]),
      constant('inner', 'int64', [2], [2, 3]),
      constant('outer', 'int64', [2], [1, 2]),
    ],
    nodes: [
      embedded(),
      node('MatMul', ['x', 'in'], ['xi']),
      node('Transpose', ['xi'], ['xt'], { perm: [0, 2, 1] }),
      ...convolved('xt'),
      node('Transpose', ['c'], ['ct'], { perm: [2, 0, 1] }),
      node('Split', ['ct', 'parts'], ['u', 'b'], { axis: 2 }),
      node('Reshape', ['u', 'apart'], ['u4']),
      node('Unsqueeze', ['u4', 'n-1'], ['u5']),
      node('Unsqueeze', ['b', 'inner'], ['b5']),
      node('Mul', ['u5', 'b5'], ['bu']),
      node('MatMul', ['ct', 'rate'], ['r']),
      node('Sigmoid', ['r'], ['kept']),
      node('Scan', ['state', 'kept', 'bu', 'b'], ['state2', 'ys'], { num_scan_inputs: 3, body: step }),
      node('Reshape', ['ys', 'flat'], ['y3']),
      node('Transpose', ['y3'], ['yt'], { perm: [1, 0, 2] }),
      node('MatMul', ['yt', 'back'], ['yo']),
      node('Add', ['x', 'yo'], ['m']),
      ...(hasAttention
        ? [
            ...['q', 'k', 'v'].flatMap((name) => projected('m', name, name)),
            node('Concat', ['pk', 'k'], ['k2'], { axis: 2 }),
            node('Concat', ['pv', 'v'], ['v2'], { axis: 2 }),
            ...attended('q', 'k2', 'v2', 'at'),
          ]
        : [node('Identity', ['m'], ['at'])]),
      node('MatMul', ['at', 'out'], ['logits']),
    ],
  };
}

/** One word at a time through sums that decay, all states in rows of one tensor, as RWKV-4. */
export function decayingSums(): ModelSpec {
  const row = (place: number) => node('Gather', ['state', `row_${place}`], [`s${place}`], { axis: 0 });
  const matrices = ['key', 'value', 'gate', 'back'];
  return {
    opset: 17,
    inputs: [value('word', 'int64', []), value('state', float, [3, width])],
    outputs: ['logits', 'state2'],
    initializers: [
      weight('words', float, [words, width]),
      weight('out', float, [width, words]),
      ...matrices.map((name) => weight(`w_${name}`, float, [width, width])),
      ...['mix', 'decay'].map((name) => weight(name, float, [width])),
      ...[0, 1, 2].map((place) => constant(`row_${place}`, 'int64', [], [place])),
      constant('first', 'int64', [1], [0]),
    ],
    nodes: [
      node('Gather', ['words', 'word'], ['x']),
      ...[0, 1, 2].map(row),
      node('Sub', ['x', 's0'], ['change']),
      node('Mul', ['change', 'mix'], ['mixed']),
      node('Add', ['s0', 'mixed'], ['seen']),
      ...matrices.slice(0, 3).map((name) => node('MatMul', ['seen', `w_${name}`], [name])),
      node('Exp', ['key'], ['e']),
      node('Mul', ['s1', 'decay'], ['held']),
      node('Mul', ['e', 'value'], ['weighted']),
      node('Add', ['held', 'weighted'], ['sum']),
      node('Mul', ['s2', 'decay'], ['held_shares']),
      node('Add', ['held_shares', 'e'], ['shares']),
      node('Div', ['sum', 'shares'], ['mean']),
      node('Sigmoid', ['gate'], ['open']),
      node('Mul', ['open', 'mean'], ['let_through']),
      node('MatMul', ['let_through', 'w_back'], ['back']),
      ...['x', 'sum', 'shares'].map((name) => node('Unsqueeze', [name, 'first'], [`${name}_row`])),
      node('Concat', ['x_row', 'sum_row', 'shares_row'], ['state2'], { axis: 0 }),
      node('Add', ['x', 'back'], ['y']),
      node('MatMul', ['y', 'out'], ['logits']),
    ],
  };
}
