import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { attended, constants, embedded, ids, projected, sizes } from './parts.js';

const { width, heads, head, words } = sizes;
const float = 'float32';

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

/**
 * A step of an LSTM with exponential gates: its cell, the sum of its gates, and the greatest gate so far in logarithms
 * are kept; its hidden value is only multiplied. Under names that say nothing.
 */
export function exponentialGates(layers: number): ModelSpec {
  const each = [...Array(layers).keys()];
  const states = ['h', 'c', 'n', 'm'];
  const all = each.flatMap((layer) => states.map((state) => `${state}${layer}`));
  return {
    opset: 18,
    inputs: [ids(1), ...all.map((name) => value(name, float, ['N', width]))],
    outputs: ['logits', ...all.map((name) => `${name}_next`)],
    initializers: [
      weight('words', float, [words, width]),
      weight('out', float, [width, words]),
      constant('first', 'int64', [1], [1]),
      ...each.flatMap((layer) =>
        ['w', 'u'].flatMap((kind) =>
          ['z', 'i', 'f'].map((gate) => weight(`${kind}${gate}${layer}`, float, [width, width])),
        ),
      ),
    ],
    nodes: [
      embedded(),
      node('Squeeze', ['x', 'first'], ['y-1']),
      ...each.flatMap((layer) => {
        const at = (name: string) => `${name}${layer}`;
        return [
          ...['z', 'i', 'f'].flatMap((gate) => [
            node('MatMul', [`y${layer - 1}`, at(`w${gate}`)], [at(`x${gate}_`)]),
            node('MatMul', [at('h'), at(`u${gate}`)], [at(`h${gate}_`)]),
            node('Add', [at(`x${gate}_`), at(`h${gate}_`)], [at(`${gate}_`)]),
          ]),
          node('Add', [at('f_'), at('m')], [at('kept_')]),
          node('Max', [at('kept_'), at('i_')], [`${at('m')}_next`]),
          node('Sub', [at('kept_'), `${at('m')}_next`], [at('log_f_')]),
          node('Sub', [at('i_'), `${at('m')}_next`], [at('log_i_')]),
          node('Exp', [at('log_f_')], [at('forget_')]),
          node('Exp', [at('log_i_')], [at('input_')]),
          ...['c', 'n'].flatMap((state) => [
            node('Mul', [at('forget_'), at(state)], [at(`${state}_held_`)]),
            ...(state === 'c' ? [node('Mul', [at('input_'), at('z_')], [at('c_new_')])] : []),
            node('Add', [at(`${state}_held_`), at(state === 'c' ? 'c_new_' : 'input_')], [`${at(state)}_next`]),
          ]),
          node('Div', [`${at('c')}_next`, `${at('n')}_next`], [`${at('h')}_next`]),
          node('Identity', [`${at('h')}_next`], [`y${layer}`]),
        ];
      }),
      node('MatMul', [`y${layers - 1}`, 'out'], ['logits']),
    ],
  };
}
