import { multiply, product } from '../../dim/index.js';
import { float, floats, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { dimension } from '../families/shapes.js';

const domain = 'org.openvinotoolkit';
const shared = {
  domain,
  since: 1,
  category: 'other',
  spec: 'https://docs.openvino.ai/2025/documentation/openvino-ir-format/operation-sets/operation-specs.html',
} as const;
const source = 'at least a comparison a score; sorting and overlaps depend on the data and are not counted';

/** Boxes about each cell of a feature map, and the variances that go with them. */
export const priorBox = defineOp({
  ...shared,
  type: 'PriorBox',
  inputs: { feature_map: 'activation', image: 'activation' },
  outputs: { priors: 'float32' },
  attributes: {
    min_size: floats(),
    max_size: floats(),
    aspect_ratio: floats(),
    flip: int(0),
    clip: int(0),
    step: float(0),
    offset: float(0),
    variance: floats(),
    scale_all_sizes: int(1),
  },
  infer: ({ feature_map: map }, { min_size: least = [], max_size: greatest = [], aspect_ratio: ratios = [], flip }) => {
    const others = ratios.filter((ratio) => ratio !== 1).length * (flip === 0 ? 1 : 2);
    const each = least.length * (1 + others) + greatest.length;
    return [[1, 2, product([dimension(map, 2), dimension(map, 3), 4 * each])]];
  },
  cost: {
    operations: '∏priors',
    memory: { reads: { feature_map: '0', image: '0' } },
    source: 'looks at the shape; a coordinate or a variance takes an operation',
  },
});

/** The same with boxes of given widths and heights. */
export const priorBoxClustered = defineOp({
  ...shared,
  type: 'PriorBoxClustered',
  inputs: { feature_map: 'activation', image: 'activation' },
  outputs: { priors: 'float32' },
  attributes: {
    width: required(floats()),
    height: required(floats()),
    clip: int(0),
    step: float(0),
    offset: float(0),
    variance: floats(),
  },
  infer: ({ feature_map: map }, { width }) => [
    [1, 2, product([dimension(map, 2), dimension(map, 3), 4 * width.length])],
  ],
  cost: {
    operations: '∏priors',
    memory: { reads: { feature_map: '0', image: '0' } },
    source: 'looks at the shape; a coordinate or a variance takes an operation',
  },
});

/** SSD's detections: boxes decoded from priors, picked by score and overlap, a row of seven numbers each. */
export const detectionOutput = defineOp({
  ...shared,
  type: 'DetectionOutput',
  inputs: {
    box_logits: 'activation',
    class_preds: 'activation',
    proposals: 'activation',
    aux_class_preds: 'activation?',
    aux_box_preds: 'activation?',
  },
  outputs: { detections: 'box_logits' },
  attributes: {
    background_label_id: int(0),
    top_k: int(-1),
    keep_top_k: required(ints()),
    nms_threshold: float(0),
    confidence_threshold: float(0),
  },
  infer: ({ box_logits: boxes }, { keep_top_k: [kept = 0] }) => [[1, 1, multiply(dimension(boxes, 0), kept), 7]],
  cost: { operations: '∏class_preds', memory: 'stream', source },
});

/** Centres of a grid of cells, a box for each prior. */
export const priorGrid = defineOp({
  ...shared,
  type: 'ExperimentalDetectronPriorGridGenerator',
  inputs: { priors: 'activation', feature_map: 'activation', image: 'activation' },
  outputs: { grid: 'priors' },
  attributes: { flatten: int(1), h: int(0), w: int(0), stride_x: float(0), stride_y: float(0) },
  infer({ priors, feature_map: map }, { flatten, h, w }) {
    const [height, width] = [h > 0 ? h : dimension(map, 2), w > 0 ? w : dimension(map, 3)];
    const each = dimension(priors, 0);
    return [flatten === 0 ? [height, width, each, 4] : [product([height, width, each]), 4]];
  },
  cost: {
    operations: '∏grid',
    memory: { reads: { feature_map: '0', image: '0' } },
    source: 'an addition a coordinate; maps are looked at for their shapes',
  },
});

/** The best boxes of one image by score and overlap. */
export const proposals = defineOp({
  ...shared,
  type: 'ExperimentalDetectronGenerateProposalsSingleImage',
  inputs: { im_info: 'config', anchors: 'activation', deltas: 'activation', scores: 'activation' },
  outputs: { rois: 'scores', roi_scores: 'scores' },
  attributes: { min_size: float(0), nms_threshold: float(0.7), pre_nms_count: int(1000), post_nms_count: int(1000) },
  infer: (_, { post_nms_count: kept }) => [[kept, 4], [kept]],
  cost: { operations: '∏scores', memory: 'stream', source },
});

/** The best regions by score. */
export const topRegions = defineOp({
  ...shared,
  type: 'ExperimentalDetectronTopKROIs',
  inputs: { rois: 'activation', scores: 'activation' },
  outputs: { best: 'rois' },
  attributes: { max_rois: int(1000) },
  infer: (_, { max_rois }) => [[max_rois, 4]],
  cost: { operations: '∏scores', memory: 'stream', source: 'at least a comparison a score' },
});

/** Regions of the level of a pyramid that fits each, brought to one size. */
export const regionFeatures = defineOp({
  ...shared,
  type: 'ExperimentalDetectronROIFeatureExtractor',
  category: 'pooling',
  inputs: { rois: 'index', pyramid: 'activation*' },
  outputs: { features: 'rois', ordered: 'rois' },
  attributes: {
    output_size: int(7),
    sampling_ratio: int(2),
    aligned: int(0),
    pyramid_scales: ints(),
    image_id: int(0),
  },
  infer: ({ rois, pyramid: [map] }, { output_size: size }, context) => [
    [dimension(rois, 0), map === undefined ? context.fresh('channels') : dimension(map, 1), size, size],
    rois.shape,
  ],
  cost: {
    operations: '8·samples·∏features',
    memory: 'stream',
    terms: (_, { sampling_ratio: ratio }, _outputs, context) => ({
      samples: ratio > 0 ? ratio ** 2 : context.fresh('samples'),
    }),
    source: 'as RoiAlign: at each point 4 products and 3 additions, then one operation to pool it',
  },
});

/** Detections decoded from boxes and scores of all classes. */
export const detectronOutput = defineOp({
  ...shared,
  type: 'ExperimentalDetectronDetectionOutput',
  inputs: { rois: 'activation', deltas: 'activation', scores: 'activation', im_info: 'config' },
  outputs: { boxes: 'rois', classes: 'int32', best: 'rois' },
  attributes: {
    class_agnostic_box_regression: int(0),
    max_detections_per_image: int(100),
    nms_threshold: float(0.5),
    num_classes: int(81),
    post_nms_count: int(2000),
    score_threshold: float(0.05),
  },
  infer: (_, { max_detections_per_image: most }) => [[most, 4], [most], [most]],
  cost: { operations: '∏scores', memory: 'stream', source },
});
