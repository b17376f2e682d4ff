import { describe, expect, it } from 'vitest';
import { node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { bind } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import { bindingFlags } from '../../../src/analysis/hint.js';
import { analyseModel, plain, shapeOf } from '../../testers/analyse-model.js';

/** Attention of 4 heads of 8 over a cache of 2 heads, with sizes named as exporters name them. */
const cached: ModelSpec = {
  opset: 21,
  domains: { 'com.microsoft': 1 },
  inputs: [
    value('q', 'float32', ['batch', 'sequence', 32]),
    value('k', 'float32', ['batch', 'sequence', 16]),
    value('v', 'float32', ['batch', 'sequence', 16]),
    value('past_k', 'float32', ['batch', 2, 'past', 'width']),
    value('past_v', 'float32', ['batch', 2, 'past', 'width']),
    value('mask', 'int64', ['batch', 'total']),
    value('lengths', 'int32', ['batch']),
  ],
  outputs: ['y', 'present_k', 'present_v'],
  nodes: [
    node('Shape', ['mask'], ['size1'], { start: 1 }),
    node('Squeeze', ['size1'], ['size']),
    node('Cast', ['size'], ['total32'], { to: 6 }),
    node(
      'GroupQueryAttention',
      ['q', 'k', 'v', 'past_k', 'past_v', 'lengths', 'total32'],
      ['y', 'present_k', 'present_v'],
      { num_heads: 4, kv_num_heads: 2 },
      { name: 'attention', domain: 'com.microsoft' },
    ),
  ],
};
const analysed = (dims: Readonly<Record<string, number | string>> = {}) =>
  analyseModel(cached, { dims: new Map(Object.entries(dims)) });

describe('sizes that an operator relates', () => {
  it('are one where it tells a symbol: the width of a cache is the size of a head', () => {
    const analysis = analysed();
    expect(analysis.bindings.get('width')).toBe(8);
    expect([...analysis.used.dims]).toEqual(['width']);
    expect(shapeOf(analysis.outputs[1])).toEqual(['batch', 2, 'max(past, total)', 8]);
    expect(() => analysed({ width: 16 })).toThrow(
      'the sizes given contradict attention: the last axis of the past is the size of a head, but 8 is not 16',
    );
  });

  it('contradict each other when they do not add up, unless a longer buffer holds them', () => {
    expect(() => analysed({ past: 4, sequence: 3, total: 9 })).toThrow('4 + 3 is not 9');
    expect(() => analysed({ past: 4, sequence: 3, total: 7 })).not.toThrow();
    expect(() => analysed({ past: 400, sequence: 3, total: 7 })).not.toThrow();
  });

  it('are offered as a sum', () => {
    const flags = bindingFlags(analysed()).map(({ name, value: given }) => `${name}=${given}`);
    expect(flags).toContain('total=past+sequence');
  });
});

describe('a size given as a formula', () => {
  it('is what the sizes in it are bound to, before or after', () => {
    const open = analysed({ total: 'past + sequence' });
    const bound = analysed({ total: 'past + sequence', past: 5, sequence: 2, batch: 1 });
    const numbers = analysed({ total: 7, past: 5, sequence: 2, batch: 1 });
    const sizes = new Map<string, Dim>(Object.entries({ past: 5, sequence: 2, batch: 1 }));
    for (const figure of ['macs', 'arithmetic', 'readBytes', 'peakBytes'] as const) {
      expect(plain(bound.totals[figure])).toBe(plain(numbers.totals[figure]));
      expect(plain(bind(open.totals[figure] ?? 0, sizes))).toBe(plain(numbers.totals[figure]));
    }
    expect(shapeOf(open.outputs[1])).toEqual(['batch', 2, 'past + sequence', 8]);
  });

  it('is refused where it is of what the model does not have, or depends on itself', () => {
    expect(() => analysed({ total: 'past + sequnce' })).toThrow(/no open dimension sequnce; did you mean sequence\?/u);
    expect(() => analysed({ past: 'total - 1', total: 'past + 1' })).toThrow(/a size cannot depend on itself/u);
    expect(() => analysed({ total: 'past +' })).toThrow(/--dim total=past \+: expected/u);
  });
});

/** Scores of queries over past and new keys plus a mask, as decoders without fused attention have them. */
const masked: ModelSpec = {
  opset: 17,
  inputs: [
    value('q', 'float32', ['batch', 4, 'sequence', 8]),
    value('k', 'float32', ['batch', 4, 8, 'sequence']),
    value('past', 'float32', ['batch', 4, 8, 'past']),
    value('mask', 'float32', ['batch', 1, 1, 'total']),
  ],
  outputs: ['y'],
  nodes: [
    node('Concat', ['past', 'k'], ['keys'], { axis: -1 }),
    node('MatMul', ['q', 'keys'], ['scores']),
    node('Add', ['scores', 'mask'], ['sum'], {}, { name: 'masked' }),
    node('Softmax', ['sum'], ['y']),
  ],
};
const maskedWith = (dims: Readonly<Record<string, number>>) =>
  analyseModel(masked, { dims: new Map(Object.entries(dims)) });

describe('sizes that broadcast', () => {
  it('are offered as what they must be, whichever are given', () => {
    const flags = (dims: Readonly<Record<string, number>>): readonly string[] =>
      bindingFlags(maskedWith(dims)).map(({ name, value: given }) => `${name}=${given}`);
    expect(flags({})).toContain('total=past+sequence');
    expect(flags({ batch: 1, past: 10, sequence: 4 })).toEqual(['total=14']);
  });

  it('are refused where those given contradict each other, and not where one is 1', () => {
    expect(() => maskedWith({ past: 10, sequence: 4, total: 99 })).toThrow(
      /the sizes given contradict masked: shapes .* do not broadcast/,
    );
    expect(() => maskedWith({ past: 10, sequence: 4, total: 14 })).not.toThrow();
    expect(() => maskedWith({ past: 10, sequence: 4, total: 1 })).not.toThrow();
  });

  it('are the model’s own trouble where nothing given makes them differ', () => {
    const broken: ModelSpec = {
      opset: 17,
      inputs: [value('a', 'float32', ['N', 3]), value('b', 'float32', ['N', 4])],
      outputs: ['y'],
      nodes: [node('Add', ['a', 'b'], ['y'])],
    };
    const { diagnostics } = analyseModel(broken, { dims: new Map([['N', 2]]) });
    expect(diagnostics.map(({ code }) => code)).toEqual(['malformed-node']);
  });
});

describe('attention over a past', () => {
  const axes = ['batch', 'heads', 'past', 'width'];
  const outputs = ['y', 'present_k', 'present_v'];
  it.each([
    ['ai.onnx', 'Attention', { q_num_heads: 4, kv_num_heads: 4 }, ['q', 'k', 'v', '', 'past_k', 'past_v']],
    ['com.microsoft', 'MultiHeadAttention', { num_heads: 4 }, ['q', 'k', 'v', '', '', '', 'past_k', 'past_v']],
  ])('%s %s tells its heads and their size', (domain, type, attributes, inputs) => {
    const analysis = analyseModel({
      opset: 23,
      domains: { 'com.microsoft': 1 },
      inputs: [
        ...['q', 'k', 'v'].map((name) => value(name, 'float32', ['batch', 'sequence', 4 * 8])),
        ...['past_k', 'past_v'].map((name) => value(name, 'float32', axes)),
      ],
      outputs,
      nodes: [node(type, inputs, outputs, attributes, domain === 'ai.onnx' ? {} : { domain })],
    });
    expect([analysis.bindings.get('heads'), analysis.bindings.get('width')]).toEqual([4, 8]);
    expect(shapeOf(analysis.outputs[1])).toEqual(['batch', 4, 'past + sequence', 8]);
  });
});

describe('sizes beside the axis of a concatenation', () => {
  const cache = (dims: Readonly<Record<string, number>>) =>
    analyseModel(
      {
        opset: 17,
        inputs: [
          value('q', 'float32', [1, 2, 'sequence', 8]),
          value('k', 'float32', [1, 2, 'sequence', 8]),
          value('past', 'float32', [1, 2, 'past', 'width']),
        ],
        outputs: ['scores', 'present'],
        nodes: [
          node('Concat', ['past', 'k'], ['present'], { axis: 2 }),
          node('Transpose', ['present'], ['turned'], { perm: [0, 1, 3, 2] }),
          node('MatMul', ['q', 'turned'], ['scores']),
        ],
      },
      { dims: new Map(Object.entries(dims)) },
    );

  it('are one: the width of a cache is that of what is put behind it', () => {
    const analysis = cache({ sequence: 3, past: 5 });
    expect(analysis.bindings.get('width')).toBe(8);
    expect(plain(analysis.totals.macs), 'scores of 2 heads').toBe(2 * 3 * (5 + 3) * 8);
  });

  it('are one, too, where the cache is empty', () => {
    expect(cache({ sequence: 3, past: 0 }).bindings.get('width')).toBe(8);
  });
});
