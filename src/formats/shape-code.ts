import { print } from '../dim/index.js';
import type { Value } from '../ir/index.js';

/** The shape of a tensor as a program reads it: `1x64x56x56`, `Nx3xHxW`; empty when it has none that is known. */
export function shapeCode(value: Value | undefined): string {
  if (value?.kind !== 'tensor' || value.shape === undefined) return '';
  return value.shape.map((dim) => print(dim)).join('x');
}
