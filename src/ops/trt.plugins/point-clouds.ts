import { floorDivide, product } from '../../dim/index.js';
import { float, floats, int, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { NodeError } from '../language/node-error.js';
import { inTensorRt, pluginPage } from './domains.js';

/** The numbers of a point within its voxel: four of its own, three to the mean and three to the centre of the voxel. */
const FEATURES = 10;

/** Points of a cloud brought into voxels. */
export const voxelGenerator = inTensorRt(
  defineOp({
    type: 'VoxelGeneratorPlugin',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('voxelGeneratorPlugin'),
    inputs: { points: 'activation', num_points: 'index' },
    outputs: { voxels: 'points', coordinates: 'int32', voxel_count: 'int32' },
    attributes: {
      max_num_points_per_voxel: required(int()),
      max_voxels: required(int()),
      point_cloud_range: floats(),
      voxel_feature_num: int(FEATURES),
      voxel_size: floats(),
    },
    infer({ points }, { max_voxels, max_num_points_per_voxel, voxel_feature_num }) {
      const batch = dimension(points, 0);
      return [[batch, max_voxels, max_num_points_per_voxel, voxel_feature_num], [batch, max_voxels, 4], [batch]];
    },
    cost: {
      operations: '6·∏points',
      memory: 'stream',
      source: 'a coordinate: its cell 2, the mean 2, two differences',
    },
  }),
);

/** Features of voxels written to their cells of a plane. */
export const pillarScatter = inTensorRt(
  defineOp({
    type: 'PillarScatterPlugin',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('pillarScatterPlugin'),
    inputs: { features: 'activation', coordinates: 'index', voxel_count: 'index' },
    outputs: { plane: 'features' },
    attributes: { dense_shape: required(ints()) },
    infer({ features }, { dense_shape }) {
      const [height, width] = dense_shape;
      if (height === undefined || width === undefined) throw new NodeError('dense_shape needs a height and a width');
      return [[dimension(features, 0), dimension(features, features.shape.length - 1), height, width]];
    },
    cost: { operations: '0', memory: 'stream', source: 'moves data' },
  }),
);

/** The numbers of a box in space: a place, three sizes, an angle. */
const BOX_SIZES = 7;

/** Boxes in space decoded from anchors: of each place and anchor one, with seven numbers, a class and a score. */
export const decodeBoxes = inTensorRt(
  defineOp({
    type: 'DecodeBbox3DPlugin',
    since: 1,
    category: 'other',
    spec: pluginPage('decodeBbox3DPlugin'),
    inputs: { scores: 'activation', boxes: 'activation', directions: 'activation' },
    outputs: { decoded: 'scores', count: 'int32' },
    attributes: {
      anchors: required(floats()),
      anchor_bottom_height: floats(),
      dir_offset: float(0),
      num_dir_bins: int(2),
      point_cloud_range: floats(),
      score_thresh: float(0),
    },
    infer({ scores, boxes }) {
      const batch = dimension(scores, 0);
      return [[batch, floorDivide(product(boxes.shape.slice(1)), BOX_SIZES), BOX_SIZES + 2], [batch]];
    },
    cost: {
      operations: '∏scores',
      memory: 'stream',
      source: 'at least a comparison a score; which boxes are decoded depends on the data',
    },
  }),
);
