import { product, sum } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import { float, floats, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
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

/** Boxes at a place of the first feature map. A place of any other map has one box more than there are ratios. */
const RATIOS_OF_FIRST_MAP = 3;

/** SSD's boxes of several feature maps, whose sizes are settings, with their variances: an output for each map. */
export const gridAnchor = [
  { type: 'GridAnchor_TRT', sides: 1 },
  { type: 'GridAnchorRect_TRT', sides: 2 },
].flatMap(({ type, sides }) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: pluginPage('gridAnchorPlugin'),
      inputs: {},
      outputs: { priors: 'float32' },
      attributes: {
        minSize: float(0.2),
        maxSize: float(0.95),
        aspectRatios: required(floats()),
        featureMapShapes: required(ints()),
        variance: floats(),
        numLayers: int(6),
      },
      infer: (_, { aspectRatios, featureMapShapes: lengths, numLayers }) =>
        Array.from({ length: numLayers }, (_map, layer) => {
          const height = lengths[layer * sides];
          const width = lengths[layer * sides + sides - 1];
          if (height === undefined || width === undefined) {
            throw new NodeError(`${lengths.length} lengths of ${numLayers} feature maps`);
          }
          const boxes = layer === 0 ? RATIOS_OF_FIRST_MAP : aspectRatios.length + 1;
          return [2, product([height, width, 4 * boxes]), 1];
        }),
      cost: {
        operations: '∏priors',
        memory: 'stream',
        terms: (_, _settings, outputs) => ({
          priors: [sum(outputs.map((output) => (isRanked(output) ? product(output.shape) : 0)))],
        }),
        source: 'a coordinate or a variance takes an operation',
      },
    }),
  ),
);

/** The regions that Faster R-CNN proposes, and the part of a feature map below each of them, pooled to one size. */
export const regionProposal = inTensorRt(
  defineOp({
    type: 'RPROI_TRT',
    since: 1,
    category: 'other',
    spec: pluginPage('nvFasterRCNN'),
    inputs: { scores: 'activation', deltas: 'activation', feature_map: 'activation', image_info: 'activation' },
    outputs: { rois: 'scores', pooled: 'feature_map' },
    attributes: {
      poolingH: required(int()),
      poolingW: required(int()),
      featureStride: int(16),
      preNmsTop: int(0),
      nmsMaxOut: required(int()),
      anchorsRatioCount: int(0),
      anchorsScaleCount: int(0),
      iouThreshold: float(0),
      minBoxSize: float(0),
      spatialScale: float(0),
      anchorsRatios: floats(),
      anchorsScales: floats(),
    },
    infer: ({ scores, feature_map: map }, { nmsMaxOut, poolingH, poolingW }) => [
      [dimension(scores, 0), 1, nmsMaxOut, 4],
      [dimension(scores, 0), nmsMaxOut, dimension(map, 1), poolingH, poolingW],
    ],
    cost: { operations: '∏scores', memory: 'stream', source: `${source}, nor is the largest element of each place` },
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
