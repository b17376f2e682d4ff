import { add, minimum, multiply, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import {
  attentionDetail,
  attentionRelations,
  attentionTerms,
  keysSeen,
  lengthsTold,
  seenOperations,
  seenProducts,
  seenSource,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { agreedDim, headedSizes, packedSizes, requireRanks } from '../families/attention-operands.js';
import type { Heads } from '../families/attention-operands.js';
import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Memory } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { keysVisible } from '../families/masks.js';
import { dimension } from '../families/shapes.js';

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
    memory(inputs, settings) {
      const { Q, K, V, past_key, past_value } = inputs;
      const { keyLength } = read(Q, K, V, past_key, past_value, settings);
      return memoryOf(inputs, widthsOf(inputs.attn_mask, keyLength, settings));
    },
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
      const widths = widthsOf(attn_mask, sizes.keyLength, settings);
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
  readonly perRow: Dim | undefined;
  readonly columns: Dim | undefined;
}

function widthsOf(mask: RankedTensor | undefined, keyLength: Dim, settings: Parameters<typeof windowOf>[0]): Widths {
  const seen = keysVisible(mask, keyLength, settings.is_causal !== 0);
  return { window: windowOf(settings), perRow: seen?.perRow, columns: seen?.columns };
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
