import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../../fixtures/build/model.js';
import { bind } from '../../../src/dim/index.js';
import { analyseModel, layerOf, plain } from '../../testers/analyse-model.js';

const heads = 2;
const size = 8;

type See = (query: number, key: number) => boolean;

/** The nodes that make a mask `seen` of truth values, from `row` [T, 1] and `column` [1, T]. */
interface Graph {
  readonly nodes: readonly ReturnType<typeof node>[];
  readonly see: See;
}

const number = (name: string, at: number) => constant(name, 'int64', [], [at]);
const window = 5;
const difference = node('Sub', ['row', 'column'], ['difference']);
const causal = node('LessOrEqual', ['column', 'row'], ['causal']);
const near = node('Less', ['difference', 'window'], ['near']);

const graphs: Readonly<Record<string, Graph>> = {
  'a sliding window': {
    nodes: [causal, difference, near, node('And', ['causal', 'near'], ['seen'])],
    see: (query, key) => key <= query && query - key < window,
  },
  'a sliding window as what is not too far and not later': {
    nodes: [
      difference,
      node('GreaterOrEqual', ['difference', 'window'], ['far']),
      node('Greater', ['column', 'row'], ['later']),
      node('Or', ['far', 'later'], ['hidden']),
      node('Not', ['hidden'], ['seen']),
    ],
    see: (query, key) => key <= query && query - key < window,
  },
  'a window to both sides': {
    nodes: [difference, node('Abs', ['difference'], ['distance']), node('Less', ['distance', 'window'], ['seen'])],
    see: (query, key) => Math.abs(query - key) < window,
  },
  'a window besides sinks': {
    nodes: [
      causal,
      difference,
      near,
      node('Less', ['column', 'sinks'], ['first']),
      node('Or', ['near', 'first'], ['kept']),
      node('And', ['kept', 'causal'], ['seen']),
    ],
    see: (query, key) => key <= query && (query - key < window || key < 3),
  },
  'causal alone': { nodes: [node('Identity', ['causal'], ['seen']), causal], see: (query, key) => key <= query },
  chunks: {
    nodes: [
      causal,
      node('Div', ['row', 'window'], ['chunk_of_row']),
      node('Div', ['column', 'window'], ['chunk_of_column']),
      node('Equal', ['chunk_of_row', 'chunk_of_column'], ['same']),
      node('And', ['causal', 'same'], ['seen']),
    ],
    see: (query, key) => key <= query && Math.floor(query / window) === Math.floor(key / window),
  },
};

function attended(
  { nodes }: Graph,
  length: number | string,
  { isAdded = false, at = undefined as number | undefined, operator = 'Attention' } = {},
) {
  const qkv = (name: string) =>
    value(name, 'float32', operator === 'Attention' ? [1, heads, length, size] : [1, length, heads * size]);
  const isMicrosoft = operator !== 'Attention';
  const mask = isAdded || isMicrosoft ? 'addend' : 'mask';
  const analysis = analyseModel(
    {
      opset: 23,
      inputs: [qkv('q'), qkv('k'), qkv('v')],
      outputs: ['y'],
      nodes: [
        node('Shape', ['q'], ['lengths'], isMicrosoft ? { start: 1, end: 2 } : { start: 2, end: 3 }),
        node('Squeeze', ['lengths'], ['length']),
        node('Range', ['zero', 'length', 'one'], ['places']),
        node('Unsqueeze', ['places', 'last'], ['row']),
        node('Unsqueeze', ['places', 'front'], ['column']),
        ...nodes,
        node('Unsqueeze', ['seen', 'both'], ['mask']),
        node('Where', ['mask', 'none', 'least'], ['addend']),
        isMicrosoft
          ? node(
              operator,
              ['q', 'k', 'v', '', '', mask],
              ['y'],
              { num_heads: heads },
              {
                name: 'attention',
                domain: 'com.microsoft',
              },
            )
          : node('Attention', ['q', 'k', 'v', mask], ['y'], {}, { name: 'attention' }),
      ],
      initializers: [
        number('zero', 0),
        number('one', 1),
        number('window', window),
        number('sinks', 3),
        constant('last', 'int64', [1], [1]),
        constant('front', 'int64', [1], [0]),
        constant('both', 'int64', [2], [0, 1]),
        constant('none', 'float32', [], [0]),
        constant('least', 'float32', [], [-Infinity]),
      ],
    },
    at === undefined ? {} : { dims: new Map([['T', at]]) },
  );
  expect(analysis.diagnostics).toEqual([]);
  return layerOf(analysis, 'attention').macs;
}

/** The keys of the row that lets through most. */
function mostSeen(see: See, length: number): number {
  let most = 0;
  for (let query = 0; query < length; query += 1) {
    let inRow = 0;
    for (let key = 0; key < length; key += 1) if (see(query, key)) inRow += 1;
    most = Math.max(most, inRow);
  }
  return most;
}

const products = (length: number, seen: number): number => heads * length * seen * (size + size);

describe.each(Object.entries(graphs))('a mask that the graph makes: %s', (_, graph) => {
  it.each([4, 8, 64, 300])('counts what the most open row of %i lets through', (length) => {
    const wanted = products(length, mostSeen(graph.see, length));
    expect(attended(graph, length)).toBe(wanted);
    expect(attended(graph, length, { isAdded: true })).toBe(wanted);
    expect(attended(graph, length, { operator: 'MultiHeadAttention' })).toBe(wanted);
  });

  it('counts the same with an open length, bound later', () => {
    const formula = attended(graph, 'T') ?? 0;
    for (const at of [4, 64, 300]) {
      const wanted = products(at, mostSeen(graph.see, at));
      expect(attended(graph, 'T', { at })).toBe(wanted);
      expect(bind(formula, new Map([['T', at]]))).toBe(wanted);
    }
  });
});

describe('a window of an open length', () => {
  it('is a formula', () => {
    const graph = graphs['a sliding window'];
    expect(plain(graph && attended(graph, 'T'))).toBe('32*T*min(T, 5)');
  });

  it('costs no more where it is long', () => {
    const graph = graphs['a sliding window'];
    expect(graph && attended(graph, 4096)).toBe(products(4096, window));
  });
});
