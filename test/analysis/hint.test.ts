import { describe, expect, it } from 'vitest';
import { constant, graph, node, value } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { bindingFlags } from '../../src/analysis/hint.js';
import { analyseModel } from '../testers/analyse-model.js';

const flagsOf = (spec: ModelSpec): readonly string[] =>
  bindingFlags(analyseModel(spec)).map(({ option, name, value: given }) => `${option} ${name}=${given}`);
const relu = (inputs: NonNullable<ModelSpec['inputs']>): readonly string[] =>
  flagsOf({
    opset: 17,
    inputs,
    outputs: inputs.map(({ name }) => `${name}_out`),
    nodes: inputs.map(({ name }) => node('Relu', [name], [`${name}_out`])),
  });

describe('the options that close what is open', () => {
  it('have sizes that people use: one batch, the side of an image, a sequence', () => {
    expect(relu([value('x', 'float32', ['N', 3, 'H', 'W'])])).toEqual(['--dim N=1', '--dim H=224', '--dim W=224']);
    expect(relu([value('x', 'float32', ['batch_size', 'max_seq_len_in_batch'])])).toEqual([
      '--dim batch_size=1',
      '--dim max_seq_len_in_batch=128',
    ]);
    expect(relu([value('x', 'float32', ['a', 'd', 'c', 3])])).toEqual(['--dim a=1', '--dim d=224', '--dim c=224']);
    expect(relu([value('x', 'float32', ['a', 3, 't', 'c', 'd'])])).toEqual([
      '--dim a=1',
      '--dim t=16',
      '--dim c=224',
      '--dim d=224',
    ]);
    expect(relu([value('ids', 'int64', ['batch_size', 'sequence'])])).toEqual([
      '--dim batch_size=1',
      '--dim sequence=128',
    ]);
    expect(relu([value('audio', 'float32', [1, 'T'])])).toEqual(['--dim T=16000']);
  });

  it('are larger where a window would not fit, and smaller where a table would end', () => {
    const pooled = (size: number): readonly string[] =>
      flagsOf({
        opset: 17,
        inputs: [value('x', 'float32', [1, 1, 'T'])],
        outputs: ['y'],
        nodes: [node('MaxPool', ['x'], ['y'], { kernel_shape: [size] })],
      });
    expect(pooled(16)).toEqual(['--dim T=128']);
    expect(pooled(1000)).toEqual(['--dim T=1024']);
    const table = flagsOf({
      opset: 17,
      inputs: [value('x', 'float32', [1, 'T'])],
      outputs: ['y'],
      initializers: [
        constant('ten', 'int64', [1], [10]),
        constant('one', 'int64', [1], [1]),
        constant('table', 'float32', [10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      ],
      nodes: [node('Shape', ['x'], ['t'], { start: 1 }), node('Slice', ['table', 't', 'ten'], ['y'])],
    });
    expect(table).toEqual(['--dim T=8']);
  });

  it('come first for the inputs: what they decide is not offered beside them', () => {
    const spec = (size: number | string): ModelSpec => ({
      opset: 17,
      inputs: [value('x', 'float32', [size])],
      outputs: ['z'],
      nodes: [node('NonZero', ['x'], ['y']), node('Relu', ['y'], ['z'])],
    });
    expect(flagsOf(spec('N'))).toEqual(['--dim N=1']);
    expect(flagsOf(spec(8))).toEqual(['--dim NonZero_0_count=8']);
    expect(flagsOf(spec(8000))).toEqual(['--dim NonZero_0_count=100']);
  });

  it('are values where a small input decides, and where they close something', () => {
    const body = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [8])],
      outputs: ['go', 't'],
      nodes: [node('Relu', ['s'], ['t'])],
    };
    const looped = flagsOf({
      opset: 17,
      inputs: [value('n', 'int64', []), value('x', 'float32', [8])],
      outputs: ['y'],
      nodes: [node('Loop', ['n', '', 'x'], ['y'], { body: graph(body) })],
    });
    expect(looped).toEqual(['--value n=4']);
    const suppressed = flagsOf({
      opset: 17,
      inputs: [value('b', 'float32', [1, 9, 4]), value('s', 'float32', [1, 1, 9]), value('most', 'int64', [1])],
      outputs: ['y'],
      nodes: [node('NonMaxSuppression', ['b', 's', 'most'], ['y'], {}, { name: 'nms' })],
    });
    expect(suppressed).toEqual(['--dim nms_count=9']);
  });

  it('are the lengths that an input of them says, where nothing else is open', () => {
    const cache = value('cache', 'float16', [1, 16, 4, 8]);
    const paged = flagsOf({
      opset: 21,
      domains: { 'com.microsoft': 1 },
      inputs: [
        value('q', 'float16', [6, 4 * 8]),
        value('k', 'float16', [6, 4 * 8]),
        value('v', 'float16', [6, 4 * 8]),
        cache,
        { ...cache, name: 'cache_v' },
        value('sums', 'int32', [2]),
        value('past', 'int32', [1]),
        value('table', 'int32', [1, 1]),
      ],
      outputs: ['y'],
      nodes: [
        node(
          'PagedAttention',
          ['q', 'k', 'v', 'cache', 'cache_v', 'sums', 'past', 'table'],
          ['y'],
          { num_heads: 4, kv_num_heads: 4 },
          { domain: 'com.microsoft' },
        ),
      ],
    });
    expect(paged).toEqual([expect.stringMatching(/^--dim past_\w+=\d+$/u)]);
  });

  it('hold one sequence in the pages of a cache, and say its length', () => {
    const pages = value('cache', 'float16', ['blocks', 'block_size', 4, 8]);
    const flags = flagsOf({
      opset: 21,
      domains: { 'com.microsoft': 1 },
      inputs: [
        value('q', 'float16', ['tokens', 4 * 8]),
        value('k', 'float16', ['tokens', 4 * 8]),
        value('v', 'float16', ['tokens', 4 * 8]),
        pages,
        { ...pages, name: 'cache_v' },
        value('sums', 'int32', [2]),
        value('past', 'int32', [1]),
        value('table', 'int32', [1, 'most_blocks']),
      ],
      outputs: ['y'],
      nodes: [
        node(
          'PagedAttention',
          ['q', 'k', 'v', 'cache', 'cache_v', 'sums', 'past', 'table'],
          ['y'],
          { num_heads: 4, kv_num_heads: 4 },
          { domain: 'com.microsoft' },
        ),
      ],
    });
    // 8 pages of 16 places hold 128 tokens.
    expect(flags.slice(0, 4)).toEqual([
      '--dim tokens=128',
      '--dim blocks=8',
      '--dim block_size=16',
      '--dim most_blocks=8',
    ]);
    expect(flags.slice(4)).toEqual([expect.stringMatching(/^--dim past_\w+=128$/u)]);
  });
});
