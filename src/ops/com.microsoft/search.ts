import { integers, runsOf, told, vocabularyOf, whisper } from './search-bodies.js';
import { subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Graph, Tensor, Value } from '../../ir/index.js';
import { float, graph, int, intOrInput, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import type { Repetition } from '../families/control-flow.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';

const bodies = {
  encoder: graph(),
  init_decoder: graph(),
  decoder: required(graph()),
  model_type: int(0),
  vocab_size: int(-1),
  decoder_start_token_id: int(-1),
  no_repeat_ngram_size: int(0),
};
const cost = {
  operations: '0',
  memory: 'nothing',
  source: 'its bodies cost what they cost; choosing among their scores is left out',
} as const;

interface BeamSettings {
  readonly model_type: number;
  readonly vocab_size: number;
  readonly encoder: Graph | undefined;
  readonly init_decoder: Graph | undefined;
  readonly decoder: Graph;
  readonly longest: Dim | Dynamic | undefined;
  readonly beams: Dim | Dynamic | undefined;
  readonly returned: Dim | Dynamic | undefined;
}

function searchBeams(
  inputs: Tensor,
  penalty: Tensor | undefined,
  forced: Tensor | undefined,
  settings: BeamSettings,
  context: Context,
  more: (batch: Dim, returned: Dim, longest: Dim) => readonly Value[],
): Repetition {
  const beams = told(settings.beams) ?? context.fresh('beams');
  const longest = told(settings.longest) ?? context.fresh('max_length');
  const returned = told(settings.returned) ?? context.fresh('returned');
  const search = {
    modelType: settings.model_type,
    encoder: settings.encoder,
    initDecoder: settings.init_decoder,
    decoder: settings.decoder,
    inputs,
    maxLength: told(settings.longest),
    beams,
    forced: forced?.shape?.[1] ?? 1,
  };
  const [batch = context.fresh('batch'), length = context.fresh('length')] = inputs.shape ?? [];
  const dtype = penalty?.dtype ?? 'float32';
  return {
    kind: 'repetition',
    bodies: runsOf(search, context),
    outputs: (results) => [
      integers(batch, returned, longest),
      { kind: 'tensor', dtype, shape: [batch, returned] },
      {
        kind: 'tensor',
        dtype,
        shape: [subtract(longest, length), batch, beams, vocabularyOf(results, settings.vocab_size, context)],
      },
      ...more(batch, returned, longest),
    ],
  };
}

const beamReaders = {
  longest: intOrInput({ input: 'max_length' }),
  beams: intOrInput({ input: 'num_beams' }),
  returned: intOrInput({ input: 'num_return_sequences' }),
};
const beamInputs = {
  input_ids: 'activation',
  max_length: 'config',
  min_length: 'config?',
  num_beams: 'config',
  num_return_sequences: 'config',
  length_penalty: 'config?',
  repetition_penalty: 'config?',
  vocab_mask: 'config?',
  prefix_vocab_mask: 'config?',
  attention_mask: 'index?',
  decoder_input_ids: 'index?',
  logits_processor: 'config?',
} as const;

/** The likeliest sequences of a decoder, or an encoder and a decoder, over several beams. */
export const beamSearch = defineOp({
  type: 'BeamSearch',
  domain: microsoft,
  since: 1,
  category: 'control-flow',
  spec: contribSpec('BeamSearch'),
  inputs: beamInputs,
  outputs: { sequences: 'int32', sequences_scores: 'length_penalty', scores: 'length_penalty' },
  attributes: { ...bodies, ...beamReaders, early_stopping: int(0) },
  infer: () => [],
  controlFlow: ({ input_ids, length_penalty, decoder_input_ids }, settings, context) =>
    searchBeams(input_ids, length_penalty, decoder_input_ids, settings, context, () => []),
  cost,
});

/** Beam search for Whisper, with the scores of its cross-attention. */
export const whisperBeamSearch = defineOp({
  type: 'WhisperBeamSearch',
  domain: microsoft,
  since: 1,
  category: 'control-flow',
  spec: contribSpec('WhisperBeamSearch'),
  inputs: { ...beamInputs, cross_qk_layer_head: 'config?', extra_decoding_ids: 'index?', temperature: 'config?' },
  outputs: {
    sequences: 'int32',
    sequences_scores: 'length_penalty',
    scores: 'length_penalty',
    cross_qk: 'float32',
    non_speech_probs: 'length_penalty',
  },
  attributes: { ...bodies, ...beamReaders, model_type: int(whisper), early_stopping: int(0) },
  infer: () => [],
  controlFlow: ({ input_ids, length_penalty, decoder_input_ids, cross_qk_layer_head }, settings, context) =>
    searchBeams(input_ids, length_penalty, decoder_input_ids, settings, context, (batch, returned, longest) => [
      {
        kind: 'tensor',
        dtype: 'float32',
        shape: [
          batch,
          returned,
          cross_qk_layer_head?.shape?.[0] ?? context.fresh('layer_heads'),
          longest,
          context.fresh('frames'),
        ],
      },
      { kind: 'tensor', dtype: length_penalty?.dtype ?? 'float32', shape: [batch] },
    ]),
  cost,
});

const greedyInputs = {
  input_ids: 'index',
  max_length: 'config',
  min_length: 'config?',
  repetition_penalty: 'config?',
  vocab_mask: 'config?',
  prefix_vocab_mask: 'config?',
  attention_mask: 'index?',
} as const;

function searchGreedily(
  inputs: Tensor,
  settings: Omit<BeamSettings, 'beams' | 'returned'>,
  context: Context,
): Repetition {
  const search = {
    modelType: settings.model_type,
    encoder: settings.encoder,
    initDecoder: settings.init_decoder,
    decoder: settings.decoder,
    inputs,
    maxLength: told(settings.longest),
    beams: 1,
    forced: 1,
  };
  const [batch = context.fresh('batch')] = inputs.shape ?? [];
  return {
    kind: 'repetition',
    bodies: runsOf(search, context),
    outputs: (results) => [
      integers(batch, told(settings.longest) ?? context.fresh('max_length')),
      { kind: 'tensor', dtype: 'float32', shape: [batch, vocabularyOf(results, settings.vocab_size, context)] },
    ],
  };
}

/** The likeliest next token, again and again. */
export const greedySearch = defineOp({
  type: 'GreedySearch',
  domain: microsoft,
  since: 1,
  category: 'control-flow',
  spec: contribSpec('GreedySearch'),
  inputs: greedyInputs,
  outputs: { sequences: 'int32' },
  attributes: { ...bodies, longest: beamReaders.longest },
  infer: () => [],
  controlFlow: ({ input_ids }, settings, context) => searchGreedily(input_ids, settings, context),
  cost,
});

/** A next token by chance among the likely ones, again and again. */
export const sampling = defineOp({
  type: 'Sampling',
  domain: microsoft,
  since: 1,
  category: 'control-flow',
  spec: contribSpec('Sampling'),
  inputs: { ...greedyInputs, presence_mask: 'config?', seed: 'config?' },
  outputs: { sequences: 'int32', filtered_logits: 'float32' },
  attributes: { ...bodies, longest: beamReaders.longest, temperature: float(1), top_p: float(0), custom: int(0) },
  infer: () => [],
  controlFlow: ({ input_ids }, settings, context) => searchGreedily(input_ids, settings, context),
  cost,
});
