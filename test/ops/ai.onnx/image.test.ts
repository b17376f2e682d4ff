import { symbol } from '../../../src/dim/index.js';
import { imageDecoder } from '../../../src/ops/ai.onnx/image.js';
import { tensor, testOp } from '../../testers/test-op.js';

const image = (channels: number): ReturnType<typeof tensor> =>
  tensor('uint8', symbol('fresh_height'), symbol('fresh_width'), channels);

testOp(imageDecoder, [
  { name: 'colours', inputs: { encoded_stream: tensor('uint8', 1000) }, outputs: [image(3)] },
  {
    name: 'shades of grey',
    inputs: { encoded_stream: tensor('uint8', 1000) },
    attributes: { pixel_format: 'Grayscale' },
    outputs: [image(1)],
  },
]);
