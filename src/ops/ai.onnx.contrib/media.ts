import type { Dim } from '../../dim/index.js';
import type { Element } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { contribDomain, extensionsDomain, extensionsSpec } from './extensions.js';

const inflated = 'decompression depends on the data and is not counted';
const both = (operator: Operator): readonly Operator[] =>
  [contribDomain, extensionsDomain].map((domain) => ({ ...operator, domain }));

function image(context: Context): readonly Dim[] {
  return [context.fresh('height'), context.fresh('width'), 3];
}

/** Files of images to pixels. */
export const imageDecoders: readonly Operator[] = ['DecodeImage', 'ImageDecoder', 'ImageReader'].flatMap((type) =>
  both(
    defineOp({
      type,
      since: 1,
      category: 'other',
      spec: extensionsSpec(type),
      inputs: { raw_image: 'activation' },
      outputs: { decoded_image: 'uint8' },
      infer: (_, __, context) => [type === 'ImageReader' ? [1, ...image(context)] : image(context)],
      cost: { operations: '0', memory: 'stream', source: inflated },
    }),
  ),
);

/** Pixels to files of images. */
export const encodeImages: readonly Operator[] = both(
  defineOp({
    type: 'EncodeImage',
    since: 1,
    category: 'other',
    spec: extensionsSpec('EncodeImage'),
    inputs: { decoded_image: 'activation' },
    outputs: { raw_image: 'uint8' },
    infer: (_, __, context) => [[context.fresh('bytes')]],
    cost: { operations: '0', memory: 'stream', source: inflated },
  }),
);

/** Boxes drawn into an image. */
export const drawBoundingBoxes: readonly Operator[] = both(
  defineOp({
    type: 'DrawBoundingBoxes',
    since: 1,
    category: 'other',
    spec: extensionsSpec('DrawBoundingBoxes'),
    inputs: { image: 'activation', boxes: 'activation' },
    outputs: { image_out: 'image' },
    infer: ({ image: pixels }) => [pixels.shape],
    cost: { operations: '0', memory: 'stream', source: 'moves data' },
  }),
);

/** An image blurred by a Gaussian kernel whose size is an input. */
export const gaussianBlurs: readonly Operator[] = both(
  defineOp({
    type: 'GaussianBlur',
    since: 1,
    category: 'other',
    spec: extensionsSpec('GaussianBlur'),
    inputs: { image: 'activation', ksize: 'config', sigma: 'config' },
    outputs: { blurred: 'image' },
    infer: ({ image: pixels }) => [pixels.shape],
    cost: {
      operations: '2·taps·∏blurred',
      memory: 'stream',
      terms({ ksize }, _, __, context) {
        const [height, width] = ksize.elements ?? [];
        return { taps: isCount(height) && isCount(width) ? height + width : context.fresh('taps') };
      },
      source: 'a separable kernel: a product and an addition a tap of each axis',
    },
  }),
);

/** Files of sound to samples. */
export const audioDecoders: readonly Operator[] = both(
  defineOp({
    type: 'AudioDecoder',
    since: 1,
    category: 'other',
    spec: extensionsSpec('AudioDecoder'),
    inputs: { audio_stream: 'activation', format: 'config?' },
    outputs: { floats: 'float32' },
    attributes: { downsampling_rate: int(0), stereo_to_mono: int(0) },
    infer: (_, __, context) => [[1, context.fresh('samples')]],
    cost: { operations: '0', memory: 'stream', source: inflated },
  }),
);

function isCount(element: Element | undefined): element is number {
  return Number.isSafeInteger(element) && Number(element) >= 0;
}
