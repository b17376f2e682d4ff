import { constant, graph, node, value, weight } from '../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import type { ValueInfo } from '../../src/ir/index.js';

/** The sizes of the decoders below: width, heads, heads of keys and values, their size, words. */
export const sizes = { width: 32, heads: 4, groups: 2, head: 8, words: 100 } as const;

const { width, heads, groups, head, words } = sizes;
const float = 'float32';

const constants: readonly Initializer[] = [
  weight('words', float, [words, width]),
  weight('out', float, [width, words]),
  ...['q', 'k', 'v', 'cq', 'ek', 'ev'].map((name) => weight(`w_${name}`, float, [width, width])),
  constant('split', 'int64', [4], [0, 0, heads, head]),
  constant('join', 'int64', [3], [0, 0, width]),
  constant('first', 'int64', [1], [1]),
];

/** `[N, T, width]` as `[N, heads, T, head]`, projected. */
function projected(from: string, by: string, to: string): readonly NodeSpec[] {
  return [
    node('MatMul', [from, `w_${by}`], [`${to}_p`]),
    node('Reshape', [`${to}_p`, 'split'], [`${to}_s`]),
    node('Transpose', [`${to}_s`], [to], { perm: [0, 2, 1, 3] }),
  ];
}

/** Attention spelled out; its result is `[N, T, width]`. */
function attended(query: string, keys: string, values: string, to: string): readonly NodeSpec[] {
  return [
    node('Transpose', [keys], [`${to}_t`], { perm: [0, 1, 3, 2] }),
    node('MatMul', [query, `${to}_t`], [`${to}_scores`]),
    node('Softmax', [`${to}_scores`], [`${to}_shares`], { axis: -1 }),
    node('MatMul', [`${to}_shares`, values], [`${to}_heads`]),
    node('Transpose', [`${to}_heads`], [`${to}_back`], { perm: [0, 2, 1, 3] }),
    node('Reshape', [`${to}_back`, 'join'], [to]),
  ];
}

const embedded = (prefix = ''): NodeSpec => node('Gather', ['words', 'ids'], [`${prefix}x`]);
const ids = (length: string | number = 'S') => value('ids', 'int64', ['N', length]);
const own = (prefix = '') => ['q', 'k', 'v'].flatMap((name) => projected(`${prefix}x`, name, `${prefix}${name}`));

/** A decoder whose fixed caches of the encoder's keys and values are inputs only, as the part with a past is exported. */
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

/** Both parts of a decoder over an encoder in one model, with a branch for each. */
export function mergedDecoder(): ModelSpec {
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
          cached
            ? [node('Identity', [`c${name}`], [`${prefix}c${name}2`])]
            : projected('encoded', `e${name}`, `${prefix}c${name}2`),
        ),
        ...attended(`${prefix}q`, `${prefix}k2`, `${prefix}v2`, `${prefix}a`),
        ...projected(`${prefix}a`, 'cq', `${prefix}cross`),
        ...attended(`${prefix}cross`, `${prefix}ck2`, `${prefix}cv2`, `${prefix}c`),
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

