import type { DType } from '../../../../src/ir/index.js';
import { broadcasting } from '../elementwise.js';
import type { Generator } from '../elementwise.js';
import { contrib, filled, fullShape, sometimes, window, occupied, step } from './drawing.js';

export const quantized: readonly Generator[] = [
  ...['QLinearAdd', 'QLinearMul'].map((op) =>
    contrib(op, (sketch, add) => {
      const dtype = sketch.random.pick<DType>(['uint8', 'int8']);
      const [left = [], right = []] = broadcasting(sketch.random, 2).map(occupied);
      add([
        sketch.input(dtype, left),
        ...step(sketch, dtype),
        sketch.input(dtype, right),
        ...step(sketch, dtype),
        ...step(sketch, dtype),
      ]);
    }),
  ),
  ...['QLinearSigmoid', 'QLinearLeakyRelu'].map((op) =>
    contrib(op, (sketch, add) => {
      const dtype = sketch.random.pick<DType>(['uint8', 'int8']);
      add([sketch.input(dtype, fullShape(sketch.random, 0, 4)), ...step(sketch, dtype), ...step(sketch, dtype)]);
    }),
  ),
  contrib('QLinearConcat', (sketch, add) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(1, 4));
    const axis = random.integer(0, shape.length - 1);
    const parts = random.list(random.integer(1, 3), () => [
      sketch.input('uint8', shape.with(axis, random.integer(1, 4))),
      ...step(sketch, 'uint8'),
    ]);
    add([...step(sketch, 'uint8'), ...parts.flat()], 1, { axis });
  }),
  contrib('QLinearWhere', (sketch, add) => {
    const [condition = [], left = [], right = []] = broadcasting(sketch.random, 3).map(occupied);
    add([
      sketch.input('bool', condition),
      sketch.input('uint8', left),
      ...step(sketch, 'uint8'),
      sketch.input('uint8', right),
      ...step(sketch, 'uint8'),
      ...step(sketch, 'uint8'),
    ]);
  }),
  contrib('QLinearAveragePool', (sketch, add) => {
    const { random } = sketch;
    const { sizes, attributes } = window(random, 2);
    const last = random.integer(0, 1);
    add(
      [
        sketch.input('uint8', last === 1 ? [1, ...sizes, 3] : [1, 3, ...sizes]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
      ],
      1,
      { ...attributes, channels_last: last, ceil_mode: random.integer(0, 1), count_include_pad: random.integer(0, 1) },
    );
  }),
  contrib('QLinearGlobalAveragePool', (sketch, add) => {
    const last = sketch.random.integer(0, 1);
    add(
      [
        sketch.input('uint8', last === 1 ? [1, 4, 5, 3] : [1, 3, 4, 5]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
      ],
      1,
      { channels_last: last },
    );
  }),
  contrib('QLinearConv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, random.integer(1, 2));
    const [last, groups] = [random.integer(0, 1), random.integer(1, 2)];
    const outputs = groups * random.integer(1, 3);
    const bias = sometimes(random, () => filled(sketch, 'int32', [outputs]));
    add(
      [
        sketch.input('uint8', last === 1 ? [1, ...sizes, 2 * groups] : [1, 2 * groups, ...sizes]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'uint8', [outputs, 2, ...kernel]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
        bias,
      ],
      1,
      { ...attributes, channels_last: last, group: groups },
    );
  }),
  contrib('QLinearSoftmax', (sketch, add) => {
    const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 5));
    add([sketch.input('uint8', shape), ...step(sketch, 'uint8'), ...step(sketch, 'uint8')], 1, {
      axis: sketch.random.integer(-shape.length, shape.length - 1),
      opset: 13,
    });
  }),
  contrib('GatherBlockQuantized', (sketch, add) => {
    const { random } = sketch;
    const [rows, blocks, axis] = [random.integer(1, 4), random.integer(1, 3), random.pick([0, 1])];
    const bits = axis === 0 ? random.pick([4, 8]) : 8;
    const width = blocks * 16;
    const stored = (width * bits) / 8;
    // Gathers along the first axis of rows that are quantised along the last; 4-bit numbers stand in pairs.
    add(
      [
        filled(sketch, 'uint8', [rows, stored]),
        filled(sketch, 'int64', fullShape(random, 0, 2), 0),
        filled(sketch, 'float32', [rows, blocks]),
      ],
      1,
      { gather_axis: 0, quantize_axis: 1, block_size: 16, bits },
    );
  }),
];
