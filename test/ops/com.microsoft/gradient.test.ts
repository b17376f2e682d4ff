import {
  activationGradients,
  batchNormalizationGrad,
  batchNormInternal,
  convGrad,
  convTransposeGrad,
  dropoutGradients,
  invertibleLayerNormalizationGrad,
  layerNormalizationGrad,
  simplifiedLayerNormalizationGrad,
  softmaxGradients,
} from '../../../src/ops/com.microsoft/gradient.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// A 3×3 convolution of 4 channels into 8 over 10×10 places: 8·10·10·4·9 products, once more for each gradient.
const convolution = { dY: f32(2, 8, 10, 10), X: f32(2, 4, 10, 10), W: f32(8, 4, 3, 3) };
const products = 2 * 8 * 100 * 4 * 9;
testOp(convGrad, [
  {
    name: 'all three gradients',
    inputs: convolution,
    attributes: { pads: [1, 1, 1, 1] },
    outputs: [f32(2, 4, 10, 10), f32(8, 4, 3, 3), f32(8)],
    multiplyAdds: 2 * products,
    flops: 2 * 2 * products + 2 * 8 * 100,
    pin: [3],
  },
  {
    name: 'of the input alone',
    inputs: convolution,
    attributes: { pads: [1, 1, 1, 1] },
    outputs: [f32(2, 4, 10, 10)],
    multiplyAdds: products,
    pin: [3],
  },
]);

testOp(convTransposeGrad, [
  {
    name: 'as many products as the layer, for each gradient',
    inputs: { dY: f32(2, 8, 12, 12), X: f32(2, 4, 10, 10), W: f32(4, 8, 3, 3) },
    outputs: [f32(2, 4, 10, 10), f32(4, 8, 3, 3)],
    multiplyAdds: 2 * (2 * 4 * 100 * 8 * 9),
    pin: [3],
  },
]);

const perElement = [2, 2, 3, 3, 3, 10, 14, 10, 11, 15];
activationGradients.forEach((operator, index) => {
  testOp(operator, [
    {
      name: 'place by place',
      inputs: { dY: f32(2, 5), X: f32(2, 5) },
      outputs: [f32(2, 5)],
      flops: (perElement[index] ?? 0) * 2 * 5,
    },
  ]);
});

for (const operator of softmaxGradients) {
  testOp(operator, [
    { name: 'four an element', inputs: { dY: f32(2, 5), Y: f32(2, 5) }, outputs: [f32(2, 5)], flops: 4 * 2 * 5 },
  ]);
}

const rows = { Y_grad: f32(2, 7, 16), X: f32(2, 7, 16), scale: f32(16) };
testOp(layerNormalizationGrad, [
  {
    name: 'of input, scale and shift',
    inputs: { ...rows, mean: f32(2, 7, 1), inv_std_dev: f32(2, 7, 1) },
    outputs: [f32(2, 7, 16), f32(16), f32(16)],
    flops: 12 * 2 * 7 * 16,
  },
]);
testOp(invertibleLayerNormalizationGrad, [
  {
    name: 'from the output',
    inputs: { Y_grad: f32(2, 7, 16), Y: f32(2, 7, 16), scale: f32(16), bias: f32(16), inv_std_var: f32(2, 7, 1) },
    outputs: [f32(2, 7, 16), f32(16), f32(16)],
    flops: 12 * 2 * 7 * 16,
  },
]);
testOp(simplifiedLayerNormalizationGrad, [
  {
    name: 'of input and scale',
    inputs: { ...rows, inv_std_var: f32(2, 7, 1) },
    outputs: [f32(2, 7, 16), f32(16)],
    flops: 8 * 2 * 7 * 16,
  },
]);
testOp(batchNormalizationGrad, [
  {
    name: 'of input, scale and shift',
    inputs: { dY: f32(2, 4, 5, 5), X: f32(2, 4, 5, 5), scale: f32(4), mean: f32(4), variance: f32(4) },
    outputs: [f32(2, 4, 5, 5), f32(4), f32(4)],
    flops: 12 * 2 * 4 * 25,
  },
]);
testOp(batchNormInternal, [
  {
    name: 'as in training',
    inputs: { X: f32(2, 4, 5, 5), scale: f32(4), B: f32(4), input_mean: f32(4), input_var: f32(4) },
    outputs: [f32(2, 4, 5, 5), f32(4), f32(4), f32(4), f32(4)],
    flops: 6 * 2 * 4 * 25 + 9 * 4,
  },
]);

for (const operator of dropoutGradients) {
  testOp(operator, [
    { name: 'a product', inputs: { dy: f32(2, 5), mask: tensor('bool', 2, 5) }, outputs: [f32(2, 5)], flops: 2 * 5 },
  ]);
}
