import { fromInteger } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { StoredTensor } from '../../ir/index.js';
import { int, required, tensorAttribute } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, elementCount } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

function lengthOf(weights: StoredTensor): Dim {
  return elementCount(weights.dims.map((dim) => fromInteger(dim)));
}

/**
 * Embeddings of tokens, segments and positions, added up and normalised; its tables are attributes. Token ids lie
 * sequence by batch.
 */
export const embeddings = ['CustomEmbLayerNormPluginDynamic', 'EmbLayerNormPlugin_TRT'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'normalization',
      spec: pluginPage('embLayerNormPlugin'),
      inputs: { token_id: 'index', segment_id: 'index', input_mask: 'index?' },
      outputs: {
        embedded_input: (_, { output_fp16 }) => (output_fp16 === 0 ? 'float32' : 'float16'),
        mask_index: 'int32',
      },
      attributes: {
        output_fp16: int(0),
        full_mask: int(0),
        bert_embeddings_layernorm_beta: required(tensorAttribute()),
      },
      infer({ token_id: tokens }, { bert_embeddings_layernorm_beta: beta }) {
        const [length, batch] = [dimension(tokens, 0), dimension(tokens, 1)];
        return [[length, batch, lengthOf(beta), 1, 1], [batch]];
      },
      detail: () => ({ kind: 'normalization', function: 'layer', affine: true, residual: true }),
      cost: {
        operations: '9·∏embedded_input + 3·∏token_id',
        memory: 'stream',
        source: 'two additions, and 7 an element and 3 a token as LayerNormalization with a shift',
      },
    }),
  ),
);

/** A product with a matrix that is an attribute. */
export const fullyConnected = inTensorRt(
  defineOp({
    type: 'CustomFCPluginDynamic',
    since: 1,
    category: 'matmul',
    spec: pluginPage('fcPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { out_dims: required(int()), type_id: int(0) },
    infer: ({ input }, { out_dims }) => {
      if (input.shape.length < 3) throw new NodeError(`an input of rank ${input.shape.length}, should be 3 or more`);
      return [input.shape.with(2, out_dims)];
    },
    detail: ({ input }, { out_dims }) => ({
      kind: 'matmul',
      batch: 1,
      m: elementCount(input.shape.slice(0, 2)),
      n: out_dims,
      k: dimension(input, 2),
      bias: false,
    }),
    cost: {
      multiplyAdds: '∏output·K',
      operations: '0',
      memory: 'stream',
      terms: ({ input }) => ({ K: dimension(input, 2) }),
      source: 'a multiply-add an output and an element of the contracted axis',
    },
  }),
);
