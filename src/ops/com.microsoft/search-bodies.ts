import { dynamic } from '../language/attributes.js';
import { add, maximum, multiply, subtract } from '../../dim/index.js';
import type { Graph, Tensor, ValueInfo } from '../../ir/index.js';
import type { Dynamic } from '../language/attributes.js';
import type { Dim } from '../../dim/index.js';
import type { Context } from '../language/define.js';
import type { BodyResult, RepeatedBody } from '../families/control-flow.js';
/** Kinds of models that a search decodes, by `model_type`. */
const gpt = 0;
export const whisper = 2;

/** The facts that a search's node gives about its bodies. */
export interface Search {
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

/** A size that the file tells; undefined where only data do. */
export const told = (value: Dim | Dynamic | undefined): Dim | undefined => (value === dynamic ? undefined : value);

/** A tensor of token numbers. */
export const integers = (...shape: readonly Dim[]): Tensor => ({ kind: 'tensor', dtype: 'int32', shape });

/**
 * The runs of the bodies, as onnxruntime/contrib_ops/cpu/transformers makes them. Inputs whose sizes the search decides
 * are given; a cache grows by one token from step to step.
 */
export function runsOf(search: Search, context: Context): readonly RepeatedBody[] {
  const [batch = context.fresh('batch'), length = context.fresh('length')] = search.inputs.shape ?? [];
  const rows = multiply(batch, search.beams);
  if (search.modelType === gpt) {
    // The prompt's pass gives the first token.
    const steps = stepsOf(search.maxLength, add(length, 1));
    const stepAfter = (past: Dim) =>
      body(
        'decoder',
        search.decoder,
        [integers(rows, 1), integers(rows, 1), integers(rows, add(past, 1))],
        cacheOf(rows, past),
      );
    const prompt = [integers(rows, length), integers(rows, length), integers(rows, length)];
    // The prompt goes through a body of its own or, all at once, through that of the steps.
    const first = search.initDecoder === undefined ? 'decoder' : 'init_decoder';
    return [
      { ...body(first, search.initDecoder ?? search.decoder, prompt, cacheOf(rows, 0)), limit: 1 },
      growing(stepAfter, length, steps),
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
  const stepAfter = (past: Dim) =>
    body(
      'decoder',
      search.decoder,
      step,
      crossedCacheOf(rows, past, search.modelType === whisper ? undefined : length),
    );
  // An encoder that decodes as well has taken the tokens that are forced.
  const decoded = decodesFirst ? search.forced : maximum(0, subtract(search.forced, 1));
  const decoding = growing(stepAfter, decoded, steps);
  return search.encoder === undefined
    ? [decoding]
    : [{ ...body('encoder', search.encoder, encoderInputs, () => undefined), limit: 1 }, decoding];
}

/** Tokens up to the greatest length; a search may end earlier, when every sequence has come to its end. */
function stepsOf(maxLength: Dim | undefined, start: Dim): Dim | undefined {
  return maxLength === undefined ? undefined : maximum(0, subtract(maxLength, start));
}

type Step = Omit<RepeatedBody, 'limit'>;

/** A body whose cache holds `start` tokens in its first pass, and one more in each pass after that. */
function growing(stepAfter: (past: Dim) => Step, start: Dim, limit: Dim | undefined): RepeatedBody {
  return { ...stepAfter(start), inputsIn: (pass) => stepAfter(add(start, pass)).inputs, limit };
}

/** A body with its first inputs given, as far as it has them, and sizes of its caches by `cache`. */
function body(
  attribute: string,
  { inputs }: Graph,
  given: readonly Tensor[],
  cache: (info: ValueInfo) => Tensor | undefined,
): Step {
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
export function vocabularyOf(bodies: readonly BodyResult[], attribute: number, context: Context): Dim {
  const logits = bodies.at(-1)?.outputs[0];
  const last = logits?.kind === 'tensor' ? logits.shape?.at(-1) : undefined;
  return attribute > 0 ? attribute : (last ?? context.fresh('vocabulary'));
}
