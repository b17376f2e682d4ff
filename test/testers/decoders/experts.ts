import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, own, sizes } from './parts.js';

const { width, heads, head } = sizes;
const float = 'float32';

/** The experts of the mixtures below, those that a token is sent to, and the width inside one. */
export const mixture = { experts: 8, chosen: 2, inner: 48 } as const;

const { experts, chosen, inner } = mixture;

/** How an exporter writes which tokens are sent to an expert. */
export type Routing = 'one-hot' | 'compared' | 'compared with all' | 'scores';

const shared: readonly Initializer[] = [
  weight('gate', float, [width, experts]),
  constant('chosen', 'int64', [1], [chosen]),
  constant('depth', 'int64', [], [experts]),
  constant('off_on', 'int64', [2], [0, 1]),
  constant('numbers', 'int64', [experts], [...Array(experts).keys()]),
  constant('flat', 'int64', [2], [-1, width]),
  constant('last', 'int64', [1], [-1]),
  constant('halves', 'int64', [2], [1, 1]),
  constant('nothing', float, [1], [0]),
  constant('low', float, [], [0.1]),
];

/** A softmax over the experts and the best of them for each token, and what the tokens of an expert are read from. */
function routed(routing: Routing): readonly NodeSpec[] {
  const mask: Readonly<Record<Routing, readonly NodeSpec[]>> = {
    'one-hot': [
      node('OneHot', ['choices', 'depth', 'off_on'], ['hot']),
      node('Transpose', ['hot'], ['mask'], { perm: [2, 1, 0] }),
    ],
    compared: [],
    'compared with all': [
      node('Unsqueeze', ['choices', 'last'], ['choices_last']),
      node('Equal', ['choices_last', 'numbers'], ['hot']),
      node('Cast', ['hot'], ['whole'], { to: 7 }),
      node('Transpose', ['whole'], ['mask'], { perm: [2, 1, 0] }),
    ],
    scores: [node('Greater', ['probabilities', 'low'], ['above']), node('Transpose', ['above'], ['mask'])],
  };
  return [
    node('Reshape', ['a', 'flat'], ['tokens']),
    node('MatMul', ['tokens', 'gate'], ['scores']),
    node('Softmax', ['scores'], ['probabilities'], { axis: -1 }),
    node('TopK', ['probabilities', 'chosen'], ['shares_of', 'choices'], { axis: -1 }),
    ...mask[routing],
    node('Shape', ['tokens'], ['size']),
    node('Expand', ['nothing', 'size'], ['sum_0']),
  ];
}

/** The tokens that are sent to an expert, through it, and added to where they came from. */
function throughExpert(routing: Routing, expert: number): readonly NodeSpec[] {
  const at = (name: string): string => `${name}_${expert}`;
  const [token, choice] = routing === 'compared' ? ['first', 'second'] : ['second', 'first'];
  return [
    ...(routing === 'compared'
      ? [node('Equal', ['choices', at('number')], [at('mine')])]
      : [node('Gather', ['mask', at('number')], [at('mine')], { axis: 0 })]),
    node('NonZero', [at('mine')], [at('found')], {}, { name: at('expert') }),
    node('Transpose', [at('found')], [at('rows')], { perm: [1, 0] }),
    ...(routing === 'scores'
      ? [node('Identity', [at('rows')], [at('second')])]
      : [node('Split', [at('rows'), 'halves'], [at('first'), at('second')], { axis: 1 })]),
    node('Squeeze', [at(token), 'last'], [at('places')]),
    node('Gather', ['tokens', at('places')], [at('given')], { axis: 0 }),
    node('MatMul', [at('given'), at('gate_of')], [at('gated')]),
    node('Sigmoid', [at('gated')], [at('opened')]),
    node('Mul', [at('gated'), at('opened')], [at('swish')]),
    node('MatMul', [at('given'), at('up')], [at('raised')]),
    node('Mul', [at('swish'), at('raised')], [at('product')]),
    node('MatMul', [at('product'), at('down')], [at('lowered')]),
    ...(routing === 'scores'
      ? [node('Identity', [at('lowered')], [at('weighted')])]
      : [
          node('Concat', [at(token), at(choice)], [at('pairs')], { axis: -1 }),
          node('GatherND', ['shares_of', at('pairs')], [at('share')]),
          node('Unsqueeze', [at('share'), 'last'], [at('column')]),
          node('Mul', [at('lowered'), at('column')], [at('weighted')]),
        ]),
    node('ScatterND', [`sum_${expert}`, at(token), at('weighted')], [`sum_${expert + 1}`], { reduction: 'add' }),
  ];
}

/**
 * A decoder with a layer of attention and a mixture whose experts run one after another over the tokens that a NonZero
 * finds for each, as torch.onnx writes Mixtral, Qwen2-MoE, PhiMoE and OLMoE.
 */
export function loopedExperts(routing: Routing): ModelSpec {
  const cache = ['N', heads, 'P', head];
  const all = [...Array(experts).keys()];
  return {
    opset: 18,
    inputs: [ids(), value('pk', float, cache), value('pv', float, cache)],
    outputs: ['logits', 'k2', 'v2'],
    initializers: [
      ...constants,
      ...shared,
      ...all.flatMap((expert) => [
        constant(`number_${expert}`, 'int64', [], [expert]),
        ...['gate_of', 'up'].map((name) => weight(`${name}_${expert}`, float, [width, inner])),
        weight(`down_${expert}`, float, [inner, width]),
      ]),
    ],
    nodes: [
      embedded(),
      ...own(),
      node('Concat', ['pk', 'k'], ['k2'], { axis: 2 }),
      node('Concat', ['pv', 'v'], ['v2'], { axis: 2 }),
      ...attended('q', 'k2', 'v2', 'a'),
      ...routed(routing),
      ...all.flatMap((expert) => throughExpert(routing, expert)),
      node('MatMul', [`sum_${experts}`, 'out'], ['logits']),
    ],
  };
}

/** A mixture of which the weights of the chosen experts are picked for each token: `W[chosen]`. */
export function pickedExperts(): ModelSpec {
  return {
    opset: 18,
    inputs: [ids()],
    outputs: ['logits'],
    initializers: [
      ...constants,
      ...shared,
      weight('up', float, [experts, width, inner]),
      weight('down', float, [experts, inner, width]),
      constant('row', 'int64', [4], [-1, 1, 1, width]),
      constant('places', 'int64', [2], [1, 2]),
    ],
    nodes: [
      embedded(),
      node('Reshape', ['x', 'flat'], ['tokens']),
      node('MatMul', ['tokens', 'gate'], ['scores']),
      node('TopK', ['scores', 'chosen'], ['shares_of', 'choices'], { axis: -1 }),
      node('Gather', ['up', 'choices'], ['up_chosen'], { axis: 0 }),
      node('Gather', ['down', 'choices'], ['down_chosen'], { axis: 0 }),
      node('Reshape', ['tokens', 'row'], ['rows']),
      node('MatMul', ['rows', 'up_chosen'], ['raised']),
      node('Relu', ['raised'], ['positive']),
      node('MatMul', ['positive', 'down_chosen'], ['lowered']),
      node('ReduceSum', ['lowered', 'places'], ['summed'], { keepdims: 0 }),
      node('MatMul', ['summed', 'out'], ['logits']),
    ],
  };
}
