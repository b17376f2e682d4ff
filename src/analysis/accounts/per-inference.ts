import { multiply, symbol, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Layer } from '../analysis.js';

/** A figure of one run of a layer, as often as the layer runs in one inference; a symbol named after both where the formula grows too large. */
export function perInference({ label, times }: Pick<Layer, 'label' | 'times'>, figure: string, value: Dim): Dim {
  if (times === 1 || value === 0) return value;
  return unlessTooLarge(() => multiply(times, value)) ?? symbol(`${label}_${figure}`);
}
