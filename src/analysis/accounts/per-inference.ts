import { multiply, sumOver, symbol, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Layer } from '../analysis.js';
import { countNames } from './counts.js';
import type { RunCount } from './counts.js';

/**
 * A figure of a layer in one inference, from its figure in one run: times the number of runs, or the sum over the
 * passes of a loop where the figure changes from pass to pass. It is a fresh symbol, named after the layer and the
 * figure, where the formula grows too large or no formula tells how the figure changes.
 */
export function perInference(
  { label, times, repeats }: Pick<Layer, 'label' | 'times' | 'repeats'>,
  figure: string,
  value: Dim,
): Dim {
  if (value === 0 || times === 0) return 0;
  if (typeof value === 'object' && repeats.length > 0) {
    const names = symbolsOf(value);
    if (repeats.some(({ open }) => [...names].some((name) => open.has(name)))) return symbol(`${label}_${figure}`);
    if (repeats.some(({ pass }) => pass !== undefined && names.has(pass))) {
      let total: Dim | undefined = value;
      for (const { pass, count } of repeats) {
        if (total === undefined) break;
        const part: Dim = total;
        total = pass === undefined ? unlessTooLarge(() => multiply(part, count)) : sumOver(part, pass, count);
      }
      return total ?? symbol(`${label}_${figure}`);
    }
  }
  if (times === 1) return value;
  return unlessTooLarge(() => multiply(times, value)) ?? symbol(`${label}_${figure}`);
}

/** A count of a layer in one inference; an unknown one adds nothing. */
export function countPerInference(layer: Pick<Layer, 'label' | 'times' | 'repeats' | RunCount>, count: RunCount): Dim {
  return perInference(layer, countNames[count], layer[count] ?? 0);
}
