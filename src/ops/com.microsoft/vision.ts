import { gridSample } from '../ai.onnx/sampling.js';
import { dimsOrInput, dynamic, float, int, ints, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, printShape } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** GridSample, as the standard has it from opset 16. */
export const gridSampleBefore16: Operator = {
  ...gridSample,
  domain: microsoft,
  since: 1,
  spec: contribSpec('GridSample'),
};

/** Regions of images brought to one size. */
export const cropAndResize = defineOp({
  type: 'CropAndResize',
  domain: microsoft,
  since: 1,
  category: 'resize',
  spec: contribSpec('CropAndResize'),
  inputs: { X: 'activation', rois: 'activation', batch_indices: 'index', crop_size: 'config' },
  outputs: { Y: 'X' },
  attributes: { mode: text('bilinear'), extrapolation_value: float(0), size: dimsOrInput({ input: 'crop_size' }) },
  infer({ X, rois }, { size }, context) {
    if (X.shape.length !== 4) throw new NodeError(`X has the shape ${printShape(X.shape)}, should have 4 axes`);
    const [height, width] = size === undefined || size === dynamic ? [] : size;
    return [
      [
        dimension(rois, 0),
        dimension(X, 1),
        height ?? context.fresh('crop_height'),
        width ?? context.fresh('crop_width'),
      ],
    ];
  },
  detail: (_, { mode }) => ({ kind: 'resize', mode }),
  cost: {
    operations: 'each·∏Y',
    memory: 'stream',
    terms: (_, { mode }) => ({ each: mode === 'nearest' ? 0 : 7 }),
    source: 'nearest moves data; bilinear weighs the 4 corners about a place and adds them up (4 + 3)',
  },
});

const plugin = (type: string): string => `https://github.com/NVIDIA/TensorRT/tree/main/plugin#${type}`;

/** Detection boxes that TensorRT's plugin picks by score and overlap: as many places as may be filled. */
export const efficientNms = defineOp({
  type: 'EfficientNMS_TRT',
  since: 1,
  category: 'other',
  spec: plugin('efficientNMSPlugin'),
  inputs: { boxes: 'activation', scores: 'activation', anchors: 'activation?' },
  outputs: { num_detections: 'int32', detection_boxes: 'boxes', detection_scores: 'boxes', detection_classes: 'int32' },
  attributes: {
    background_class: int(-1),
    box_coding: int(0),
    iou_threshold: float(0),
    max_output_boxes: int(1),
    score_activation: int(0),
    score_threshold: float(0),
    plugin_version: text('1'),
  },
  infer({ boxes }, { max_output_boxes }) {
    const batch = dimension(boxes, 0);
    return [
      [batch, 1],
      [batch, max_output_boxes, 4],
      [batch, max_output_boxes],
      [batch, max_output_boxes],
    ];
  },
  cost: {
    operations: '(1 + 4·activated)·∏scores',
    memory: 'stream',
    terms: (_, { score_activation }) => ({ activated: score_activation === 0 ? 0 : 1 }),
    source: 'at least a comparison a score, and its sigmoid (4) where asked for; overlaps depend on the data',
  },
});

/** Regions of feature maps of several sizes brought to one size by TensorRT's plugins. */
export const pyramidCrops: readonly Operator[] = ['MultilevelCropAndResize_TRT', 'PyramidROIAlign_TRT'].map((type) =>
  defineOp({
    type,
    since: 1,
    category: 'pooling',
    spec: plugin(type),
    inputs: {
      boxes: 'activation',
      feature_map_0: 'activation',
      feature_map_1: 'activation',
      feature_map_2: 'activation',
      feature_map_3: 'activation',
    },
    outputs: { patches: 'boxes' },
    attributes: { image_size: ints(), pooled_size: int(1), plugin_version: text('1') },
    infer: ({ boxes, feature_map_0 }, { pooled_size }) => [
      [dimension(boxes, 0), dimension(boxes, 1), dimension(feature_map_0, 1), pooled_size, pooled_size],
    ],
    detail: (_, { pooled_size }) => ({
      kind: 'pool',
      function: 'roi',
      global: false,
      kernel: [pooled_size, pooled_size],
      strides: [],
    }),
    cost: {
      operations: '7·∏patches',
      memory: 'stream',
      source: 'bilinear: weighs the 4 corners about a place and adds them up (4 + 3)',
    },
  }),
);

/** DeBERTa's sum of three scores by TensorRT's plugin, two of which are looked up by distance. */
export const disentangledAttention = defineOp({
  type: 'DisentangledAttention_TRT',
  since: 1,
  category: 'attention',
  spec: plugin('disentangledAttentionPlugin'),
  inputs: { c2c_attention: 'activation', c2p_attention: 'activation', p2c_attention: 'activation' },
  outputs: { disentangled_attention: 'c2c_attention' },
  attributes: { span: int(0), factor: float(1) },
  infer: ({ c2c_attention }) => [c2c_attention.shape],
  cost: { operations: '3·∏disentangled_attention', memory: 'stream', source: 'two additions and a product' },
});
