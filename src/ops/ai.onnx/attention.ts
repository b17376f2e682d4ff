import { add, isKnown, minimum, multiply, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import {
  attentionDetail,
  attentionRelations,
  attentionTerms,
  headsWidth,
  keysSeen,
  lengthsTold,
  perHead,
  seenOperations,
  seenProducts,
  seenSource,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { float, int, required, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Memory } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, dimension } from '../families/shapes.js';

/** The numbers of heads, which three-dimensional operands do not show. */
interface Heads {
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

/** The sizes of an Attention node; the keys are those of this step and, where it is handed a cache, the past ones. */
interface CachedSizes extends AttentionSizes {
  readonly packed: boolean;
}

/** Scaled dot-product attention; heads may be packed in the last axis, and earlier keys and values handed in. */
export const attention = defineOp({
  type: 'Attention',
  since: 23,
  category: 'attention',
  spec: 'https://onnx.ai/onnx/operators/onnx__Attention.html',
  inputs: {
    Q: 'activation',
    K: 'activation',
    V: 'activation',
    attn_mask: 'activation?',
    past_key: 'state?',
    past_value: 'state?',
    nonpad_kv_seqlen: 'index?',
  },
  outputs: { Y: 'Q', present_key: 'K', present_value: 'V', qk_matmul_output: 'Q' },
  attributes: {
    is_causal: int(0),
    q_num_heads: int(),
    kv_num_heads: int(),
    qk_matmul_output_mode: int(0),
    scale: float(),
    softcap: float(0),
    softmax_precision: int(),
    left_window_size: int(-1),
    right_window_size: int(-1),
  },
  infer({ Q, K, V, past_key, past_value }, settings) {
    const sizes = read(Q, K, V, past_key, past_value, settings);
    const { batch, heads, keyValueHeads, queryLength, keyLength, headSize, valueHeadSize } = sizes;
    return [
      sizes.packed ? [batch, queryLength, multiply(heads, valueHeadSize)] : [batch, heads, queryLength, valueHeadSize],
      [batch, keyValueHeads, keyLength, headSize],
      [batch, keyValueHeads, keyLength, valueHeadSize],
      // Every mode gives the scores or what became of them, in one shape.
      [batch, heads, queryLength, keyLength],
    ];
  },
  relations({ Q, K, V, attn_mask, past_key, past_value }, settings) {
    const sizes = read(Q, K, V, past_key, past_value, settings);
    return attentionRelations(sizes, { masks: [attn_mask], past: past_key });
  },
  detail({ Q, K, V, past_key, past_value }, settings) {
    const { packed: _, ...sizes } = read(Q, K, V, past_key, past_value, settings);
    return attentionDetail(sizes, { causal: settings.is_causal !== 0 });
  },
  cost: {
    multiplyAdds: seenProducts,
    operations: seenOperations,
    memory: (inputs, settings) => memoryOf(inputs, widthsOf(inputs.attn_mask, settings)),
    terms(inputs, settings) {
      const { Q, K, V, attn_mask, past_key, past_value, nonpad_kv_seqlen } = inputs;
      const window = settings.left_window_size >= 0 || settings.right_window_size >= 0;
      const addends = [
        attn_mask !== undefined,
        nonpad_kv_seqlen !== undefined,
        settings.is_causal !== 0,
        window,
      ].filter(Boolean).length;
      const sizes = read(Q, K, V, past_key, past_value, settings);
      const filled = lengthsTold(nonpad_kv_seqlen);
      const widths = widthsOf(attn_mask, settings);
      return {
        ...attentionTerms(sizes, { addends, softcap: settings.softcap !== 0 }),
        G: sizes.keyValueHeads,
        seen: keysSeen(sizes, filled, least([widths.window, widths.perRow])),
        // All queries together see what the window of the first and that of the last hold, and what lies between.
        held: keysSeen(
          sizes,
          filled,
          least([
            widths.window === undefined ? undefined : add(widths.window, subtract(sizes.queryLength, 1)),
            widths.columns,
          ]),
        ),
        added: multiply(sizes.batch, dimension(K, sizes.packed ? 1 : 2)),
      };
    },
    source: seenSource,
    // Only data tell how much of a buffer is filled.
    atMost: ({ nonpad_kv_seqlen: filled }) =>
      filled === undefined || lengthsTold(filled) !== undefined ? {} : { arithmetic: '1', reads: '1' },
  },
});

/** How many keys a query sees at most; undefined where it is bounded on no side, or on one of two. */
function windowOf(settings: {
  readonly is_causal: number;
  readonly left_window_size: number;
  readonly right_window_size: number;
}): number | undefined {
  const right = settings.is_causal === 0 ? settings.right_window_size : 0;
  return settings.left_window_size < 0 || right < 0 ? undefined : settings.left_window_size + 1 + right;
}

/** How many keys a query sees at most, and how many all of them, as far as a window or a stored mask tells. */
interface Widths {
  readonly window: number | undefined;
  readonly perRow: number | undefined;
  readonly columns: number | undefined;
}

function widthsOf(mask: RankedTensor | undefined, settings: Parameters<typeof windowOf>[0]): Widths {
  const visible = mask?.visible;
  const perRow = settings.is_causal === 0 ? visible?.perRow : visible?.causal;
  return { window: windowOf(settings), perRow, columns: visible?.columns };
}

function least(widths: readonly (Dim | undefined)[]): Dim | undefined {
  return widths.reduce((one, other) =>
    one === undefined || other === undefined ? (one ?? other) : minimum(one, other),
  );
}

/** Keys and values are read as far as any query sees them. */
function memoryOf(
  { past_key, nonpad_kv_seqlen }: { readonly past_key: unknown; readonly nonpad_kv_seqlen: RankedTensor | undefined },
  { window, columns }: Widths,
): Memory<Record<'K' | 'V' | 'past_key' | 'past_value', unknown>> {
  if (window === undefined && columns === undefined && lengthsTold(nonpad_kv_seqlen) === undefined) return 'stream';
  return past_key === undefined
    ? { reads: { K: 'G·held·D', V: 'G·held·Dv' } }
    : { reads: { past_key: 'G·max(0, held - added)·D', past_value: 'G·max(0, held - added)·Dv' } };
}

/** Rotation of each pair of a head's elements by the angle of the token's position. */
export const rotaryEmbedding = defineOp({
  type: 'RotaryEmbedding',
  since: 23,
  category: 'elementwise',
  spec: 'https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html',
  inputs: { X: 'activation', cos_cache: 'table', sin_cache: 'table', position_ids: 'index?' },
  outputs: { Y: 'X' },
  attributes: { interleaved: int(0), num_heads: int(0), rotary_embedding_dim: int(0) },
  infer({ X }, settings) {
    rotatedShape(X, settings);
    return [X.shape];
  },
  detail: () => ({ kind: 'elementwise', function: 'rotaryembedding' }),
  cost: {
    operations: '3·∏rotated',
    // Positions pick rows of the tables.
    memory: ({ position_ids }) =>
      position_ids === undefined
        ? 'stream'
        : { reads: { cos_cache: '∏position_ids·angles', sin_cache: '∏position_ids·angles' } },
    terms: ({ X, cos_cache }, settings) => ({
      rotated: rotatedShape(X, settings),
      angles: dimension(cos_cache, cos_cache.shape.length - 1),
    }),
    source: 'Su et al. 2021: for each pair of elements four products, a subtraction and an addition',
  },
});

const updateRules: ReadonlySet<string> = new Set(['linear', 'gated', 'delta', 'gated_delta']);

/**
 * Attention by a recurrent state instead of scores: each token writes an outer product into it and reads a row from it.
 */
export const linearAttention = defineOp({
  type: 'LinearAttention',
  since: 27,
  category: 'attention',
  spec: 'https://onnx.ai/onnx/operators/onnx__LinearAttention.html',
  inputs: {
    query: 'activation',
    key: 'activation',
    value: 'activation',
    past_state: 'state?',
    decay: 'activation?',
    beta: 'activation?',
  },
  outputs: { output: 'query', present_state: ({ past_state, query }) => past_state?.dtype ?? query.dtype },
  attributes: {
    q_num_heads: required(int()),
    kv_num_heads: required(int()),
    update_rule: text('gated_delta'),
    scale: float(0),
    chunk_size: int(64),
  },
  infer({ query, key, value }, settings) {
    if (!updateRules.has(settings.update_rule)) throw new NodeError(`update_rule is ${settings.update_rule}`);
    const { batch, heads, keyValueHeads, queryLength, headSize, valueHeadSize } = packedSizes(
      query,
      key,
      value,
      settings,
    );
    return [
      [batch, queryLength, multiply(heads, valueHeadSize)],
      [batch, keyValueHeads, headSize, valueHeadSize],
    ];
  },
  detail: ({ query, key, value }, settings) =>
    attentionDetail(packedSizes(query, key, value, settings), { causal: true }),
  cost: {
    multiplyAdds: 'N·T·D·Dv·(H + (1 + corrected)·Hkv)',
    operations: '∏decay + gated·N·T·Hkv·D·Dv + corrected·2·N·T·Hkv·Dv + ∏output',
    memory: 'stream',
    terms({ query, key, value }, settings) {
      const { batch, heads, keyValueHeads, queryLength, headSize, valueHeadSize } = packedSizes(
        query,
        key,
        value,
        settings,
      );
      return {
        N: batch,
        T: queryLength,
        H: heads,
        Hkv: keyValueHeads,
        D: headSize,
        Dv: valueHeadSize,
        gated: settings.update_rule.startsWith('gated') ? 1 : 0,
        corrected: settings.update_rule.endsWith('delta') ? 1 : 0,
      };
    },
    source:
      'the recurrence, token by token: writing key ⊗ value into the state and reading query · state ' +
      'are products of D·Dv, and so is reading what a delta rule corrects; besides, the decay is ' +
      'exponentiated and scales the state, a correction is subtracted and weighted, the output scaled',
  },
});

/** @throws NodeError when ranks or heads do not fit */
function read(
  query: RankedTensor,
  key: RankedTensor,
  value: RankedTensor,
  pastKey: RankedTensor | undefined,
  pastValue: RankedTensor | undefined,
  heads: Heads,
): CachedSizes {
  const packed = query.shape.length === 3;
  const sizes = packed ? packedSizes(query, key, value, heads) : headedSizes(query, key, value);
  if ((pastKey === undefined) !== (pastValue === undefined)) {
    throw new NodeError('past_key and past_value come together');
  }
  if (pastKey === undefined || pastValue === undefined) return { ...sizes, packed };
  requireRanks(4, [pastKey, pastValue]);
  const past = agreedDim(dimension(pastKey, 2), dimension(pastValue, 2), 'past keys', 'past values');
  return { ...sizes, keyLength: add(past, sizes.keyLength), packed };
}

function packedSizes(
  query: RankedTensor,
  key: RankedTensor,
  value: RankedTensor,
  { q_num_heads: heads, kv_num_heads: keyValueHeads }: Heads,
): AttentionSizes {
  requireRanks(3, [query, key, value]);
  if (heads === undefined || keyValueHeads === undefined) {
    throw new NodeError('operands of 3 axes need q_num_heads and kv_num_heads');
  }
  requireGroups(heads, keyValueHeads);
  return {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength: dimension(query, 1),
    keyLength: agreedDim(dimension(key, 1), dimension(value, 1), 'keys', 'values'),
    headSize: agreedDim(
      perHead(dimension(query, 2), heads),
      perHead(dimension(key, 2), keyValueHeads),
      'elements of a query',
      'of a key',
    ),
    valueHeadSize: perHead(dimension(value, 2), keyValueHeads),
  };
}

/**
 * The sizes of operands with an axis of heads.
 * @throws NodeError when ranks, heads or lengths do not fit
 */
export function headedSizes(query: RankedTensor, key: RankedTensor, value: RankedTensor): AttentionSizes {
  requireRanks(4, [query, key, value]);
  const heads = dimension(query, 1);
  const keyValueHeads = agreedDim(dimension(key, 1), dimension(value, 1), 'heads of keys', 'heads of values');
  requireGroups(heads, keyValueHeads);
  return {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength: dimension(query, 2),
    keyLength: agreedDim(dimension(key, 2), dimension(value, 2), 'keys', 'values'),
    headSize: agreedDim(dimension(query, 3), dimension(key, 3), 'elements of a query', 'of a key'),
    valueHeadSize: dimension(value, 3),
  };
}

function requireRanks(rank: number, operands: readonly RankedTensor[]): void {
  if (operands.some(({ shape }) => shape.length !== rank)) {
    throw new NodeError(
      `operands of ${rank} axes are wanted, not ${operands.map(({ shape }) => printShape(shape)).join(', ')}`,
    );
  }
}

function requireGroups(heads: Dim, keyValueHeads: Dim): void {
  if (!isKnown(heads) || !isKnown(keyValueHeads)) return;
  if (keyValueHeads < 1 || BigInt(heads) % BigInt(keyValueHeads) !== 0n) {
    throw new NodeError(`${heads} heads of queries do not share ${keyValueHeads} heads of keys`);
  }
}

function agreedDim(first: Dim, second: Dim, what: string, other: string): Dim {
  if (isKnown(first) && isKnown(second) && first !== second) {
    throw new NodeError(`${first} ${what} meet ${second} ${other}`);
  }
  return agreed([first, second]) ?? first;
}

/** Batch, positions, heads and the elements of each head that turn. */
function rotatedShape(
  input: RankedTensor,
  { num_heads, rotary_embedding_dim }: { readonly num_heads: number; readonly rotary_embedding_dim: number },
): readonly Dim[] {
  const { shape } = input;
  if (shape.length === 4) {
    return [...shape.slice(0, 3), rotary_embedding_dim > 0 ? rotary_embedding_dim : dimension(input, 3)];
  }
  if (shape.length !== 3) throw new NodeError(`X has the shape ${printShape(shape)}, should have 3 or 4 axes`);
  if (rotary_embedding_dim <= 0) return shape;
  return [dimension(input, 0), dimension(input, 1), headsWidth(rotary_embedding_dim, num_heads)];
}
