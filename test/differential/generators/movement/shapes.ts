import { data, filled } from './drawing.js';
import type { Generator } from '../elementwise.js';

/** Operators that give the elements of a tensor another shape or order. */
export const shapes: readonly Generator[] = [
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
];