/** Caches that hold the heads of all samples in one axis, keys with their places last, as BLOOM's. */
export function joinedBatch(): ModelSpec {
  const joined = (name: string, shape: string) => node('Reshape', [name, shape], [`${name}_j`]);
  return {
    opset: 18,
    inputs: [ids(), value('pk', float, ['N_x_heads', head, 'P']), value('pv', float, ['N_x_heads', 'P', head])],
    outputs: ['logits', 'k2', 'v2'],
    initializers: [...constants, constant('count', 'int64', [1], [heads]), constant('size', 'int64', [1], [head])],
    nodes: [
      embedded(),
      ...own(),
      node('Shape', ['ids'], ['n'], { start: 0, end: 1 }),
      node('Shape', ['ids'], ['s'], { start: 1, end: 2 }),
      node('Mul', ['n', 'count'], ['all']),
      node('Concat', ['all', 's', 'size'], ['rows'], { axis: 0 }),
      node('Concat', ['all', 'size', 's'], ['columns'], { axis: 0 }),
      node('Concat', ['n', 'count', 's', 'size'], ['apart'], { axis: 0 }),
      joined('q', 'rows'),
      node('Transpose', ['k'], ['kt'], { perm: [0, 1, 3, 2] }),
      joined('kt', 'columns'),
      joined('v', 'rows'),
      node('Concat', ['pk', 'kt_j'], ['k2'], { axis: 2 }),
      node('Concat', ['pv', 'v_j'], ['v2'], { axis: 1 }),
      node('MatMul', ['q_j', 'k2'], ['scores']),
      node('Softmax', ['scores'], ['shares'], { axis: -1 }),
      node('MatMul', ['shares', 'v2'], ['h']),
      node('Reshape', ['h', 'apart'], ['h4']),
      node('Transpose', ['h4'], ['ht'], { perm: [0, 2, 1, 3] }),
      node('Reshape', ['ht', 'join'], ['a']),
      node('MatMul', ['a', 'out'], ['logits']),
    ],
  };
}

/** A buffer of `room` places into which TensorScatter writes. */
export function scatteredCache(room: string | number, length: string | number = 'S'): ModelSpec {
  const cache = ['N', heads, room, head];
  return {
    opset: 24,
    inputs: [ids(length), value('at', 'int64', ['N']), value('pk', float, cache), value('pv', float, cache)],
    outputs: ['logits', 'k2', 'v2'],
    initializers: constants,
    nodes: [
      embedded(),
      ...own(),
      node('TensorScatter', ['pk', 'k', 'at'], ['k2'], { axis: 2 }),
      node('TensorScatter', ['pv', 'v', 'at'], ['v2'], { axis: 2 }),
      node('Attention', ['q', 'k2', 'v2'], ['h']),
      node('Transpose', ['h'], ['ht'], { perm: [0, 2, 1, 3] }),
      node('Reshape', ['ht', 'join'], ['a']),
      node('MatMul', ['a', 'out'], ['logits']),
    ],
  };
}

/** One node of onnxruntime's attention between an embedding and the words. */
export function contribDecoder(
  inputs: readonly ValueInfo[],
  attention: NodeSpec,
  keyWidth: number = width,
  extra: readonly Initializer[] = [],
): ModelSpec {
  return {
    opset: 18,
    domains: { 'com.microsoft': 1 },
    inputs,
    outputs: ['logits', 'k2', 'v2'],
    initializers: [
      weight('words', float, [words, width]),
      weight('out', float, [width, words]),
      weight('w_q', float, [width, width]),
      ...['k', 'v'].map((name) => weight(`w_${name}`, float, [width, keyWidth])),
      ...extra,
    ],
    nodes: [
      embedded(),
      ...['q', 'k', 'v'].map((name) => node('MatMul', ['x', `w_${name}`], [name])),
      { ...attention, domain: 'com.microsoft' },
      node('MatMul', ['h', 'out'], ['logits']),
    ],
  };
}

/** Keys and values of 8 bits, whose length an input tells. */
export function groupedInt8(): ModelSpec {
  const cache = ['N', groups, 'P', head];
  return contribDecoder(
    [
      ids(),
      value('lengths', 'int32', ['N']),
      value('total', 'int32', []),
      value('pk', 'int8', cache),
      value('pv', 'int8', cache),
    ],
    node(
      'GroupQueryAttention',
      ['q', 'k', 'v', 'pk', 'pv', 'lengths', 'total', ...Array<string>(5).fill(''), 'ks', 'vs'],
      ['h', 'k2', 'v2'],
      {
        num_heads: heads,
        kv_num_heads: groups,
        k_quant_type: 'PER_CHANNEL',
        v_quant_type: 'PER_CHANNEL',
        kv_cache_bit_width: 8,
      },
    ),
    groups * head,
    [weight('ks', float, [groups * head]), weight('vs', float, [groups * head])],
  );
}

