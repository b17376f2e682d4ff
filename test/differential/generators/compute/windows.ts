import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import type { Random } from '../../random.js';
import type { Sketch } from '../../sketch.js';
import type { Generator } from '../elementwise.js';

/** A sliding window that fits its input, by explicit pads or `auto_pad`. */
function drawWindow(
  random: Random,
  spatial: number,
): { readonly kernel: number[]; readonly sizes: number[]; readonly attributes: Record<string, AttributeSpec> } {
  const kernel = random.list(spatial, () => random.integer(1, 3));
  const dilations = random.list(spatial, () => random.integer(1, 2));
  const sizes = kernel.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1 + random.integer(0, 6));
  const attributes: Record<string, AttributeSpec> = { strides: random.list(spatial, () => random.integer(1, 3)) };
  const automatic = random.pick(['NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID']);
  if (automatic === 'NOTSET') {
    const begin = kernel.map((size) => random.integer(0, size - 1));
    attributes['pads'] = [...begin, ...kernel.map((size) => random.integer(0, size - 1))];
  } else attributes['auto_pad'] = automatic;
  attributes['dilations'] = dilations;
  return { kernel, sizes, attributes };
}

function drawPool(sketch: Sketch, op: string): void {
  const { random, opset } = sketch;
  const { kernel, sizes, attributes } = drawWindow(random, random.integer(1, 3));
  const { dilations, ...others } = attributes;
  const dilated =
    (op === 'MaxPool' && opset >= 10) || (op === 'AveragePool' && opset >= 19) || (op === 'LpPool' && opset >= 18);
  const rounded = op === 'LpPool' ? opset >= 18 : opset >= 10;
  sketch.node(
    op,
    [sketch.input('float32', [random.integer(1, 2), random.integer(1, 3), ...sizes])],
    op === 'MaxPool' ? random.integer(1, 2) : 1,
    {
      kernel_shape: kernel,
      ...others,
      ...(dilated && dilations !== undefined ? { dilations } : {}),
      ...(rounded && random.chance(0.4) ? { ceil_mode: 1 } : {}),
      ...(op === 'AveragePool' && random.chance(0.4) ? { count_include_pad: 1 } : {}),
    },
  );
}

/** Convolutions and poolings. */
export const windows: readonly Generator[] = [
  {
    name: 'Conv',
    since: 11,
    draw(sketch) {
      const { random } = sketch;
      const { kernel, sizes, attributes } = drawWindow(random, random.integer(1, 3));
      const groups = random.pick([1, 1, 2, 3]);
      const channels = groups * random.integer(1, 2);
      const outputs = groups * random.integer(1, 2);
      const bias = random.chance(0.5) ? sketch.input('float32', [outputs]) : undefined;
      // SAME and dilation together are not supported by the runtime's kernels.
      const { dilations, ...others } = attributes;
      const dilated = dilations !== undefined && !('auto_pad' in attributes && attributes['auto_pad'] !== 'VALID');
      sketch.node(
        'Conv',
        [
          sketch.input('float32', [random.integer(1, 2), channels, ...sizes]),
          sketch.input('float32', [outputs, channels / groups, ...kernel]),
          bias,
        ],
        1,
        {
          ...others,
          ...(dilated ? { dilations } : {}),
          group: groups,
          ...(random.chance(0.5) ? { kernel_shape: kernel } : {}),
        },
      );
    },
  },
  {
    name: 'ConvTranspose',
    since: 11,
    draw(sketch) {
      const { random } = sketch;
      const spatial = random.integer(1, 2);
      const kernel = random.list(spatial, () => random.integer(1, 3));
      const strides = random.list(spatial, () => random.integer(1, 3));
      const sizes = random.list(spatial, () => random.integer(2, 5));
      const groups = random.pick([1, 1, 2]);
      const channels = groups * random.integer(1, 2);
      const attributes: Record<string, AttributeSpec> = { strides, group: groups };
      if (random.chance(0.4)) attributes['output_padding'] = strides.map((stride) => random.integer(0, stride - 1));
      const padding = random.integer(0, 2);
      if (padding === 0) {
        attributes['pads'] = random.list(2 * spatial, (index) => random.integer(0, (kernel[index % spatial] ?? 1) - 1));
      } else if (padding === 1) attributes['auto_pad'] = random.pick(['SAME_UPPER', 'SAME_LOWER', 'VALID']);
      else attributes['output_shape'] = sizes.map((size, axis) => size * (strides[axis] ?? 1));
      sketch.node(
        'ConvTranspose',
        [
          sketch.input('float32', [1, channels, ...sizes]),
          sketch.input('float32', [channels, random.integer(1, 2), ...kernel]),
        ],
        1,
        attributes,
      );
    },
  },
  ...['MaxPool', 'AveragePool', 'LpPool'].map((op): Generator => ({
    name: op,
    since: 11,
    draw: (sketch) => drawPool(sketch, op),
  })),
  ...['GlobalMaxPool', 'GlobalAveragePool', 'GlobalLpPool'].map((op): Generator => ({
    name: op,
    since: 11,
    draw: (sketch) =>
      void sketch.node(
        op,
        [
          sketch.input('float32', [
            sketch.random.integer(1, 2),
            2,
            ...sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 5)),
          ]),
        ],
        1,
      ),
  })),
];
