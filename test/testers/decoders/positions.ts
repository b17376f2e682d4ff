import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, projected, sizes } from './parts.js';

const { width, heads, head } = sizes;
const float = 'float32';

/** The lengths of the past, of what is new, and of both. */
const lengths: readonly NodeSpec[] = [
  node('Shape', ['pk'], ['past'], { start: 2, end: 3 }),
  node('Shape', ['ids'], ['new'], { start: 1, end: 2 }),
  node('Add', ['past', 'new'], ['all']),
];

/** A layer of attention over `x`, whose scores a bias may be added to. */
function layer(x: string, bias?: string): readonly NodeSpec[] {
  const nodes = attended('q', 'k2', 'v2', 'a');
  return [
    ...['q', 'k', 'v'].flatMap((name) => projected(x, name, name)),
    node('Concat', ['pk', 'k'], ['k2'], { axis: 2 }),
    node('Concat', ['pv', 'v'], ['v2'], { axis: 2 }),
    ...(bias === undefined
      ? nodes
      : nodes.flatMap((each) =>
          each.opType === 'Softmax'
            ? [node('Add', ['a_scores', bias], ['biased']), node('Softmax', ['biased'], ['a_shares'], { axis: -1 })]
            : [each],
        )),
    node('MatMul', ['a', 'out'], ['logits']),
  ];
}

function decoder(length: string | number, nodes: readonly NodeSpec[], initializers: readonly Initializer[]) {
  const cache = ['N', heads, 'P', head];
  return {
    opset: 18,
    inputs: [ids(length), value('pk', float, cache), value('pv', float, cache)],
    outputs: ['logits', 'k2', 'v2'],
    initializers: [...constants, ...initializers],
    nodes: [...lengths, embedded(), ...nodes],
  };
}

/** Positions that a Slice takes out of a table of so many rows, from the past's length on, as Whisper's. */
export function slicedPositions(rows: number, length: string | number = 'S'): ModelSpec {
  return decoder(
    length,
    [node('Slice', ['positions', 'past', 'all'], ['here']), node('Add', ['x', 'here'], ['x_in']), ...layer('x_in')],
    [weight('positions', float, [rows, width])],
  );
}

/**
 * A bias that a table gives for the distance of each two places, past ones included, of which a Slice then takes the
 * last rows, as T5's decoders with a past. A second state is made of what came of it.
 */
export function relativeBias(buckets: number): ModelSpec {
  const spec = decoder(
    'S',
    [
      node('Squeeze', ['all'], ['count']),
      node('Range', ['zero', 'count', 'one'], ['places']),
      node('Unsqueeze', ['places', 'first'], ['rows']),
      node('Sub', ['places', 'rows'], ['distances']),
      node('Clip', ['distances', 'zero', 'last_bucket'], ['bucket']),
      node('Gather', ['distance_bias', 'bucket'], ['bias_last']),
      node('Transpose', ['bias_last'], ['bias_all'], { perm: [2, 0, 1] }),
      node('Neg', ['new'], ['from']),
      node('Slice', ['bias_all', 'from', 'end', 'first'], ['bias']),
      ...layer('x', 'bias'),
      node('MatMul', ['a', 'w_k'], ['seen']),
      node('Concat', ['p2', 'seen'], ['s2'], { axis: 1 }),
    ],
    [
      weight('distance_bias', float, [buckets, heads]),
      constant('zero', 'int64', [], [0]),
      constant('one', 'int64', [], [1]),
      constant('last_bucket', 'int64', [], [buckets - 1]),
      constant('end', 'int64', [1], [Number.MAX_SAFE_INTEGER]),
    ],
  );
  return {
    ...spec,
    inputs: [...spec.inputs, value('p2', float, ['N', 'P', width])],
    outputs: [...spec.outputs, 's2'],
  };
}
