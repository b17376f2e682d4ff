import { axesOf, axisOf, data, filled, product } from './drawing.js';
import type { Generator } from '../elementwise.js';

/** Operators that take parts of tensors, or put parts into them. */
export const parts: readonly Generator[] = [
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
];
