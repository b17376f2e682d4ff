import type { Analysis } from '../analysis/index.js';
import { sum, toNumber } from '../dim/index.js';

/** Bytes of all stored tensors, whoever reads them. */
export function storedBytes({ parameters }: Analysis): number {
  return toNumber(sum(parameters.map(({ bytes }) => bytes ?? 0))) ?? 0;
}
