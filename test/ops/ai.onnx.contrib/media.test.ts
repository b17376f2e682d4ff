import { symbol } from '../../../src/dim/index.js';
import {
  audioDecoders,
  drawBoundingBoxes,
  encodeImages,
  gaussianBlurs,
  imageDecoders,
} from '../../../src/ops/ai.onnx.contrib/media.js';
import { f32, i64, known, tensor, testOp } from '../../testers/test-op.js';

const bytes = tensor('uint8', 1000);
const pixels = [symbol('fresh_height'), symbol('fresh_width'), 3] as const;

for (const operator of imageDecoders) {
  testOp(operator, [
    {
      name: 'pixels are data',
      inputs: { raw_image: bytes },
      outputs: [operator.type === 'ImageReader' ? tensor('uint8', 1, ...pixels) : tensor('uint8', ...pixels)],
      flops: 0,
    },
  ]);
}
for (const operator of encodeImages) {
  testOp(operator, [
    {
      name: 'bytes are data',
      inputs: { decoded_image: tensor('uint8', 8, 10, 3) },
      outputs: [tensor('uint8', symbol('fresh_bytes'))],
      flops: 0,
    },
  ]);
}
for (const operator of drawBoundingBoxes) {
  testOp(operator, [
    {
      name: 'the same image',
      inputs: { image: tensor('uint8', 8, 10, 3), boxes: f32(5, 6) },
      outputs: [tensor('uint8', 8, 10, 3)],
      flops: 0,
    },
  ]);
}
for (const operator of gaussianBlurs) {
  testOp(operator, [
    {
      name: 'a product and an addition a tap of each axis',
      inputs: { image: f32(1, 8, 10, 3), ksize: known('int64', 3, 5), sigma: tensor('float64', 2) },
      outputs: [f32(1, 8, 10, 3)],
      flops: 2 * (3 + 5) * 8 * 10 * 3,
    },
    {
      name: 'a kernel that is data',
      inputs: { image: f32(1, 8, 10, 3), ksize: i64(2), sigma: tensor('float64', 2) },
      outputs: [f32(1, 8, 10, 3)],
    },
  ]);
}
for (const operator of audioDecoders) {
  testOp(operator, [
    { name: 'samples are data', inputs: { audio_stream: bytes }, outputs: [f32(1, symbol('fresh_samples'))], flops: 0 },
  ]);
}
