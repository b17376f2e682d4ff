import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import { float } from '../../../../fixtures/build/model.js';
import type { Generator } from '../elementwise.js';
import { contrib, filled, scale, step, sometimes, fullShape } from './drawing.js';

export const products: readonly Generator[] = [
  contrib('FusedMatMul', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
    const batches = random.list(random.integer(0, 2), () => random.integer(1, 3));
    const side = (
      before: number,
      after: number,
      name: 'A' | 'B',
    ): { readonly shape: number[]; readonly attributes: Record<string, AttributeSpec> } => {
      const turned = random.chance(0.5);
      const outer = batches.length > 0 && random.chance(0.3);
      const [first, last] = turned ? [after, before] : [before, after];
      return {
        shape: outer ? [first, ...batches, last] : [...batches, first, last],
        attributes: { ...(turned ? { [`trans${name}`]: 1 } : {}), ...(outer ? { [`transBatch${name}`]: 1 } : {}) },
      };
    };
    const [left, right] = [side(rows, inner, 'A'), side(inner, columns, 'B')];
    add([sketch.input('float32', left.shape), sketch.input('float32', right.shape)], 1, {
      ...left.attributes,
      ...right.attributes,
      ...(random.chance(0.5) ? { alpha: float(2) } : {}),
    });
  }),
  contrib('FusedGemm', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
    const [transA, transB] = [random.integer(0, 1), random.integer(0, 1)];
    add(
      [
        sketch.input('float32', transA === 1 ? [inner, rows] : [rows, inner]),
        sketch.input('float32', transB === 1 ? [columns, inner] : [inner, columns]),
        sketch.input('float32', random.pick([[columns], [rows, 1], []])),
      ],
      1,
      { transA, transB, activation: 'Relu' },
    );
  }),
  contrib('MatMulNBits', (sketch, add) => {
    const { random } = sketch;
    const [block, columns, bits] = [random.pick([16, 32]), random.integer(1, 9), random.pick([4, 4, 8])];
    const inner = block * random.integer(1, 3);
    const blocks = inner / block;
    add(
      [
        sketch.input('float32', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
        filled(sketch, 'uint8', [columns, blocks, (block * bits) / 8]),
        filled(sketch, 'float32', [columns * blocks]),
      ],
      1,
      { K: inner, N: columns, bits, block_size: block },
    );
  }),
  contrib('DynamicQuantizeMatMul', (sketch, add) => {
    const { random } = sketch;
    const [inner, columns] = [random.integer(1, 5), random.integer(1, 5)];
    add([
      sketch.input('float32', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
      sketch.input('uint8', [inner, columns]),
      ...step(sketch, 'uint8'),
      sometimes(random, () => sketch.input('float32', [columns])),
    ]);
  }),
  contrib('MatMulIntegerToFloat', (sketch, add) => {
    const { random } = sketch;
    const [inner, columns] = [random.integer(1, 5), random.integer(1, 5)];
    add([
      sketch.input('uint8', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
      sketch.input('uint8', [inner, columns]),
      scale(sketch),
      scale(sketch),
      sketch.stored('uint8', [], [1]),
      sketch.stored('uint8', [], [1]),
      sometimes(random, () => sketch.input('float32', [columns])),
    ]);
  }),
  contrib('QGemm', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns, transB] = [
      random.integer(1, 5),
      random.integer(1, 5),
      random.integer(1, 5),
      random.integer(0, 1),
    ];
    add(
      [
        sketch.input('uint8', [rows, inner]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'uint8', transB === 1 ? [columns, inner] : [inner, columns]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'int32', [columns]),
        ...(random.chance(0.5) ? step(sketch, 'uint8') : []),
      ],
      1,
      { transB },
    );
  }),
  contrib('MoE', (sketch, add) => {
    const { random } = sketch;
    const [tokens, hidden, inner, experts] = [
      random.integer(1, 5),
      random.integer(2, 5),
      random.integer(2, 5),
      random.integer(2, 4),
    ];
    const gated = random.chance(0.4);
    const wide = gated ? 2 * inner : inner;
    const shape = random.chance(0.5) ? [tokens, hidden] : [1, tokens, hidden];
    add(
      [
        sketch.input('float32', shape),
        sketch.input('float32', [tokens, experts]),
        sketch.input('float32', [experts, wide, hidden]),
        sketch.input('float32', [experts, wide]),
        sketch.input('float32', [experts, hidden, inner]),
        sketch.input('float32', [experts, hidden]),
      ],
      1,
      {
        k: random.integer(1, 2),
        ...(gated
          ? { activation_type: 'swiglu', swiglu_fusion: 1 }
          : { activation_type: random.pick(['relu', 'gelu', 'silu']) }),
      },
    );
  }),
];
