import { sequence } from './attention.js';
import type { Drawn } from '../../sketch.js';
import type { Generator } from '../elementwise.js';
import { contrib, filled, sometimes, fullShape, of } from './drawing.js';

export const normalization: readonly Generator[] = [
  contrib('EmbedLayerNormalization', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens } = sequence(random);
    const ids = (): Drawn => filled(sketch, 'int32', [batch, tokens]);
    const segmented = random.chance(0.5);
    const rows = (count: number): Drawn => sketch.input('float32', [count, 8]);
    const mask = sometimes(random, ids);
    add(
      [
        ids(),
        segmented ? ids() : undefined,
        rows(10),
        rows(6),
        segmented ? rows(2) : undefined,
        sketch.input('float32', [8]),
        sketch.input('float32', [8]),
        mask,
      ],
      random.integer(2, 3),
    );
  }),
  ...['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization'].map((op) =>
    contrib(op, (sketch, add) => {
      const { random } = sketch;
      const shape = [random.integer(1, 3), random.integer(1, 4), 8];
      const skip = sketch.input('float32', random.pick([shape, [1, ...shape.slice(1)], shape.slice(1)]));
      const vector = (): Drawn => sketch.input('float32', [8]);
      add(
        [
          sketch.input('float32', shape),
          skip,
          vector(),
          ...(op === 'SkipLayerNormalization' ? [sometimes(random, vector)] : []),
          sometimes(random, vector),
        ],
        random.pick([1, 4]),
      );
    }),
  ),
  of('', 'SimplifiedLayerNormalization', (sketch, add) => {
    const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 4));
    const axis = sketch.random.integer(0, shape.length - 1);
    add([sketch.input('float32', shape), sketch.input('float32', shape.slice(axis))], 1, {
      axis: axis - (sketch.random.chance(0.5) ? shape.length : 0),
    });
  }),
  ...['BiasGelu', 'FastGelu'].map((op) =>
    contrib(op, (sketch, add) => {
      const shape = [...fullShape(sketch.random, 0, 3), 8];
      add([sketch.input('float32', shape), sketch.input('float32', [8])]);
    }),
  ),
];
