import type { Analysis } from '../analysis/index.js';
import { kernelCost } from '../measurement/index.js';
import type { Kernel, KernelCost } from '../measurement/index.js';
import type { Row } from './figures.js';

/** The time of a row's kernels: the sum of their medians or percentiles. */
export function latencyCell({ kernels = [] }: Row, figure: 'medianMs' | 'p90Ms'): { readonly kind: 'milliseconds'; readonly value: number | undefined } {
  return { kind: 'milliseconds', value: kernels.length === 0 ? undefined : timeOf(kernels, figure) };
}

/** What a row's kernels do or move a second, in 10⁹. */
export function rateCell({ kernels = [] }: Row, analysis: Analysis, figure: keyof KernelCost): { readonly kind: 'ratio'; readonly value: number | undefined } {
  const seconds = timeOf(kernels, 'medianMs') / 1000;
  let sum = 0;
  for (const { layers } of kernels) {
    const value = kernelCost(analysis, layers)[figure];
    if (value === undefined) return { kind: 'ratio', value: undefined };
    sum += value;
  }
  return { kind: 'ratio', value: seconds === 0 || sum === 0 ? undefined : sum / seconds / 1e9 };
}

function timeOf(kernels: readonly Kernel[], figure: 'medianMs' | 'p90Ms'): number {
  return kernels.reduce((sum, kernel) => sum + kernel[figure], 0);
}
