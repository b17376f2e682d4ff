import { dtypeOfCode, isRanked } from '../../ir/index.js';
import type { DType, Tensor } from '../../ir/index.js';
import {
  attentionDetail,
  attentionOperations,
  attentionProducts,
  attentionSource,
  attentionTerms,
} from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import { float, graph, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { headedSizes } from '../families/attention-operands.js';

/** Scaled dot-product attention with graphs that change the scores before softmax and the weights after it. */
export const flexAttention = defineOp({
  type: 'FlexAttention',
  domain: 'ai.onnx.preview',
  since: 1,
  category: 'attention',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxpreview_FlexAttention.html',
  inputs: { Q: 'activation', K: 'activation', V: 'activation' },
  outputs: { Y: 'Q' },
  attributes: { scale: float(), softmax_precision: int(), score_mod: graph(), prob_mod: graph() },
  infer: ({ Q, K, V }) => [outputShape(headedSizes(Q, K, V))],
  detail: ({ Q, K, V }) => attentionDetail(headedSizes(Q, K, V), {}),
  cost: {
    multiplyAdds: attentionProducts,
    operations: attentionOperations,
    memory: 'stream',
    terms: ({ Q, K, V }) => attentionTerms(headedSizes(Q, K, V), {}),
    source: `${attentionSource}; what the graphs compute is theirs`,
  },
  controlFlow({ Q, K, V }, { softmax_precision, score_mod, prob_mod }) {
    const sizes = isRanked(Q) && isRanked(K) && isRanked(V) ? headedSizes(Q, K, V) : undefined;
    const scores: Tensor = {
      kind: 'tensor',
      dtype: precision(Q.dtype, softmax_precision),
      shape: sizes && [sizes.batch, sizes.heads, sizes.queryLength, sizes.keyLength],
    };
    const given = [
      ['score_mod', score_mod],
      ['prob_mod', prob_mod],
    ] as const;
    return {
      kind: 'repetition',
      bodies: given
        .filter(([, body]) => body !== undefined)
        .map(([attribute]) => ({ attribute, inputs: [scores], carried: [], limit: 1 })),
      outputs: () => [{ kind: 'tensor', dtype: Q.dtype, shape: sizes && outputShape(sizes) }],
    };
  },
});

function outputShape({ batch, heads, queryLength, valueHeadSize }: AttentionSizes): NonNullable<Tensor['shape']> {
  return [batch, heads, queryLength, valueHeadSize];
}

/** Scores are at least of single precision unless the node says otherwise. */
function precision(dtype: DType | undefined, code: number | undefined): DType | undefined {
  if (code !== undefined) return dtypeOfCode(code);
  return dtype === undefined || dtype === 'float64' ? dtype : 'float32';
}
