import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import { floats } from '../../../../fixtures/build/model.js';
import type { DType } from '../../../../src/ir/index.js';
import type { Random } from '../../random.js';
import type { Drawn, Sketch } from '../../sketch.js';
import type { Generator } from '../elementwise.js';

type Draw = (
  sketch: Sketch,
  add: (
    inputs: readonly (Drawn | undefined)[],
    outputs?: number,
    attributes?: Readonly<Record<string, AttributeSpec>>,
  ) => void,
) => void;

/** An operator of onnxruntime's own or of the machine-learning domain. */
export function of(domain: string, name: string, draw: Draw, since = 11, until?: number): Generator {
  return {
    name,
    since,
    until,
    draw: (sketch) =>
      draw(
        sketch,
        (inputs, outputs = 1, attributes = {}) => void sketch.node(name, inputs, outputs, attributes, domain),
      ),
  };
}
export const contrib = (name: string, draw: Draw): Generator => of('com.microsoft', name, draw);
export const learning = (name: string, draw: Draw, since?: number, until?: number): Generator =>
  of('ai.onnx.ml', name, draw, since, until);
export const blocked = (name: string, draw: Draw): Generator => of('com.microsoft.nchwc', name, draw);

export const filled = (sketch: Sketch, dtype: DType, shape: readonly number[], element = 1): Drawn =>
  sketch.stored(
    dtype,
    shape,
    Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => element),
  );
export const scale = (sketch: Sketch): Drawn => sketch.stored('float32', [], [0.5]);
/** A scale and a zero point. */
export const step = (sketch: Sketch, dtype: DType): Drawn[] => [scale(sketch), sketch.stored(dtype, [], [1])];
export const numbers = (count: number): AttributeSpec =>
  floats(Array.from({ length: count }, (_, index) => index + 0.5));
/** A shape with the sizes of 0 made 1: some of these kernels fall over where there is nothing to do. */
export const occupied = (sizes: readonly number[]): number[] => sizes.map((size) => Math.max(size, 1));
export const fullShape = (random: Random, low: number, high: number): number[] => occupied(random.shape(low, high));
export const sometimes = <T>(random: Random, make: () => T): T | undefined => (random.chance(0.5) ? make() : undefined);

/** A window that fits its input. */
export function window(
  random: Random,
  spatial: number,
): { readonly kernel: number[]; readonly sizes: number[]; readonly attributes: Record<string, AttributeSpec> } {
  const kernel = random.list(spatial, () => random.integer(1, 3));
  const begin = kernel.map((size) => random.integer(0, size - 1));
  return {
    kernel,
    sizes: kernel.map((size) => size + random.integer(0, 6)),
    attributes: {
      kernel_shape: kernel,
      strides: random.list(spatial, () => random.integer(1, 3)),
      pads: [...begin, ...kernel.map((size) => random.integer(0, size - 1))],
    },
  };
}
