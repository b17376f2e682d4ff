import { float, int, ints } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { PoolDetail } from '../language/detail.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

const bilinear = 'bilinear: weighs the 4 corners about a place and adds them up (4 + 3)';

function regions(height: number, width: number): PoolDetail {
  return { kind: 'pool', function: 'roi', global: false, kernel: [height, width], strides: [] };
}

/** RoiAlign, as the standard has it, its modes written as numbers. */
export const roiAlign = inTensorRt(
  defineOp({
    type: 'ROIAlign_TRT',
    since: 1,
    category: 'pooling',
    spec: pluginPage('roiAlignPlugin'),
    inputs: { X: 'activation', rois: 'index', batch_indices: 'index' },
    outputs: { Y: 'X' },
    attributes: {
      coordinate_transformation_mode: int(1),
      mode: int(1),
      output_height: int(1),
      output_width: int(1),
      sampling_ratio: int(0),
      spatial_scale: float(1),
    },
    infer: ({ X, rois }, { output_height, output_width }) => [
      [dimension(rois, 0), dimension(X, 1), output_height, output_width],
    ],
    detail: (_, { output_height, output_width }) => regions(output_height, output_width),
    cost: {
      operations: '8·samples·∏Y',
      memory: 'stream',
      // With no ratio a region's size decides how many points are taken.
      terms: (_, { sampling_ratio }, _outputs, context) => ({
        samples: sampling_ratio > 0 ? sampling_ratio ** 2 : context.fresh('samples'),
      }),
      source: 'as RoiAlign: at each point 4 products and 3 additions, then one operation to pool it',
    },
  }),
);

/** Regions of feature maps of several sizes brought to one size. */
export const pyramidCrops = ['MultilevelCropAndResize_TRT', 'PyramidROIAlign_TRT'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'pooling',
      spec: pluginPage('pyramidROIAlignPlugin'),
      inputs: {
        boxes: 'index',
        feature_map_0: 'activation',
        feature_map_1: 'activation',
        feature_map_2: 'activation',
        feature_map_3: 'activation',
        feature_map_4: 'activation?',
      },
      outputs: { patches: 'boxes' },
      attributes: { image_size: ints(), pooled_size: int(1), fpn_scale: int(224) },
      infer: ({ boxes, feature_map_0 }, { pooled_size }) => [
        [dimension(boxes, 0), dimension(boxes, 1), dimension(feature_map_0, 1), pooled_size, pooled_size],
      ],
      detail: (_, { pooled_size }) => regions(pooled_size, pooled_size),
      cost: { operations: '7·∏patches', memory: 'stream', source: bilinear },
    }),
  ),
);

/** Regions of one feature map brought to one size. */
export const cropAndResizeDynamic = ['CropAndResizeDynamic', 'CropAndResizePlugin'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'resize',
      spec: pluginPage('cropAndResizePlugin'),
      inputs: { feature_maps: 'activation', rois: 'index' },
      outputs: { cropped: 'feature_maps' },
      attributes: { crop_height: int(1), crop_width: int(1) },
      infer: ({ feature_maps, rois }, { crop_height, crop_width }) => [
        [dimension(rois, 0), dimension(rois, 1), dimension(feature_maps, 1), crop_height, crop_width],
      ],
      detail: () => ({ kind: 'resize', mode: 'bilinear' }),
      cost: { operations: '7·∏cropped', memory: 'stream', source: bilinear },
    }),
  ),
);
