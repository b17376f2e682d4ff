import { describe, expect, it } from 'vitest';
import { print, symbol } from '../../../src/dim/index.js';
import type { Dim } from '../../../src/dim/index.js';
import type { Attribute, DeclaredDimension, Graph, Value, ValueInfo } from '../../../src/ir/index.js';
import { beamSearch, greedySearch, sampling, whisperBeamSearch } from '../../../src/ops/com.microsoft/search.js';
import type { Repetition } from '../../../src/ops/families/control-flow.js';
import type { Context, Operator } from '../../../src/ops/language/define.js';
import { f32, known, tensor } from '../../testers/test-op.js';

function info(name: string, ...shape: readonly DeclaredDimension[]): ValueInfo {
  return { name, type: { kind: 'tensor', dtype: 'float32', shape } };
}

function graphOf(inputs: readonly ValueInfo[], ...outputs: readonly string[]): Attribute {
  const value: Graph = {
    name: '',
    inputs,
    outputs: outputs.map((name) => info(name)),
    valueInfo: new Map(),
    initializers: [],
    nodes: [],
  };
  return { kind: 'graph', value };
}

function repetitionOf(
  operator: Operator,
  inputs: Readonly<Record<string, Value>>,
  attributes: Readonly<Record<string, Attribute>>,
  outputCount: number,
): Repetition {
  const context: Context = { opset: 1, outputCount, fresh: (what) => symbol(what), warn: () => undefined };
  const { controlFlow } = operator.apply(
    operator.slots.map(({ name }) => inputs[name]),
    new Map(Object.entries(attributes)),
    context,
  );
  if (controlFlow?.kind !== 'repetition') throw new Error('should repeat');
  return controlFlow;
}

const text = (dim: Dim | undefined): string | undefined => (dim === undefined ? undefined : print(dim));
const shapes = (values: readonly (Value | undefined)[]): readonly (string | undefined)[] =>
  values.map((value) => (value?.kind === 'tensor' ? value.shape?.map(print).join('×') : undefined));
const summary = ({ bodies }: Repetition): unknown =>
  bodies.map(({ attribute, limit, inputs }) => [attribute, text(limit), shapes(inputs)]);

// A GPT-2: tokens, positions and a mask that is as long as the cache and the new token; a cache of 4 heads of size 8.
const gpt = graphOf(
  [
    info('input_ids', 'rows', 'length'),
    info('position_ids', 'rows', 'length'),
    info('attention_mask', 'rows', 'total'),
    info('past_0', 2, 'rows', 4, 'past', 8),
  ],
  'logits',
  'present_0',
);
// A T5: one token, the encoder's mask, caches of its own tokens and of the encoder's.
const t5 = graphOf(
  [
    info('input_ids', 'rows', 1),
    info('encoder_attention_mask', 'rows', 'length'),
    info('past_key_self_0', 'rows', 2, 'past', 4),
    info('past_key_cross_0', 'rows', 2, 'length', 4),
  ],
  'logits',
);
const t5Encoder = graphOf(
  [
    info('encoder_input_ids', 'batch', 'length'),
    info('encoder_attention_mask', 'batch', 'length'),
    info('decoder_input_ids', 'batch', 1),
  ],
  'logits',
);