/** One buffer for past and present, of which an input tells how much is filled. */
export function sharedBuffer(): ModelSpec {
  const cache = ['N', heads, 'room', head];
  return contribDecoder(
    [ids(), value('filled', 'int32', [1]), value('pk', float, cache), value('pv', float, cache)],
    node('MultiHeadAttention', ['q', 'k', 'v', '', '', '', 'pk', 'pv', 'filled'], ['h', 'k2', 'v2'], {
      num_heads: heads,
      unidirectional: 1,
    }),
  );
}

/** A cache in pages of `page` tokens each. */
export function pagedCache(page: string | number): ModelSpec {
  const cache = ['pages', page, groups, head];
  return contribDecoder(
    [
      value('ids', 'int64', ['tokens']),
      value('starts', 'int32', ['N + 1']),
      value('lengths', 'int32', ['N']),
      value('table', 'int32', ['N', 'each']),
      value('pk', float, cache),
      value('pv', float, cache),
    ],
    node('PagedAttention', ['q', 'k', 'v', 'pk', 'pv', 'starts', 'lengths', 'table'], ['h', 'k2', 'v2'], {
      num_heads: heads,
      kv_num_heads: groups,
    }),
    groups * head,
  );
}

/** A step of a selective state space: a window of a convolution, and a state that decays and is added to. */
export function selectiveStateSpace(): ModelSpec {
  const [channels, taps, states] = [24, 4, 6];
  return {
    opset: 18,
    inputs: [ids(1), value('window', float, ['N', channels, taps]), value('state', float, ['N', channels, states])],
    outputs: ['logits', 'window2', 'state2'],
    initializers: [
      weight('words', float, [words, width]),
      weight('in', float, [width, channels]),
      weight('taps', float, [channels, taps]),
      weight('rate', float, [channels, channels]),
      weight('decay', float, [channels, states]),
      weight('b', float, [channels, states]),
      weight('out', float, [channels, words]),
      ...[-1, 1, 2, 9].map((number) => constant(`c${number}`, 'int64', [1], [number])),
    ],
    nodes: [
      embedded(),
      node('MatMul', ['x', 'in'], ['xi']),
      node('Transpose', ['xi'], ['xt'], { perm: [0, 2, 1] }),
      node('Slice', ['window', 'c1', 'c9', 'c2'], ['later']),
      node('Concat', ['later', 'xt'], ['window2'], { axis: 2 }),
      node('Mul', ['window2', 'taps'], ['weighted']),
      node('ReduceSum', ['weighted', 'c2'], ['u'], { keepdims: 0 }),
      node('MatMul', ['u', 'rate'], ['r']),
      node('Unsqueeze', ['r', 'c-1'], ['r3']),
      node('Mul', ['r3', 'decay'], ['d']),
      node('Exp', ['d'], ['kept']),
      node('Mul', ['kept', 'state'], ['held']),
      node('MatMul', ['u', 'b'], ['bu']),
      node('Unsqueeze', ['bu', 'c1'], ['bu3']),
      node('Mul', ['r3', 'bu3'], ['added']),
      node('Add', ['held', 'added'], ['state2']),
      node('ReduceSum', ['state2', 'c2'], ['y'], { keepdims: 0 }),
      node('MatMul', ['y', 'out'], ['logits']),
    ],
  };
}

/** A gated recurrent unit spelled out. */
export function gatedUnit(): ModelSpec {
  return {
    opset: 17,
    inputs: [value('x', float, ['N', width]), value('h', float, ['N', width])],
    outputs: ['y', 'h2'],
    initializers: [
      ...['wz', 'wn', 'uz', 'un'].map((name) => weight(name, float, [width, width])),
      weight('out', float, [width, words]),
      constant('one', float, [], [1]),
    ],
    nodes: [
      ...['z', 'n'].flatMap((name) => [
        node('MatMul', ['x', `w${name}`], [`x${name}`]),
        node('MatMul', ['h', `u${name}`], [`h${name}`]),
        node('Add', [`x${name}`, `h${name}`], [`s${name}`]),
      ]),
      node('Sigmoid', ['sz'], ['z']),
      node('Tanh', ['sn'], ['n']),
      node('Sub', ['one', 'z'], ['rest']),
      node('Mul', ['rest', 'n'], ['new']),
      node('Mul', ['z', 'h'], ['old']),
      node('Add', ['new', 'old'], ['h2']),
      node('MatMul', ['h2', 'out'], ['y']),
    ],
  };
}

