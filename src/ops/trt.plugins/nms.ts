import { minimum, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { float, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

const source = 'at least a comparison a score; sorting and overlaps depend on the data and are not counted';

/** How many were found, and boxes, scores and classes of as many places as may be filled. */
function detections(boxes: RankedTensor, places: Dim): readonly Shape[] {
  const batch: Dim = dimension(boxes, 0);
  return [
    [batch, 1],
    [batch, places, 4],
    [batch, places],
    [batch, places],
  ];
}

/**
 * Boxes picked by score and overlap, decoded from anchors where a third input holds some. YOLO_NMS_TRT also gives where
 * they stood.
 */
export const efficientNms = ['EfficientNMS_TRT', 'YOLO_NMS_TRT'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('efficientNMSPlugin'),
      inputs: { boxes: 'activation', scores: 'activation', anchors: 'table?' },
      outputs: {
        num_detections: 'int32',
        detection_boxes: 'boxes',
        detection_scores: 'boxes',
        detection_classes: 'int32',
        detection_indices: 'int32',
      },
      attributes: {
        background_class: int(-1),
        box_coding: int(0),
        class_agnostic: int(0),
        iou_threshold: float(0),
        max_output_boxes: int(100),
        score_activation: int(0),
        score_threshold: float(0),
      },
      infer({ boxes }, { max_output_boxes }) {
        const shapes = detections(boxes, max_output_boxes);
        return [...shapes, ...shapes.slice(-1)];
      },
      cost: {
        operations: '(1 + 4·activated)·∏scores',
        memory: 'stream',
        terms: (_, { score_activation }) => ({ activated: score_activation === 0 ? 0 : 1 }),
        source: `${source}; with score_activation its sigmoid (4)`,
      },
    }),
  ),
);

/** EfficientNMS with the output of the standard's NonMaxSuppression, its unused places filled up. */
export const efficientNmsOnnx = inTensorRt(
  defineOp({
    type: 'EfficientNMS_ONNX_TRT',
    since: 1,
    category: 'other',
    spec: pluginPage('efficientNMSPlugin'),
    inputs: { boxes: 'activation', scores: 'activation' },
    outputs: { selected_indices: 'int32' },
    attributes: {
      score_threshold: float(0),
      iou_threshold: float(0),
      max_output_boxes_per_class: int(100),
      center_point_box: int(0),
    },
    infer: ({ scores }, { max_output_boxes_per_class: most }) => [
      [multiply(multiply(dimension(scores, 0), dimension(scores, 1)), most), 3],
    ],
    cost: { operations: '∏scores', memory: 'stream', source },
  }),
);

/** EfficientNMS with the settings and outputs of TensorFlow's combined suppression. */
export const efficientNmsTensorFlow = [
  { type: 'EfficientNMS_Explicit_TF_TRT', counted: [1] },
  { type: 'EfficientNMS_Implicit_TF_TRT', counted: [] },
].flatMap(({ type, counted }) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('efficientNMSPlugin/tftrt'),
      inputs: { boxes: 'activation', scores: 'activation' },
      outputs: {
        num_detections: 'int32',
        detection_boxes: 'boxes',
        detection_scores: 'boxes',
        detection_classes: 'int32',
      },
      attributes: {
        max_output_size_per_class: int(-1),
        max_total_size: required(int()),
        iou_threshold: float(0),
        score_threshold: float(0),
        pad_per_class: int(0),
        clip_boxes: int(0),
      },
      infer({ boxes, scores }, { max_output_size_per_class: each, max_total_size: all, pad_per_class: padded }) {
        const places = padded !== 0 && each > 0 ? minimum(all, multiply(each, dimension(scores, 2))) : all;
        const [, ...rest] = detections(boxes, places);
        return [[dimension(boxes, 0), ...counted], ...rest];
      },
      cost: { operations: '∏scores', memory: 'stream', source },
    }),
  ),
);

/** Boxes picked by score and overlap, of each class its own or shared by all. */
export const batchedNms = ['BatchedNMS_TRT', 'BatchedNMSDynamic_TRT'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('batchedNMSPlugin'),
      inputs: { boxes: 'activation', scores: 'activation' },
      outputs: { num_detections: 'int32', nmsed_boxes: 'boxes', nmsed_scores: 'boxes', nmsed_classes: 'boxes' },
      attributes: {
        shareLocation: int(1),
        backgroundLabelId: int(-1),
        numClasses: int(),
        topK: int(),
        keepTopK: int(100),
        scoreThreshold: float(0),
        iouThreshold: float(0),
        isNormalized: int(1),
        clipBoxes: int(1),
        scoreBits: int(16),
        caffeSemantics: int(1),
      },
      infer: ({ boxes }, { keepTopK }) => detections(boxes, keepTopK),
      cost: { operations: '∏scores', memory: 'stream', source },
    }),
  ),
);
