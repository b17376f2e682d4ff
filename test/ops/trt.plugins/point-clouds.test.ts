import { decodeBoxes, pillarScatter, voxelGenerator } from '../../../src/ops/trt.plugins/point-clouds.js';
import { f32, floats, tensor, testOp } from '../../testers/test-op.js';

for (const operator of voxelGenerator) {
  testOp(operator, [
    {
      name: 'as many voxels as the node says',
      inputs: { points: f32(2, 4000, 4), num_points: tensor('int32', 2) },
      attributes: { max_num_points_per_voxel: 32, max_voxels: 1000 },
      outputs: [f32(2, 1000, 32, 10), tensor('int32', 2, 1000, 4), tensor('int32', 2)],
      flops: 6 * 2 * 4000 * 4,
    },
  ]);
}

for (const operator of pillarScatter) {
  testOp(operator, [
    {
      name: 'a plane of features',
      inputs: {
        features: f32(2, 1000, 64),
        coordinates: tensor('int32', 2, 1000, 4),
        voxel_count: tensor('int32', 2),
      },
      attributes: { dense_shape: [496, 432] },
      outputs: [f32(2, 64, 496, 432)],
      flops: 0,
    },
  ]);
}

for (const operator of decodeBoxes) {
  testOp(operator, [
    {
      name: 'a box of each place and anchor, in two rotations of three classes',
      inputs: { scores: f32(2, 248, 216, 18), boxes: f32(2, 248, 216, 42), directions: f32(2, 248, 216, 12) },
      attributes: { anchors: floats(1, 2, 3, 0) },
      outputs: [f32(2, 248 * 216 * 6, 9), tensor('int32', 2)],
      flops: 2 * 248 * 216 * 18,
      pin: [42],
    },
  ]);
}
