import type { Drawn, Sketch } from '../../sketch.js';
import type { DType } from '../../../../src/ir/index.js';
/** The product of some sizes. */
export const product = (numbers: readonly number[]): number => numbers.reduce((all, number) => all * number, 1);

/** An axis of a shape, from the front or the back. */
export function axisOf({ random }: Sketch, rank: number): number {
  return random.integer(-rank, rank - 1);
}

/** A tensor of numbers of any kind. */
export function data(sketch: Sketch, low = 1, high = 4): Drawn {
  return sketch.input(sketch.random.pick<DType>(['float32', 'int64']), sketch.random.shape(low, high));
}

/** Sizes of at least 1, where an empty tensor is no case of the operator's. */
export function filled({ random }: Sketch, low = 1, high = 4): number[] {
  return random.list(random.integer(low, high), () => random.integer(1, 6));
}

/** Some axes of a shape, from the front or the back. */
export function axesOf({ random }: Sketch, rank: number, probability = 0.5): number[] {
  return random
    .some(
      random.list(rank, (axis) => axis),
      probability,
    )
    .map((axis) => (random.chance(0.3) ? axis - rank : axis));
}
