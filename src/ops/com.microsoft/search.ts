import { add, maximum, multiply, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Graph, Tensor, Value, ValueInfo } from '../../ir/index.js';
import { dynamic, float, graph, int, intOrInput, required } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import type { BodyResult, RepeatedBody, Repetition } from '../families/control-flow.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';

/** Kinds of models that a search decodes, by `model_type`. */
const gpt = 0;
const whisper = 2;

/** The facts that a search's node gives about its bodies. */
interface Search {
  readonly modelType: number;
  readonly encoder: Graph | undefined;
  readonly initDecoder: Graph | undefined;
  readonly decoder: Graph;
  readonly inputs: Tensor;
  readonly maxLength: Dim | undefined;
  readonly beams: Dim;
  /** Tokens that each sequence starts with, where the decoder is not fed the prompt. */
  readonly forced: Dim;
}

const told = (value: Dim | Dynamic | undefined): Dim | undefined => (value === dynamic ? undefined : value);

const integers = (...shape: readonly Dim[]): Tensor => ({ kind: 'tensor', dtype: 'int32', shape });

/**
 * The runs of the bodies, as onnxruntime/contrib_ops/cpu/transformers makes them. Inputs whose sizes the search decides
 * are given; where a cache grows from step to step, a symbol stands for its mean length, in which the cost of a step is
 * linear.
 */
function runsOf(search: Search, context: Context): readonly RepeatedBody[] {
  const [batch = context.fresh('batch'), length = context.fresh('length')] = search.inputs.shape ?? [];
  const rows = multiply(batch, search.beams);
  const past = context.fresh('past_length');
  if (search.modelType === gpt) {
    const steps = stepsOf(search.maxLength, length);
    const step = [integers(rows, 1), integers(rows, 1), integers(rows, add(past, 1))];
    const prompt = [integers(rows, length), integers(rows, length), integers(rows, length)];
    // The prompt goes through a body of its own or, all at once, through that of the steps.
    const first = search.initDecoder === undefined ? 'decoder' : 'init_decoder';
    return [
      { ...body(first, search.initDecoder ?? search.decoder, prompt, cacheOf(rows, 0)), limit: 1 },
      {
        ...body('decoder', search.decoder, step, cacheOf(rows, past)),
        limit: steps === undefined ? undefined : lessOne(steps),
      },
    ];
  }
  const encoderInputs =
    search.modelType === whisper
      ? [search.inputs, integers(batch, 1)]
      : [integers(batch, length), integers(batch, length), integers(batch, 1)];
  // An encoder that also decodes the first token leaves one step fewer.
  const decodesFirst = search.encoder?.outputs[0]?.name === 'logits';
  const steps = stepsOf(search.maxLength, add(search.forced, decodesFirst ? 1 : 0));
  const step = search.modelType === whisper ? [integers(rows, 1)] : [integers(rows, 1), integers(rows, length)];
  const decoding = {
    ...body(
      'decoder',
      search.decoder,
      step,
      crossedCacheOf(rows, past, search.modelType === whisper ? undefined : length),
    ),
    limit: steps,
  };
  return search.encoder === undefined
    ? [decoding]
    : [{ ...body('encoder', search.encoder, encoderInputs, () => undefined), limit: 1 }, decoding];
}

/** Tokens up to the greatest length; a search may end earlier, when every sequence has come to its end. */
function stepsOf(maxLength: Dim | undefined, start: Dim): Dim | undefined {
  return maxLength === undefined ? undefined : maximum(0, subtract(maxLength, start));
}

function lessOne(steps: Dim): Dim {
  return maximum(0, subtract(steps, 1));
}

/** A body with its first inputs given, as far as it has them, and sizes of its caches by `cache`. */
function body(
  attribute: string,
  { inputs }: Graph,
  given: readonly Tensor[],
  cache: (info: ValueInfo) => Tensor | undefined,
): Omit<RepeatedBody, 'limit'> {
  return {
    attribute,
    inputs: inputs.map((info, index) => (isLike(given[index], info) ? given[index] : cache(info))),
    carried: [],
  };
}

/** Whether a given input has the rank that the body declares, so that an input in another place is not taken for it. */
function isLike(given: Tensor | undefined, { type }: ValueInfo): boolean {
  if (given === undefined) return false;
  return type?.kind !== 'tensor' || type.shape === undefined || type.shape.length === given.shape?.length;
}

/** GPT-2's caches `[2, rows, heads, past, size]`. */
function cacheOf(rows: Dim, past: Dim): (info: ValueInfo) => Tensor | undefined {
  return ({ type }) => {
    if (type?.kind !== 'tensor' || type.shape?.length !== 5) return undefined;
    const [, , heads, , size] = type.shape;
    return isNumber(heads) && isNumber(size)
      ? { kind: 'tensor', dtype: type.dtype, shape: [2, rows, heads, past, size] }
      : undefined;
  };
}

/** Caches `[rows, heads, length, size]` of a decoder's own tokens and, by their name, of the encoder's. */
function crossedCacheOf(rows: Dim, past: Dim, encoded: Dim | undefined): (info: ValueInfo) => Tensor | undefined {
  return ({ name, type }) => {
    if (type?.kind !== 'tensor' || type.shape?.length !== 4) return undefined;
    const [, heads, , size] = type.shape;
    const length = name.includes('cross') ? encoded : past;
    return isNumber(heads) && isNumber(size) && length !== undefined
      ? { kind: 'tensor', dtype: type.dtype, shape: [rows, heads, length, size] }
      : undefined;
  };
}

function isNumber(dim: unknown): dim is number | bigint {
  return typeof dim === 'number' || typeof dim === 'bigint';
}

/** The last axis of the first output, which holds a score for each word. */
function vocabularyOf(bodies: readonly BodyResult[], attribute: number, context: Context): Dim {
  const logits = bodies.at(-1)?.outputs[0];
  const last = logits?.kind === 'tensor' ? logits.shape?.at(-1) : undefined;
  return attribute > 0 ? attribute : (last ?? context.fresh('vocabulary'));
}

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
