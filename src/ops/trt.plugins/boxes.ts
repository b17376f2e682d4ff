import { product } from '../../dim/index.js';
import { float, floats, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

const source = 'at least a comparison a score; sorting and overlaps depend on the data and are not counted';

/** How many boxes stand in each cell: one for each least size and aspect ratio, and one for each greatest size. */
function priorsOf(
  least: readonly unknown[],
  greatest: readonly unknown[],
  ratios: readonly number[],
  flip: number,
): number {
  const others = ratios.filter((ratio) => ratio !== 1).length;
  return least.length * (1 + others * (flip === 0 ? 1 : 2)) + greatest.length;
}

/** Boxes about each cell of a feature map, and the variances that go with them. */
export const priorBox = inTensorRt(
  defineOp({
    type: 'PriorBox_TRT',
    since: 1,
    category: 'other',
    spec: pluginPage('priorBoxPlugin'),
    inputs: { feature_map: 'activation', image: 'activation?' },
    outputs: { priors: 'float32' },
    attributes: {
      minSize: required(floats()),
      maxSize: floats(),
      aspectRatios: floats(),
      variance: floats(),
      flip: int(0),
      clip: int(0),
      imgH: int(0),
      imgW: int(0),
      stepH: float(0),
      stepW: float(0),
      offset: float(0.5),
    },
    infer: ({ feature_map: map }, { minSize, maxSize = [], aspectRatios = [], flip }) => [
      [2, product([dimension(map, 2), dimension(map, 3), 4 * priorsOf(minSize, maxSize, aspectRatios, flip)]), 1],
    ],
    cost: {
      operations: '∏priors',
      memory: { reads: { feature_map: '0', image: '0' } },
      source: 'looks at the shape; a coordinate or a variance takes an operation',
    },
  }),
);

/** Boxes decoded from anchors, the best by score and overlap: as many as the node says, whatever the data. */
export const proposal = ['Proposal', 'ProposalDynamic'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('proposalPlugin'),
      inputs: { scores: 'activation', deltas: 'activation' },
      outputs: { rois: 'scores' },
      attributes: {
        input_height: int(0),
        input_width: int(0),
        rpn_stride: int(16),
        roi_min_size: float(1),
        nms_iou_threshold: float(0.7),
        pre_nms_top_n: int(0),
        post_nms_top_n: required(int()),
        anchor_sizes: floats(),
        anchor_ratios: floats(),
      },
      infer: ({ scores }, { post_nms_top_n }) => [[dimension(scores, 0), post_nms_top_n, 4, 1]],
      cost: { operations: '∏scores', memory: 'stream', source },
    }),
  ),
);

/** SSD's detections: boxes decoded from priors, picked by score and overlap, a row of seven numbers each. */
export const detectionOutput = ['NMS_TRT', 'NMSDynamic_TRT'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('nmsPlugin'),
      inputs: { first: 'activation', second: 'activation', third: 'activation' },
      outputs: { detections: 'first', count: 'int32' },
      attributes: {
        shareLocation: int(1),
        varianceEncodedInTarget: int(0),
        backgroundLabelId: int(0),
        numClasses: int(0),
        topK: int(0),
        keepTopK: required(int()),
        confidenceThreshold: float(0),
        nmsThreshold: float(0),
        inputOrder: ints(),
        confSigmoid: int(0),
        isNormalized: int(0),
      },
      infer: ({ first }, { keepTopK }) => [
        [dimension(first, 0), 1, keepTopK, 7],
        [dimension(first, 0), 1, 1, 1],
      ],
      cost: {
        operations: '∏scores',
        memory: 'stream',
        terms: (inputs, { inputOrder = [0, 1, 2] }) => ({
          scores: Object.values(inputs)[inputOrder[1] ?? 1]?.shape ?? [],
        }),
        source,
      },
    }),
  ),
);
