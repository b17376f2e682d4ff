import type { DType } from '../../../../src/ir/index.js';
import type { Generator } from '../elementwise.js';
import { contrib, blocked, filled, fullShape, sometimes, window } from './drawing.js';

export const windows: readonly Generator[] = [
  contrib('FusedConv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, random.integer(1, 2));
    const outputs = random.integer(1, 4);
    add(
      [
        sketch.input('float32', [random.integer(1, 2), 3, ...sizes]),
        sketch.input('float32', [outputs, 3, ...kernel]),
        sometimes(random, () => sketch.input('float32', [outputs])),
      ],
      1,
      { ...attributes, activation: random.pick(['Relu', 'Sigmoid', 'Tanh']) },
    );
  }),
  contrib('NhwcMaxPool', (sketch, add) => {
    const { sizes, attributes } = window(sketch.random, 2);
    add([sketch.input(sketch.random.pick<DType>(['uint8', 'int8']), [1, ...sizes, 3])], 1, {
      ...attributes,
      ceil_mode: sketch.random.integer(0, 1),
    });
  }),
  contrib('ConvTransposeWithDynamicPads', (sketch, add) => {
    const { random } = sketch;
    const pads = random.list(4, () => random.integer(0, 1));
    add(
      [
        sketch.input('float32', [1, 3, random.integer(2, 5), random.integer(2, 5)]),
        sketch.input('float32', [3, 4, 3, 3]),
        sketch.stored('int64', [4], pads),
        sometimes(random, () => sketch.input('float32', [4])),
      ],
      1,
      { strides: random.list(2, () => random.integer(1, 3)) },
    );
  }),
  blocked('Conv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, 2);
    add(
      [
        sketch.input('float32', [1, 16, ...sizes]),
        sketch.input('float32', [32, 16, ...kernel]),
        sometimes(random, () => sketch.input('float32', [32])),
      ],
      1,
      attributes,
    );
  }),
  ...['MaxPool', 'AveragePool'].map((op) =>
    blocked(op, (sketch, add) => {
      const { sizes, attributes } = window(sketch.random, 2);
      add([sketch.input('float32', [1, 16, ...sizes])], 1, { ...attributes, ceil_mode: sketch.random.integer(0, 1) });
    }),
  ),
  blocked('Upsample', (sketch, add) =>
    add([sketch.input('float32', [1, 16, sketch.random.integer(1, 4), 3])], 1, {
      scales: [1, 1, sketch.random.integer(1, 3), sketch.random.integer(1, 3)],
    }),
  ),
  blocked('ReorderOutput', (sketch, add) =>
    add([sketch.input('float32', [1, 16, sketch.random.integer(1, 4), 3])], 1, {
      channels: sketch.random.integer(1, 4) * 4,
      channels_last: sketch.random.integer(0, 1),
    }),
  ),
  contrib('CropAndResize', (sketch, add) => {
    const { random } = sketch;
    const boxes = random.integer(1, 3);
    add([
      sketch.input('float32', [1, 3, 6, 7]),
      filled(sketch, 'float32', [boxes, 4], 0.5),
      filled(sketch, 'int32', [boxes], 0),
      sketch.stored('int32', [2], [random.integer(1, 5), random.integer(1, 5)]),
    ]);
  }),
  contrib('Pad', (sketch, add) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(2, 4));
    const pads = random.list(2 * shape.length, () => random.integer(-1, 2));
    add(
      [sketch.input('float32', shape), sketch.stored('int64', random.pick([[pads.length], [1, pads.length]]), pads)],
      1,
      { mode: 'constant' },
    );
  }),
  contrib('ExpandDims', (sketch, add) => {
    const shape = fullShape(sketch.random, 0, 3);
    add([
      sketch.input('float32', shape),
      sketch.stored('int32', [], [sketch.random.integer(-shape.length - 1, shape.length)]),
    ]);
  }),
];