describe('com.microsoft GreedySearch', () => {
  const inputs = { input_ids: tensor('int32', 2, 4), max_length: known('int32', 10) };

  it('feeds the prompt once and then a token at a time, up to the greatest length', () => {
    const repetition = repetitionOf(greedySearch, inputs, { decoder: gpt, init_decoder: gpt }, 1);
    expect(summary(repetition)).toEqual([
      ['init_decoder', '1', ['2×4', '2×4', '2×4', '2×2×4×0×8']],
      ['decoder', '5', ['2×1', '2×1', '2×5', '2×2×4×4×8']],
    ]);
    expect(shapes(repetition.outputs([]).slice(0, 1))).toEqual(['2×10']);
    // The last step adds the tenth token to what 8 tokens before the newest left.
    expect(shapes(repetition.bodies[1]?.inputsIn?.(4) ?? [])).toEqual(['2×1', '2×1', '2×9', '2×2×4×8×8']);
  });

  it('feeds the prompt through the decoder where it has no body of its own', () => {
    expect(summary(repetitionOf(greedySearch, inputs, { decoder: gpt }, 1))).toMatchObject([
      ['decoder', '1', ['2×4', '2×4', '2×4', '2×2×4×0×8']],
      ['decoder', '5', expect.anything()],
    ]);
  });

  it('has no limit where only a run tells the greatest length', () => {
    const repetition = repetitionOf(greedySearch, { ...inputs, max_length: tensor('int32', 1) }, { decoder: gpt }, 1);
    expect(repetition.bodies.map(({ limit }) => limit)).toEqual([1, undefined]);
    expect(shapes(repetition.outputs([]).slice(0, 1))).toEqual(['2×max_length']);
  });
});

describe('com.microsoft Sampling', () => {
  it('gives the scores that it drew from', () => {
    const repetition = repetitionOf(
      sampling,
      { input_ids: tensor('int32', 2, 4), max_length: known('int32', 10) },
      { decoder: gpt },
      2,
    );
    const results = [{ outputs: [f32(2, 1, 1000)], times: 5 }];
    expect(shapes(repetition.outputs(results))).toEqual(['2×10', '2×1000']);
  });
});

describe('com.microsoft BeamSearch', () => {
  const settings = {
    max_length: known('int32', 10),
    num_beams: known('int32', 3),
    num_return_sequences: known('int32', 2),
    length_penalty: tensor('float16', 1),
  };

  it('runs an encoder once and a decoder for every beam', () => {
    const repetition = repetitionOf(
      beamSearch,
      { input_ids: tensor('int32', 2, 5), ...settings },
      { decoder: t5, encoder: t5Encoder, model_type: { kind: 'int', value: 1 } },
      3,
    );
    // 10 tokens, less the one that the sequence starts with and the one that the encoder's body decodes.
    expect(summary(repetition)).toEqual([
      ['encoder', '1', ['2×5', '2×5', '2×1']],
      ['decoder', '8', ['6×1', '6×5', '6×2×1×4', '6×2×5×4']],
    ]);
    const results = [
      { outputs: [f32(2, 1, 20)], times: 1 },
      { outputs: [f32(6, 1, 20)], times: 8 },
    ];
    expect(repetition.outputs(results)).toMatchObject([
      { dtype: 'int32', shape: [2, 2, 10] },
      { dtype: 'float16', shape: [2, 2] },
      { dtype: 'float16', shape: [5, 2, 3, 20] },
    ]);
  });
});

describe('com.microsoft WhisperBeamSearch', () => {
  it('takes sound for its prompt and forced tokens for its start', () => {
    const encoder = graphOf(
      [info('encoder_input_ids', 'batch', 80, 3000), info('decoder_input_ids', 'batch', 1)],
      'encoder_hidden_states',
    );
    const repetition = repetitionOf(
      whisperBeamSearch,
      {
        input_ids: f32(2, 80, 3000),
        max_length: known('int32', 448),
        num_beams: known('int32', 1),
        num_return_sequences: known('int32', 1),
        decoder_input_ids: tensor('int32', 2, 4),
      },
      { decoder: t5, encoder },
      4,
    );
    expect(summary(repetition)).toMatchObject([
      ['encoder', '1', ['2×80×3000', '2×1']],
      ['decoder', '444', ['2×1', undefined, '2×2×3×4', undefined]],
    ]);
    expect(shapes(repetition.bodies[1]?.inputsIn?.(443) ?? [])).toContain('2×2×446×4');
    expect(shapes(repetition.outputs([]))).toContain('2×1×layer_heads×448×frames');
  });
});
