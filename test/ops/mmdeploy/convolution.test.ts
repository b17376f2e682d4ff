import { deformableConvolution, modulatedDeformableConvolution } from '../../../src/ops/mmdeploy/convolution.js';
import { f32, testOp } from '../../testers/test-op.js';

// 3×3 taps of 4 channels into 6 over 8×8 places; each value is interpolated (7) and, modulated, scaled (1).
const attributes = { stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1, deform_groups: 1 };
const products = 6 * 64 * 4 * 9;
for (const operator of deformableConvolution) {
  testOp(operator, [
    {
      name: 'two offsets a tap',
      inputs: { input: f32(1, 4, 8, 8), offset: f32(1, 18, 8, 8), weight: f32(6, 4, 3, 3) },
      attributes,
      outputs: [f32(1, 6, 8, 8)],
      multiplyAdds: products,
      flops: 2 * products + 18 * 64 + 7 * 4 * 64 * 9,
      detail: { kind: 'convolution', outputChannels: 6 },
      pin: [3],
    },
  ]);
}
for (const operator of modulatedDeformableConvolution) {
  testOp(operator, [
    {
      name: 'a mask a tap, a bias',
      inputs: {
        input: f32(1, 4, 8, 8),
        offset: f32(1, 18, 8, 8),
        mask: f32(1, 9, 8, 8),
        weight: f32(6, 4, 3, 3),
        bias: f32(6),
      },
      attributes,
      outputs: [f32(1, 6, 8, 8)],
      multiplyAdds: products,
      flops: 2 * products + 6 * 64 + 18 * 64 + 8 * 4 * 64 * 9,
      pin: [3],
    },
  ]);
}
