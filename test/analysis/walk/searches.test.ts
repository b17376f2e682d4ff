import { describe, expect, it } from 'vitest';
import { constant, graph, node, value, weight } from '../../../fixtures/build/model.js';
import type { GraphSpec, ModelSpec } from '../../../fixtures/build/model.js';
import { symbolsOf } from '../../../src/dim/index.js';
import { carriedStatesOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const [width, heads, words, longest, beams] = [32, 4, 100, 20, 3];
const microsoft = 'com.microsoft';
const int32 = (name: string, number: number) => constant(name, 'int32', [1], [number]);

/** One layer of a GPT-2 over its cache. */
const decoder: GraphSpec = {
  inputs: [
    value('input_ids', 'int32', ['B', 'S']),
    value('position_ids', 'int32', ['B', 'S']),
    value('attention_mask', 'int32', ['B', 'T']),
    value('past_0', 'float32', [2, 'B', heads, 'P', width / heads]),
  ],
  outputs: ['logits', 'present_0'],
  initializers: [
    weight('table', 'float32', [words, width]),
    weight('qkv', 'float32', [width, 3 * width]),
    weight('bias', 'float32', [3 * width]),
    weight('head', 'float32', [width, words]),
  ],
  nodes: [
    node('Gather', ['table', 'input_ids'], ['x']),
    node(
      'Attention',
      ['x', 'qkv', 'bias', 'attention_mask', 'past_0'],
      ['a', 'present_0'],
      { num_heads: heads, unidirectional: 1 },
      { domain: microsoft },
    ),
    node('MatMul', ['a', 'head'], ['logits']),
  ],
};

function search(opType: string, inputs: readonly string[]): ModelSpec {
  return {
    opset: 17,
    inputs: [value('ids', 'int32', ['N', 'S'])],
    outputs: ['sequences'],
    initializers: [
      int32('longest', longest),
      int32('shortest', 1),
      int32('beams', beams),
      int32('one', 1),
      constant('penalty', 'float32', [1], [1]),
    ],
    nodes: [
      node(opType, [...inputs], ['sequences'], { decoder: graph(decoder), model_type: 0 }, { domain: microsoft }),
    ],
  };
}

describe('a cache that grows as a search goes on', () => {
  const linear = 3 * width * width + width * words;
  /** A prompt through the decoder, then a token at a time up to the longest, each over the tokens before it and itself. */
  const byHand = (rows: number, prompt: number): number => {
    let sum = prompt * linear + 2 * width * prompt * prompt;
    for (let past = prompt; past < longest - 1; past++) sum += linear + 2 * width * (past + 1);
    return rows * sum;
  };

  it.each([
    ['GreedySearch', ['ids', 'longest', 'shortest', 'penalty'], 1],
    ['BeamSearch', ['ids', 'longest', 'shortest', 'beams', 'one', 'penalty', 'penalty'], beams],
  ])('is summed over the steps of %s', (opType, inputs, rows) => {
    const spec = search(opType, inputs);
    for (const prompt of [1, 6, longest - 1]) {
      const { totals } = analyseModel(spec, {
        dims: new Map([
          ['N', 2],
          ['S', prompt],
        ]),
      });
      expect(plain(totals.macs)).toBe(2 * byHand(rows, prompt));
    }
    // Open, all depends on the prompt alone.
    const { totals } = analyseModel(spec);
    for (const figure of [totals.macs, totals.peakBytes]) {
      expect(figure).toBeDefined();
      expect([...symbolsOf(figure ?? 0)].toSorted()).toEqual(['N', 'S']);
    }
  });
});

describe('the words of a search', () => {
  it('are no state: the search does not go on where another ended', () => {
    const made = search('GreedySearch', ['ids', 'most', 'shortest', 'penalty']);
    const analysis = analyseModel({ ...made, inputs: [...(made.inputs ?? []), value('most', 'int32', [1])] });
    expect(carriedStatesOf(analysis)).toEqual([]);
  });
});
