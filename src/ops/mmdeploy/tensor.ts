import { instanceNormalization } from '../ai.onnx/normalization.js';
import { gridSample } from '../ai.onnx/sampling.js';
import { attentionDetail, attentionProducts, attentionSource, attentionTerms } from '../families/attention.js';
import type { AttentionSizes } from '../families/attention.js';
import type { RankedTensor } from '../../ir/index.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { inMmdeploy, mmdeploySpec } from './domains.js';

/** InstanceNormalization of the standard. */
export const mmcvInstanceNormalization: readonly Operator[] = inMmdeploy({
  ...instanceNormalization,
  type: 'MMCVInstanceNormalization',
  since: 1,
  spec: mmdeploySpec('tensorrt'),
});

/** GridSample, its modes written as numbers: 0 bilinear, 1 nearest, 2 bicubic. */
export const gridSampler: readonly Operator[] = inMmdeploy({
  ...gridSample,
  type: 'grid_sampler',
  since: 1,
  spec: mmdeploySpec('onnxruntime'),
  apply: (values, attributes, context) => {
    const mode = attributes.get('interpolation_mode');
    const name = ['linear', 'nearest', 'cubic'][mode?.kind === 'int' ? Number(mode.value) : 0] ?? 'linear';
    return gridSample.apply(values, new Map([['mode', { kind: 'string', value: name }]]), context);
  },
});

/** Attention of one head, without a scale; the weights are given out as well. */
export const dotProductAttention = inMmdeploy(
  defineOp({
    type: 'ScaledDotProductAttentionTRT',
    since: 1,
    category: 'attention',
    spec: mmdeploySpec('tensorrt'),
    inputs: { query: 'activation', key: 'activation', value: 'activation', mask: 'activation?' },
    outputs: { output: 'query', weights: 'query' },
    infer({ query, key, value }) {
      const { batch, queryLength, keyLength, valueHeadSize } = sizesOf(query, key, value);
      return [
        [batch, queryLength, valueHeadSize],
        [batch, queryLength, keyLength],
      ];
    },
    detail: ({ query, key, value }) => attentionDetail(sizesOf(query, key, value), {}),
    cost: {
      multiplyAdds: attentionProducts,
      operations: '(5 + masked)·N·Tq·Tk - 2·rows',
      memory: 'stream',
      terms: ({ query, key, value, mask }) => ({
        ...attentionTerms(sizesOf(query, key, value), {}),
        masked: mask === undefined ? 0 : 1,
      }),
      source: `${attentionSource}; scores are not scaled`,
    },
  }),
);

function sizesOf(query: RankedTensor, key: RankedTensor, value: RankedTensor): AttentionSizes {
  return {
    batch: dimension(query, 0),
    heads: 1,
    keyValueHeads: 1,
    queryLength: dimension(query, 1),
    keyLength: dimension(key, 1),
    headSize: dimension(query, 2),
    valueHeadSize: dimension(value, 2),
  };
}

/** Slices of `data` at the places that the last axis of `indices` lists, sample by sample. */
export const gatherTopk = inMmdeploy(
  defineOp({
    type: 'GatherTopk',
    since: 1,
    category: 'data-movement',
    spec: mmdeploySpec('tensorrt'),
    inputs: { data: 'activation', indices: 'index' },
    outputs: { output: 'data' },
    infer: ({ data, indices }) => [[...indices.shape, ...data.shape.slice(indices.shape.length)]],
    detail: () => ({ kind: 'movement', function: 'gathertopk' }),
    cost: { operations: '0', memory: { reads: { data: '∏output' } }, source: 'reads what it takes' },
  }),
);

/** The greatest value so far, along one side of a map. */
export const cornerPool = inMmdeploy(
  defineOp({
    type: 'MMCVCornerPool',
    since: 1,
    category: 'pooling',
    spec: mmdeploySpec('onnxruntime'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { mode: int(0), name: text('') },
    infer: ({ input }) => [input.shape],
    cost: { operations: '∏output', memory: 'stream', source: 'a comparison an element' },
  }),
);
