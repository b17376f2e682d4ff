import { axisOf, data, filled } from './drawing.js';
import type { DType } from '../../../../src/ir/index.js';
import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import type { Generator } from '../elementwise.js';

/** Operators that make larger or smaller tensors, or new ones. */
export const sizes: readonly Generator[] = [
  {
    name: 'Pad',
    since: 11,
    draw(sketch) {
      const shape = filled(sketch);
      const mode = sketch.random.pick(['constant', 'constant', 'reflect', 'edge']);
      const amount = (axis: number): number =>
        mode === 'reflect'
          ? sketch.random.integer(0, (shape[axis] ?? 1) - 1)
          : mode === 'edge'
            ? sketch.random.integer(0, 3)
            : sketch.random.integer(-1, 3);
      const pads = [
        ...shape.map((_, axis) => amount(axis)),
        ...shape.map((size, axis) => Math.max(amount(axis), size === 1 ? 0 : -1)),
      ];
      sketch.node(
        'Pad',
        [
          sketch.input('float32', shape),
          sketch.steering(pads.map((pad, index) => ((shape[index % shape.length] ?? 1) < 3 ? Math.max(pad, 0) : pad))),
        ],
        1,
        { mode },
      );
    },
  },
  {
    name: 'Tile',
    since: 13,
    draw: (sketch) => {
      const x = data(sketch);
      sketch.node('Tile', [x, sketch.steering(x.shape.map(() => sketch.random.integer(0, 3)))], 1);
    },
  },
  {
    name: 'Expand',
    since: 13,
    draw(sketch) {
      const full = sketch.random.shape(1, 4);
      const from = full
        .slice(sketch.random.integer(0, full.length - 1))
        .map((size) => (sketch.random.chance(0.4) ? 1 : size));
      sketch.node(
        'Expand',
        [
          sketch.input('float32', from),
          sketch.steering(
            full.map((size) => (sketch.random.chance(0.15) && from.length === full.length ? size : size)),
          ),
        ],
        1,
      );
    },
  },
  {
    name: 'Shape',
    since: 15,
    draw: (sketch) => {
      const x = data(sketch, 0);
      sketch.node('Shape', [x], 1, {
        start: sketch.random.integer(-5, 5),
        ...(sketch.random.chance(0.6) ? { end: sketch.random.integer(-5, 5) } : {}),
      });
    },
  },
  { name: 'Size', since: 13, draw: (sketch) => void sketch.node('Size', [data(sketch, 0)], 1) },
  {
    name: 'ConstantOfShape',
    since: 9,
    draw: (sketch) => void sketch.node('ConstantOfShape', [sketch.steering(sketch.random.shape(1, 4))], 1),
  },
  {
    name: 'Range',
    since: 11,
    draw(sketch) {
      const dtype = sketch.random.pick<DType>(['int64', 'float32']);
      const step =
        dtype === 'float32' ? sketch.random.pick([0.5, 0.3, 1, -0.7]) : sketch.random.pick([1, 2, 3, -1, -2]);
      sketch.node(
        'Range',
        [
          sketch.stored(dtype, [], [sketch.random.integer(-3, 3)]),
          sketch.stored(dtype, [], [sketch.random.integer(-6, 9)]),
          sketch.stored(dtype, [], [step]),
        ],
        1,
      );
    },
  },
  {
    name: 'DepthToSpace',
    since: 13,
    draw(sketch) {
      const blocksize = sketch.random.integer(1, 3);
      sketch.node(
        'DepthToSpace',
        [
          sketch.input('float32', [
            sketch.random.integer(1, 2),
            blocksize * blocksize * sketch.random.integer(1, 2),
            3,
            2,
          ]),
        ],
        1,
        { blocksize, mode: sketch.random.pick(['DCR', 'CRD']) },
      );
    },
  },
  {
    name: 'SpaceToDepth',
    since: 13,
    draw: (sketch) => {
      const blocksize = sketch.random.integer(1, 3);
      sketch.node('SpaceToDepth', [sketch.input('float32', [1, 2, blocksize * 2, blocksize * 3])], 1, { blocksize });
    },
  },
  {
    name: 'TopK',
    since: 11,
    draw(sketch) {
      const shape = filled(sketch);
      const axis = axisOf(sketch, shape.length);
      sketch.node(
        'TopK',
        [sketch.input('float32', shape), sketch.steering([sketch.random.integer(0, shape.at(axis) ?? 1)])],
        2,
        { axis },
      );
    },
  },
  {
    name: 'OneHot',
    since: 11,
    draw(sketch) {
      const indices = sketch.random.shape(0, 3);
      sketch.node(
        'OneHot',
        [
          sketch.input('int64', indices),
          sketch.stored('int64', [], [sketch.random.integer(1, 6)]),
          sketch.stored('float32', [2], [0, 1]),
        ],
        1,
        { axis: sketch.random.integer(-indices.length - 1, indices.length) },
      );
    },
  },
  {
    name: 'Trilu',
    since: 14,
    draw: (sketch) =>
      void sketch.node('Trilu', [sketch.input('float32', sketch.random.shape(2, 4))], 1, {
        upper: sketch.random.integer(0, 1),
      }),
  },
  {
    name: 'EyeLike',
    since: 9,
    draw: (sketch) => void sketch.node('EyeLike', [sketch.input('float32', sketch.random.shape(2, 2))], 1),
  },
  {
    name: 'CumSum',
    since: 14,
    draw: (sketch) => {
      const x = sketch.input('float32', sketch.random.shape(1, 4));
      sketch.node('CumSum', [x, sketch.stored('int64', [], [axisOf(sketch, x.shape.length)])], 1);
    },
  },
  {
    name: 'Resize',
    since: 11,
    draw(sketch) {
      const shape = [1, sketch.random.integer(1, 3), sketch.random.integer(2, 6), sketch.random.integer(2, 6)];
      const x = sketch.input('float32', shape);
      const mode = sketch.random.pick(['nearest', 'linear']);
      const roi = sketch.opset < 13 ? sketch.stored('float32', [0], []) : undefined;
      const attributes: Record<string, AttributeSpec> = {
        mode,
        coordinate_transformation_mode: sketch.random.pick(['half_pixel', 'asymmetric']),
      };
      if (sketch.random.chance(0.5)) {
        sketch.node(
          'Resize',
          [
            x,
            roi,
            sketch.stored(
              'float32',
              [4],
              [1, 1, sketch.random.pick([0.5, 1.7, 2, 3.3]), sketch.random.pick([0.4, 1, 2.5])],
            ),
          ],
          1,
          attributes,
        );
      } else {
        sketch.node(
          'Resize',
          [
            x,
            roi,
            sketch.opset < 13 ? sketch.stored('float32', [0], []) : undefined,
            sketch.steering([shape[0] ?? 1, shape[1] ?? 1, sketch.random.integer(1, 9), sketch.random.integer(1, 9)]),
          ],
          1,
          attributes,
        );
      }
    },
  },
];
