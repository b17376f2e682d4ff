import type { StoredTensor } from '../../../src/ir/index.js';
import { embeddings, fullyConnected } from '../../../src/ops/trt.plugins/bert.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

const beta: StoredTensor = {
  name: '',
  dtype: 'float32',
  dims: [768],
  elements: undefined,
  bytes: 4 * 768,
  location: { kind: 'typed' },
  origin: { owner: 'test', field: 'value' },
};

for (const operator of embeddings) {
  testOp(operator, [
    {
      name: 'sequence by batch by the width of its tables',
      inputs: {
        token_id: tensor('int32', 128, 2),
        segment_id: tensor('int32', 128, 2),
        input_mask: tensor('int32', 128, 2),
      },
      attributes: { bert_embeddings_layernorm_beta: { kind: 'tensor', value: beta } },
      outputs: [f32(128, 2, 768, 1, 1), tensor('int32', 2)],
      flops: 9 * 128 * 2 * 768 + 3 * 128 * 2,
    },
  ]);
}
for (const operator of fullyConnected) {
  testOp(operator, [
    {
      name: 'a product with a matrix of 768 × 3072',
      inputs: { input: f32(128, 2, 768, 1, 1) },
      attributes: { out_dims: 3072 },
      outputs: [f32(128, 2, 3072, 1, 1)],
      multiplyAdds: 128 * 2 * 768 * 3072,
      pin: [1],
    },
  ]);
}
