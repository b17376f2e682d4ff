import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import type { Drawn, Sketch } from '../../sketch.js';
import type { Generator } from '../elementwise.js';

/** Attributes of a node by name. */
export type Attributes = Readonly<Record<string, AttributeSpec>>;

/** A generator of an operator from that opset on. */
export function of(name: string, since: number, draw: (sketch: Sketch) => void, until?: number): Generator {
  return { name, since, until, draw };
}

/** Each attribute with that probability, else its default. */
export const chosen = (sketch: Sketch, attributes: Attributes, probability = 0.5): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(() => sketch.random.chance(probability)));

/** A value that a node gives. */
export const made = (name: string | undefined, dtype: Drawn['dtype'], shape: readonly number[]): Drawn => ({
  name: name ?? '',
  dtype,
  shape,
});

/** Shapes of two tensors that broadcast. */
export function broadcasting({ random }: Sketch): readonly [readonly number[], readonly number[]] {
  const whole = random.shape(1, 4);
  const part = whole.slice(random.integer(0, whole.length)).map((dim) => (random.chance(0.3) ? 1 : dim));
  return random.chance(0.5) ? [whole, part] : [part, whole];
}
