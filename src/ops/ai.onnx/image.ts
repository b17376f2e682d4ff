import { text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

/** An image from its file: height, width, channels. */
export const imageDecoder = defineOp({
  type: 'ImageDecoder',
  since: 20,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__ImageDecoder.html',
  inputs: { encoded_stream: 'activation' },
  outputs: { image: 'uint8' },
  attributes: { pixel_format: text('RGB') },
  infer: (_, { pixel_format: format }, context) => [
    [context.fresh('height'), context.fresh('width'), channelsOf(format)],
  ],
  inferUnranked: (_, { pixel_format: format }, context) => [
    [context.fresh('height'), context.fresh('width'), channelsOf(format)],
  ],
  cost: {
    operations: '∏image',
    memory: 'stream',
    source: 'at least an operation per sample; how many more depends on the format of the file',
  },
});

function channelsOf(format: string): number {
  switch (format) {
    case 'RGB':
    case 'BGR':
      return 3;
    case 'Grayscale':
      return 1;
    default:
      throw new NodeError(`pixel_format is ${format}`);
  }
}
