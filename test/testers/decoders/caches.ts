import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import type { ValueInfo } from '../../../src/ir/index.js';
import { attended, constants, embedded, ids, own, projected, sizes } from './parts.js';

const { width, heads, groups, head, words } = sizes;
const float = 'float32';

/**
 * Caches that hold the heads of all samples in one axis, keys with their places last, as BLOOM's: the axis has a name
 * of its own, or is a product.
 */
export function joinedBatch(axis = 'N_x_heads'): ModelSpec {
  const joined = (name: string, shape: string) => node('Reshape', [name, shape], [`${name}_j`]);
  return {
    opset: 18,
    inputs: [ids(), value('pk', float, [axis, head, 'P']), value('pv', float, [axis, 'P', head])],
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

/** Caches whose places come first, then the samples, as ChatGLM's. */
export function placesFirst(): ModelSpec {
  const cache = ['P', 'N', heads, head];
  const turned = (name: string, perm: readonly number[]) => node('Transpose', [name], [`${name}_t`], { perm });
  return {
    opset: 18,
    inputs: [ids(), value('mask', 'int64', ['N', 'P + S']), value('pk', float, cache), value('pv', float, cache)],
    outputs: ['logits', 'k2', 'v2'],
    initializers: constants,
    nodes: [
      node('Gather', ['words', 'ids'], ['rows']),
      node('Transpose', ['rows'], ['x'], { perm: [1, 0, 2] }),
      ...['q', 'k', 'v'].flatMap((name) => [
        node('MatMul', ['x', `w_${name}`], [`${name}_p`]),
        node('Reshape', [`${name}_p`, 'split'], [name]),
      ]),
      node('Concat', ['pk', 'k'], ['k2'], { axis: 0 }),
      node('Concat', ['pv', 'v'], ['v2'], { axis: 0 }),
      turned('q', [1, 2, 0, 3]),
      turned('k2', [1, 2, 3, 0]),
      turned('v2', [1, 2, 0, 3]),
      node('MatMul', ['q_t', 'k2_t'], ['scores']),
      node('Softmax', ['scores'], ['shares']),
      node('MatMul', ['shares', 'v2_t'], ['h']),
      node('Transpose', ['h'], ['back'], { perm: [2, 0, 1, 3] }),
      node('Reshape', ['back', 'join'], ['a']),
      node('MatMul', ['a', 'out'], ['last']),
      node('Transpose', ['last'], ['logits'], { perm: [1, 0, 2] }),
    ],
  };
}

/** A buffer of `room` places into which TensorScatter writes; an input may tell how many are filled. */
export function scatteredCache(
  room: string | number,
  length: string | number = 'S',
  filled?: 'told by an input',
): ModelSpec {
  const cache = ['N', heads, room, head];
  return {
    opset: 24,
    inputs: [
      ids(length),
      value('at', 'int64', ['N']),
      ...(filled === undefined ? [] : [value('filled', 'int64', ['N'])]),
      value('pk', float, cache),
      value('pv', float, cache),
    ],
    outputs: ['logits', 'k2', 'v2'],
    initializers: constants,
    nodes: [
      embedded(),
      ...own(),
      node('TensorScatter', ['pk', 'k', 'at'], ['k2'], { axis: 2 }),
      node('TensorScatter', ['pv', 'v', 'at'], ['v2'], { axis: 2 }),
      node('Attention', ['q', 'k2', 'v2', ...(filled === undefined ? [] : ['', '', '', 'filled'])], ['h']),
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

/** Layers of attention whose caches end in one dimension; of each, how many places its window holds, if any. */
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
