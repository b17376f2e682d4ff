import type { Generator } from '../elementwise.js';
import { chosen, made, of } from './drawing.js';

/** Operators of images. */
export const images: readonly Generator[] = [
  of('CenterCropPad', 18, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(1, 7));
    const axes = random.shuffle(random.some([...shape.keys()]));
    const listed = axes.length > 0;
    const sizes = (listed ? axes : shape).map(() => random.integer(1, 9));
    const named = axes.map((axis) => (random.chance(0.5) ? axis : axis - shape.length));
    sketch.node(
      'CenterCropPad',
      [sketch.input('float32', shape), sketch.steering(sizes)],
      1,
      listed ? { axes: named } : {},
    );
  }),
  of('Col2Im', 18, (sketch) => {
    const { random } = sketch;
    const spatial = random.integer(1, 3);
    const block = random.list(spatial, () => random.integer(1, 3));
    const dilations = random.list(spatial, () => random.integer(1, 2));
    const strides = random.list(spatial, () => random.integer(1, 2));
    const pads = random.list(2 * spatial, () => random.integer(0, 1));
    const image = block.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1 + random.integer(0, 4));
    const count = image.reduce((all, size, axis) => {
      const room =
        size + (pads[axis] ?? 0) + (pads[axis + spatial] ?? 0) - (dilations[axis] ?? 1) * ((block[axis] ?? 1) - 1);
      return all * (Math.floor((room - 1) / (strides[axis] ?? 1)) + 1);
    }, 1);
    const channels = random.integer(1, 3) * block.reduce((all, size) => all * size, 1);
    const x = sketch.input('float32', [random.integer(1, 2), channels, count]);
    sketch.node('Col2Im', [x, sketch.stored('int64', [spatial], image), sketch.stored('int64', [spatial], block)], 1, {
      strides,
      pads,
      dilations,
    });
  }),
  of('AffineGrid', 20, (sketch) => {
    const { random } = sketch;
    const spatial = random.integer(2, 3);
    const batch = random.integer(1, 3);
    const theta = sketch.input('float32', [batch, spatial, spatial + 1]);
    const sizes = [batch, random.integer(1, 3), ...random.list(spatial, () => random.integer(1, 5))];
    sketch.node('AffineGrid', [theta, sketch.steering(sizes)], 1, chosen(sketch, { align_corners: 1 }));
  }),
  of('GridSample', 16, (sketch) => {
    const { random, opset } = sketch;
    const spatial = opset >= 20 ? random.integer(2, 3) : 2;
    const batch = random.integer(1, 3);
    const x = sketch.input('float32', [
      batch,
      random.integer(1, 3),
      ...random.list(spatial, () => random.integer(1, 5)),
    ]);
    const grid = sketch.input('float32', [batch, ...random.list(spatial, () => random.integer(1, 5)), spatial]);
    const modes = opset >= 20 ? ['linear', 'nearest'] : ['bilinear', 'nearest', 'bicubic'];
    sketch.node('GridSample', [x, grid], 1, {
      ...chosen(sketch, { align_corners: 1, padding_mode: random.pick(['zeros', 'border', 'reflection']) }),
      mode: random.pick(modes),
    });
  }),
  of('RoiAlign', 16, (sketch) => {
    const { random } = sketch;
    const count = random.integer(0, 4);
    const x = sketch.input('float32', [
      random.integer(1, 2),
      random.integer(1, 3),
      random.integer(3, 6),
      random.integer(3, 6),
    ]);
    const rois = sketch.input('float32', [count, 4]);
    const batches = sketch.stored('int64', [count], new Array<number>(count).fill(0));
    sketch.node('RoiAlign', [x, rois, batches], 1, {
      ...chosen(sketch, { output_height: random.integer(1, 4), output_width: random.integer(1, 4), sampling_ratio: 2 }),
      ...chosen(sketch, { mode: 'max', coordinate_transformation_mode: 'output_half_pixel' }),
    });
  }),
  of('MaxRoiPool', 11, (sketch) => {
    const { random } = sketch;
    const x = sketch.input('float32', [2, random.integer(1, 3), random.integer(3, 6), random.integer(3, 6)]);
    const rois = sketch.stored('float32', [2, 5], [0, 0, 0, 2, 2, 1, 0, 0, 1, 1]);
    sketch.node('MaxRoiPool', [x, rois], 1, { pooled_shape: [random.integer(1, 3), random.integer(1, 3)] });
  }),
  of('DeformConv', 19, (sketch) => {
    const { random } = sketch;
    const [kernel, sizes] = [random.list(2, () => random.integer(1, 3)), random.list(2, () => random.integer(4, 7))];
    const [dilation, stride, pad] = [random.integer(1, 2), random.integer(1, 2), random.integer(0, 1)];
    const [channels, groups] = [2 * random.integer(1, 2), random.pick([1, 2])];
    const out = sizes.map(
      (size, axis) => Math.floor((size + 2 * pad - dilation * ((kernel[axis] ?? 1) - 1) - 1) / stride) + 1,
    );
    if (out.some((size) => size < 1)) return;
    const [kh = 1, kw = 1] = kernel;
    const offsetGroups = random.pick([1, 2]);
    const x = sketch.input('float32', [1, channels, ...sizes]);
    const w = sketch.input('float32', [2 * groups, channels / groups, ...kernel]);
    const offset = sketch.input('float32', [1, offsetGroups * kh * kw * 2, ...out]);
    const bias = random.chance(0.5) ? sketch.input('float32', [2 * groups]) : undefined;
    const mask = random.chance(0.5) ? sketch.input('float32', [1, offsetGroups * kh * kw, ...out]) : undefined;
    sketch.node('DeformConv', [x, w, offset, bias, mask], 1, {
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pads: [pad, pad, pad, pad],
      group: groups,
      offset_group: offsetGroups,
    });
  }),
  of('MaxUnpool', 11, (sketch) => {
    const { random } = sketch;
    const kernel = random.list(2, () => random.integer(1, 3));
    const sizes = kernel.map((size) => size * random.integer(1, 3) + random.integer(0, size - 1));
    const shape = [1, random.integer(1, 2), ...sizes];
    const x = sketch.input('float32', shape);
    const attributes = { kernel_shape: kernel, strides: kernel };
    const [y, places] = sketch.node('MaxPool', [x], 2, attributes);
    const pooled = [...shape.slice(0, 2), ...sizes.map((size, axis) => Math.floor(size / (kernel[axis] ?? 1)))];
    const wanted = random.chance(0.6) ? [sketch.steering(shape)] : [];
    sketch.node('MaxUnpool', [made(y, 'float32', pooled), made(places, 'int64', pooled), ...wanted], 1, attributes);
  }),
];
