import {
  batchedNms,
  efficientNms,
  efficientNmsOnnx,
  efficientNmsTensorFlow,
} from '../../../src/ops/trt.plugins/nms.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

for (const operator of efficientNms) {
  testOp(operator, [
    {
      name: 'as many places as may be filled',
      inputs: { boxes: f32(2, 50, 4), scores: f32(2, 50, 3) },
      attributes: { max_output_boxes: 10, score_activation: 1 },
      outputs: [tensor('int32', 2, 1), f32(2, 10, 4), f32(2, 10), tensor('int32', 2, 10)],
      flops: 5 * 2 * 50 * 3,
      pin: [4],
    },
    {
      name: 'a comparison a score without an activation',
      inputs: { boxes: f32(2, 50, 4), scores: f32(2, 50, 3), anchors: f32(1, 50, 4) },
      attributes: { max_output_boxes: 10 },
      outputs: [tensor('int32', 2, 1), f32(2, 10, 4), f32(2, 10), tensor('int32', 2, 10)],
      flops: 2 * 50 * 3,
      pin: [4],
    },
  ]);
}

for (const operator of efficientNmsOnnx) {
  testOp(operator, [
    {
      name: 'places of each class of each image',
      inputs: { boxes: f32(2, 50, 4), scores: f32(2, 3, 50) },
      attributes: { max_output_boxes_per_class: 7 },
      outputs: [tensor('int32', 2 * 3 * 7, 3)],
      flops: 2 * 3 * 50,
    },
  ]);
}

for (const operator of batchedNms) {
  testOp(operator, [
    {
      name: 'as many places as it keeps; classes are floating-point numbers',
      inputs: { boxes: f32(2, 50, 1, 4), scores: f32(2, 50, 3) },
      attributes: { keepTopK: 20, topK: 40 },
      outputs: [tensor('int32', 2, 1), f32(2, 20, 4), f32(2, 20), f32(2, 20)],
      flops: 2 * 50 * 3,
      pin: [4],
    },
  ]);
}

for (const operator of efficientNmsTensorFlow) {
  const count = operator.type.includes('Explicit') ? tensor('int32', 2, 1) : tensor('int32', 2);
  testOp(operator, [
    {
      name: 'as many places as there may be in all',
      inputs: { boxes: f32(2, 50, 1, 4), scores: f32(2, 50, 3) },
      attributes: { max_output_size_per_class: 5, max_total_size: 100 },
      outputs: [count, f32(2, 100, 4), f32(2, 100), tensor('int32', 2, 100)],
      flops: 2 * 50 * 3,
      pin: [4],
    },
    {
      name: 'no more places than the classes fill',
      inputs: { boxes: f32(2, 50, 1, 4), scores: f32(2, 50, 3) },
      attributes: { max_output_size_per_class: 5, max_total_size: 100, pad_per_class: 1 },
      outputs: [count, f32(2, 5 * 3, 4), f32(2, 5 * 3), tensor('int32', 2, 5 * 3)],
      flops: 2 * 50 * 3,
      pin: [4],
    },
  ]);
}
