import type { AttributeSpec } from '../../../fixtures/build/model.js';
import type { DType } from '../../../src/ir/index.js';
import type { Drawn, Sketch } from '../sketch.js';
import type { Generator } from './elementwise.js';

const product = (numbers: readonly number[]): number => numbers.reduce((all, number) => all * number, 1);

/** An axis of a shape, from the front or the back. */
function axisOf({ random }: Sketch, rank: number): number {
  return random.integer(-rank, rank - 1);
}

function data(sketch: Sketch, low = 1, high = 4): Drawn {
  return sketch.input(sketch.random.pick<DType>(['float32', 'int64']), sketch.random.shape(low, high));
}

/** Sizes of at least 1, where an empty tensor is no case of the operator's. */
function filled({ random }: Sketch, low = 1, high = 4): number[] {
  return random.list(random.integer(low, high), () => random.integer(1, 6));
}

function axesOf({ random }: Sketch, rank: number, probability = 0.5): number[] {
  return random
    .some(
      random.list(rank, (axis) => axis),
      probability,
    )
    .map((axis) => (random.chance(0.3) ? axis - rank : axis));
}

export const movement: readonly Generator[] = [
  {
    name: 'Reshape',
    since: 13,
    draw(sketch) {
      const shape = filled(sketch, 0, 4);
      const target = sketch.random.shuffle(shape);
      if (sketch.random.chance(0.3)) target.splice(sketch.random.integer(0, target.length), 0, 1);
      const at = sketch.random.integer(0, target.length - 1);
      const [inferred, copied] = [sketch.random.chance(0.5), sketch.random.chance(0.5)];
      if (target.length > 0 && inferred) target[at] = -1;
      else if (copied && at < shape.length && target[at] === shape[at]) target[at] = 0;
      sketch.node('Reshape', [sketch.input('float32', shape), sketch.steering(target)], 1);
    },
  },
  {
    name: 'Flatten',
    since: 13,
    draw: (sketch) => {
      const x = data(sketch, 0);
      sketch.node(
        'Flatten',
        [x],
        1,
        sketch.random.chance(0.8)
          ? { axis: sketch.random.integer(-x.shape.length, x.shape.length) }
          : x.shape.length === 0
            ? { axis: 0 }
            : {},
      );
    },
  },
  {
    name: 'Transpose',
    since: 13,
    draw: (sketch) => {
      const x = data(sketch, 0);
      sketch.node(
        'Transpose',
        [x],
        1,
        sketch.random.chance(0.8) && x.shape.length > 0
          ? { perm: sketch.random.shuffle(x.shape.map((_, axis) => axis)) }
          : {},
      );
    },
  },
  {
    name: 'Squeeze',
    since: 11,
    draw(sketch) {
      const shape = sketch.random.list(sketch.random.integer(1, 4), () =>
        sketch.random.chance(0.5) ? 1 : sketch.random.integer(2, 5),
      );
      const ones = shape.flatMap((size, axis) =>
        size === 1 ? [sketch.random.chance(0.3) ? axis - shape.length : axis] : [],
      );
      const axes = sketch.random.some(ones, 0.7);
      const x = sketch.input('float32', shape);
      if (axes.length === 0 || sketch.random.chance(0.2)) sketch.node('Squeeze', [x], 1);
      else if (sketch.opset < 13) sketch.node('Squeeze', [x], 1, { axes });
      else sketch.node('Squeeze', [x, sketch.steering(axes)], 1);
    },
  },
  {
    name: 'Unsqueeze',
    since: 11,
    draw(sketch) {
      const x = data(sketch, 0, 3);
      const rank = x.shape.length + sketch.random.integer(1, 2);
      const axes = sketch.random
        .shuffle(sketch.random.list(rank, (axis) => axis))
        .slice(0, rank - x.shape.length)
        .map((axis) => (sketch.random.chance(0.3) ? axis - rank : axis));
      if (sketch.opset < 13) sketch.node('Unsqueeze', [x], 1, { axes });
      else sketch.node('Unsqueeze', [x, sketch.steering(axes)], 1);
    },
  },
  {
    name: 'Slice',
    since: 11,
    draw(sketch) {
      const x = data(sketch);
      const axes = axesOf(sketch, x.shape.length, 0.7);
      const bound = (): number =>
        sketch.random.pick([0, 1, 2, -1, -2, -9, 9, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]);
      if (axes.length === 0) return void sketch.node('Identity', [x], 1);
      const steps = axes.map(() => sketch.random.pick([1, 1, 2, 3, -1, -2]));
      sketch.node(
        'Slice',
        [
          x,
          sketch.steering(axes.map(bound)),
          sketch.steering(axes.map(bound)),
          sketch.steering(axes),
          ...(sketch.random.chance(0.6) ? [sketch.steering(steps)] : []),
        ],
        1,
      );
    },
  },
  {
    name: 'Split',
    since: 11,
    draw(sketch) {
      const shape = filled(sketch);
      const axis = axisOf(sketch, shape.length);
      const size = shape.at(axis) ?? 1;
      const first = sketch.random.integer(0, size);
      const parts = [first, size - first];
      const x = sketch.input('float32', shape);
      if (sketch.opset < 13) sketch.node('Split', [x], 2, { axis, split: parts });
      else if (sketch.opset >= 18 && sketch.random.chance(0.4)) {
        sketch.node('Split', [x], Math.min(2, size), { axis, num_outputs: Math.min(2, size) });
      } else sketch.node('Split', [x, sketch.steering(parts)], 2, { axis });
    },
  },
  {
    name: 'Concat',
    since: 11,
    draw(sketch) {
      const shape = sketch.random.shape(1, 4);
      const axis = axisOf(sketch, shape.length);
      const at = axis < 0 ? axis + shape.length : axis;
      sketch.node(
        'Concat',
        sketch.random.list(sketch.random.integer(1, 3), () =>
          sketch.input(
            'float32',
            shape.map((size, index) => (index === at ? sketch.random.integer(0, 4) : size)),
          ),
        ),
        1,
        { axis },
      );
    },
  },
  {
    name: 'Gather',
    since: 11,
    draw(sketch) {
      const shape = filled(sketch);
      const axis = axisOf(sketch, shape.length);
      const indices = sketch.random.shape(0, 2);
      const size = shape.at(axis) ?? 1;
      sketch.node(
        'Gather',
        [
          sketch.input('float32', shape),
          sketch.stored(
            'int64',
            indices,
            sketch.random.list(product(indices), () => sketch.random.integer(-size, size - 1)),
          ),
        ],
        1,
        { axis },
      );
    },
  },
  {
    name: 'GatherElements',
    since: 11,
    draw(sketch) {
      const shape = filled(sketch);
      const axis = axisOf(sketch, shape.length);
      const at = axis < 0 ? axis + shape.length : axis;
      const indices = shape.map((size, index) =>
        index === at ? sketch.random.integer(1, 4) : sketch.random.integer(1, size),
      );
      sketch.node(
        'GatherElements',
        [
          sketch.input('float32', shape),
          sketch.stored(
            'int64',
            indices,
            sketch.random.list(product(indices), () => 0),
          ),
        ],
        1,
        { axis },
      );
    },
  },
  {
    name: 'GatherND',
    since: 12,
    draw(sketch) {
      const shape = filled(sketch, 2, 4);
      const batches = sketch.random.integer(0, 1);
      const depth = sketch.random.integer(1, shape.length - batches);
      const indices = [...shape.slice(0, batches), sketch.random.integer(1, 3), depth];
      sketch.node(
        'GatherND',
        [
          sketch.input('float32', shape),
          sketch.stored(
            'int64',
            indices,
            sketch.random.list(product(indices), () => 0),
          ),
        ],
        1,
        { batch_dims: batches },
      );
    },
  },
  {
    name: 'ScatterND',
    since: 13,
    draw(sketch) {
      const shape = filled(sketch, 2, 4);
      const depth = sketch.random.integer(1, shape.length);
      const count = sketch.random.integer(1, 3);
      sketch.node(
        'ScatterND',
        [
          sketch.input('float32', shape),
          sketch.stored(
            'int64',
            [count, depth],
            sketch.random.list(count * depth, () => 0),
          ),
          sketch.input('float32', [count, ...shape.slice(depth)]),
        ],
        1,
      );
    },
  },
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