/** A recurrent layer over words, or over what is no word. */
export function recurrent(input: 'words' | 'samples'): ModelSpec {
  return {
    opset: 17,
    inputs: [
      input === 'words' ? value('ids', 'int64', ['T', 'N']) : value('x', float, ['T', 'N', width]),
      ...['h0', 'c0'].map((name) => value(name, float, [1, 'N', 16])),
    ],
    outputs: ['y', 'h1', 'c1'],
    initializers: [
      weight('words', float, [words, width]),
      weight('w', float, [1, 64, width]),
      weight('r', float, [1, 64, 16]),
    ],
    nodes: [
      ...(input === 'words' ? [embedded()] : []),
      node('LSTM', ['x', 'w', 'r', '', '', 'h0', 'c0'], ['y', 'h1', 'c1'], { hidden_size: 16 }),
    ],
  };
}

/** Layers of attention whose caches end in one dimension; of each the number of places that its window holds, if any. */
export function windowedLayers(windows: readonly (number | undefined)[]): ModelSpec {
  const each = windows.map((window, layer) => ({ window, at: (name: string) => `${name}_${layer}` }));
  const extended = (window: number | undefined, [past, now, all]: readonly [string, string, string]) =>
    window === undefined
      ? [node('Concat', [past, now], [all], { axis: 2 })]
      : [
          node('Concat', [past, now], [`${all}_long`], { axis: 2 }),
          node('Slice', [`${all}_long`, `last_${window}`, 'end', 'axis'], [all]),
        ];
  return {
    opset: 18,
    inputs: [
      ids(),
      ...each.flatMap(({ at }) => ['pk', 'pv'].map((name) => value(at(name), float, ['N', heads, 'P', head]))),
    ],
    outputs: ['logits', ...each.flatMap(({ at }) => [at('k2'), at('v2')])],
    initializers: [
      ...constants,
      ...[...new Set(windows)].flatMap((window) =>
        window === undefined ? [] : [constant(`last_${window}`, 'int64', [1], [-window])],
      ),
      constant('end', 'int64', [1], [Number.MAX_SAFE_INTEGER]),
      constant('axis', 'int64', [1], [2]),
    ],
    nodes: [
      node('Gather', ['words', 'ids'], ['x_in']),
      ...each.flatMap(({ window, at }, layer) => {
        const input = layer === 0 ? 'x_in' : `a_${layer - 1}`;
        return [
          ...['q', 'k', 'v'].flatMap((name) => projected(input, name, at(name))),
          ...extended(window, [at('pk'), at('k'), at('k2')]),
          ...extended(window, [at('pv'), at('v'), at('v2')]),
          ...attended(at('q'), at('k2'), at('v2'), at('a')),
        ];
      }),
      node('MatMul', [`a_${windows.length - 1}`, 'out'], ['logits']),
    ],
  };
}

/** A step of a state space and a layer of attention over a cache, in one model. */
export function hybridDecoder(): ModelSpec {
  const { inputs = [], outputs = [], initializers = [], nodes } = selectiveStateSpace();
  const cache = ['N', heads, 'P', head];
  const own = new Set(initializers.map(({ name }) => name));
  return {
    opset: 18,
    inputs: [...inputs, value('pk', float, cache), value('pv', float, cache)],
    outputs: [...outputs, 'probabilities', 'k2', 'v2'],
    initializers: [...initializers, ...constants.filter(({ name }) => !own.has(name))],
    nodes: [
      ...nodes,
      ...['q', 'k', 'v'].flatMap((name) => projected('x', name, name)),
      node('Concat', ['pk', 'k'], ['k2'], { axis: 2 }),
      node('Concat', ['pv', 'v'], ['v2'], { axis: 2 }),
      ...attended('q', 'k2', 'v2', 'a'),
      node('Softmax', ['a'], ['probabilities'], { axis: -1 }),
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
