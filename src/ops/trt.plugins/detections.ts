import { add } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { float, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

const source = 'at least a comparison a score; sorting and overlaps depend on the data and are not counted';

const kept = {
  keep_topk: required(int()),
  iou_threshold: float(0.5),
  score_threshold: float(0),
  num_classes: int(1),
  prenms_topk: int(0),
  fg_threshold: float(0),
  image_size: int(0),
};

/** Operators of Mask R-CNN that keep a fixed number of boxes of each image, whatever the data. */
export const keptBoxes: readonly Operator[] = (
  [
    ['ProposalLayer_TRT', 'proposalLayerPlugin', 4],
    ['DetectionLayer_TRT', 'detectionLayerPlugin', 6],
    ['GenerateDetection_TRT', 'generateDetectionPlugin', 6],
    ['MultilevelProposeROI_TRT', 'multilevelProposeROI', 4],
  ] as const
).flatMap(([type, folder, width]) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage(folder),
      inputs: { first: 'activation', others: 'activation*' },
      outputs: { boxes: 'first' },
      attributes: kept,
      infer: ({ first }, { keep_topk }) => [[dimension(first, 0), keep_topk, width]],
      cost: { operations: '∏first', memory: 'stream', source },
    }),
  ),
);

/** The boxes of detections by themselves, without class and score. */
export const specialSlice = inTensorRt(
  defineOp({
    type: 'SpecialSlice_TRT',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('specialSlicePlugin'),
    inputs: { detections: 'activation' },
    outputs: { boxes: 'detections' },
    infer: ({ detections }) => [[dimension(detections, 0), dimension(detections, 1), 4]],
    cost: { operations: '0', memory: { reads: { detections: '∏boxes' } }, source: 'moves data' },
  }),
);

/** The last layer of YOLO v2: sigmoids of places, sizes and objectness, a softmax over classes. */
export const region = inTensorRt(
  defineOp({
    type: 'Region_TRT',
    since: 1,
    category: 'activation',
    spec: pluginPage('regionPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { num: int(5), coords: int(4), classes: int(20) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    cost: {
      operations: '4·∏input',
      memory: 'stream',
      source: 'about a sigmoid (4) or a share of a softmax (4) an element',
    },
  }),
);

/** Two channels more, which hold the place along both sides. */
export const coordinateChannels = inTensorRt(
  defineOp({
    type: 'CoordConvAC',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('coordConvACPlugin'),
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    infer: ({ input }) => [input.shape.map((dim, axis): Dim => (axis === 1 ? add(dim, 2) : dim))],
    cost: { operations: '0', memory: 'stream', source: 'moves data; coordinates are written, not worked out' },
  }),
);
