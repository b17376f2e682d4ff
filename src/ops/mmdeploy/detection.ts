import { multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { float, int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { PoolDetail } from '../language/detail.js';
import { NodeError } from '../language/node-error.js';
import { dimension, elementCount } from '../families/shapes.js';
import { inMmdeploy, mmdeploySpec } from './domains.js';

const searchSource = 'at least a comparison a score; sorting and overlaps depend on the data and are not counted';

/**
 * Boxes picked by score and overlap, a fixed number of them: corners or, turned, centre, size and angle, and the score
 * behind.
 */
export const batchedNms = [
  { type: 'TRTBatchedNMS', numbers: 5 },
  { type: 'TRTBatchedRotatedNMS', numbers: 6 },
].flatMap(({ type, numbers }) =>
  inMmdeploy(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: mmdeploySpec('tensorrt'),
      inputs: { boxes: 'activation', scores: 'activation' },
      outputs: { dets: 'boxes', labels: 'int32', indices: 'int32' },
      attributes: {
        background_label_id: int(-1),
        num_classes: int(),
        topk: int(-1),
        keep_topk: int(-1),
        topK: int(-1),
        keepTopK: int(-1),
        return_index: int(0),
      },
      infer({ boxes }, { keep_topk, keepTopK, topk, topK }) {
        const batch = dimension(boxes, 0);
        const all = dimension(boxes, 1);
        const kept = [keep_topk, keepTopK, topk, topK].find((count) => count > 0);
        const places: Dim = kept ?? all;
        return [
          [batch, places, numbers],
          [batch, places],
          [batch, places],
        ];
      },
      cost: { operations: '∏scores', memory: 'stream', source: searchSource },
    }),
  ),
);

/** The places of turned boxes that no better one overlaps; how many there are is data. */
export const rotatedNms = inMmdeploy(
  defineOp({
    type: 'NMSRotated',
    since: 1,
    category: 'other',
    spec: mmdeploySpec('onnxruntime'),
    inputs: { boxes: 'activation', scores: 'activation', iou_threshold: 'config?', score_threshold: 'config?' },
    outputs: { selected: 'int64' },
    attributes: { iou_threshold: float(0.5), score_threshold: float(0) },
    infer: ({ scores }, _, context) => [[context.fresh('count', elementCount(scores.shape))]],
    cost: { operations: '∏scores', memory: 'stream', source: searchSource },
  }),
);

/** MMCV's names of the standard's selection, its settings written as attributes. */
export const nonMaxSuppression = inMmdeploy(
  defineOp({
    type: 'NonMaxSuppression',
    since: 1,
    category: 'other',
    spec: mmdeploySpec('onnxruntime'),
    inputs: {
      boxes: 'activation',
      scores: 'activation',
      max_output_boxes_per_class: 'config?',
      iou_threshold: 'config?',
      score_threshold: 'config?',
    },
    outputs: { selected_indices: 'int64' },
    attributes: { iou_threshold: float(0.5), offset: int(0) },
    infer({ boxes, scores }, _, context) {
      const count = context.fresh('count', elementCount(scores.shape));
      return [boxes.shape.length === 2 ? [count] : [count, 3]];
    },
    cost: { operations: '∏scores', memory: 'stream', source: searchSource },
  }),
);

const regionAttributes = {
  output_height: int(1),
  output_width: int(1),
  aligned_height: int(0),
  aligned_width: int(0),
  pooled_height: int(0),
  pooled_width: int(0),
  sampling_ratio: int(0),
  spatial_scale: float(1),
  aligned: int(1),
  clockwise: int(0),
  mode: text('avg'),
};

interface RegionSettings {
  readonly output_height: number;
  readonly output_width: number;
  readonly aligned_height: number;
  readonly aligned_width: number;
}

function sizeOf(settings: RegionSettings): readonly [number, number] {
  const { output_height, output_width, aligned_height, aligned_width } = settings;
  return [aligned_height > 0 ? aligned_height : output_height, aligned_width > 0 ? aligned_width : output_width];
}

function regions([height, width]: readonly [number, number]): PoolDetail {
  return { kind: 'pool', function: 'roi', global: false, kernel: [height, width], strides: [] };
}

const regionSource = 'as RoiAlign: at each point 4 products and 3 additions, then one operation to pool it';

/** Regions of a map, upright or turned, brought to one size. */
export const roiAlign = [
  'MMCVRoIAlign',
  'MMCVRoiAlign',
  'RoIAlignRotated',
  'MMCVRoIAlignRotated',
  'MMCVRoIAlign_TRT',
].flatMap((type) =>
  inMmdeploy(
    defineOp({
      type,
      since: 1,
      category: 'pooling',
      spec: mmdeploySpec('tensorrt'),
      inputs: { input: 'activation', rois: 'index' },
      outputs: { output: 'input' },
      attributes: regionAttributes,
      infer: ({ input, rois }, settings) => [[dimension(rois, 0), dimension(input, 1), ...sizeOf(settings)]],
      detail: (_, settings) => regions(sizeOf(settings)),
      cost: {
        operations: '8·samples·∏output',
        memory: 'stream',
        terms: (_, { sampling_ratio }, __, context) => ({
          samples: sampling_ratio > 0 ? sampling_ratio ** 2 : context.fresh('samples'),
        }),
        source: regionSource,
      },
    }),
  ),
);

/** Regions brought to one size, each from the map of the level that fits its own. */
export const multiLevelRoiAlign = ['MMCVMultiLevelRoiAlign', 'MMCVMultiLevelRotatedRoiAlign'].flatMap((type) =>
  inMmdeploy(
    defineOp({
      type,
      since: 1,
      category: 'pooling',
      spec: mmdeploySpec('tensorrt'),
      inputs: { rois: 'index', feats: 'activation*' },
      outputs: { output: 'rois' },
      attributes: regionAttributes,
      infer({ rois, feats }, settings) {
        const [first] = feats;
        if (first === undefined) throw new NodeError('it has no map');
        return [[dimension(rois, 0), dimension(first, 1), ...sizeOf(settings)]];
      },
      detail: (_, settings) => regions(sizeOf(settings)),
      cost: {
        operations: '8·samples·∏output',
        memory: 'stream',
        terms: (_, { sampling_ratio }, __, context) => ({
          samples: sampling_ratio > 0 ? sampling_ratio ** 2 : context.fresh('samples'),
        }),
        source: regionSource,
      },
    }),
  ),
);

/** Base anchors at every place of a map, whose sides are the lengths of two inputs. */
export const gridPriors = inMmdeploy(
  defineOp({
    type: 'GridPriorsTRT',
    since: 1,
    category: 'other',
    spec: mmdeploySpec('tensorrt'),
    inputs: { base_anchors: 'table', height: 'config', width: 'config' },
    outputs: { anchors: 'base_anchors' },
    attributes: { stride_w: int(1), stride_h: int(1) },
    infer: ({ base_anchors, height, width }) => [
      [multiply(dimension(base_anchors, 0), multiply(dimension(height, 0), dimension(width, 0))), 4],
    ],
    cost: { operations: '∏anchors', memory: 'stream', source: 'each base anchor is shifted to each place' },
  }),
);
