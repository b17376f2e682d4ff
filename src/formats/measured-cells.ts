import { boundOf } from '../analysis/index.js';
import type { Analysis, Bound, Roofline } from '../analysis/index.js';
import { kernelCost } from '../measurement/index.js';
import type { Kernel, KernelCost } from '../measurement/index.js';
import type { Row } from './row-sums.js';

/** The time of a row's kernels: the sum of their medians or percentiles. */
export function latencyCell(
  { kernels = [] }: Row,
  figure: 'ms' | 'p90Ms',
): { readonly kind: 'milliseconds'; readonly value: number | undefined } {
  return { kind: 'milliseconds', value: kernels.length === 0 ? undefined : timeOf(kernels, figure) };
}

/** What a row's kernels do or move a second, in 10⁹. */
export function rateCell(
  { kernels = [] }: Row,
  analysis: Analysis,
  figure: keyof KernelCost,
): { readonly kind: 'ratio'; readonly value: number | undefined } {
  const seconds = timeOf(kernels, 'ms') / 1000;
  let sum = 0;
  for (const { layers } of kernels) {
    const value = kernelCost(analysis, layers)[figure];
    if (value === undefined) return { kind: 'ratio', value: undefined };
    sum += value;
  }
  return { kind: 'ratio', value: seconds === 0 || sum === 0 ? undefined : sum / seconds / 1e9 };
}

/** The least time that a row's kernels can take on a platform: the sum of their bounds. */
export function boundCell(
  row: Row,
  analysis: Analysis,
  roofline: Roofline | undefined,
): { readonly kind: 'milliseconds'; readonly value: number | undefined } {
  const bounds = boundsOf(row, analysis, roofline);
  return {
    kind: 'milliseconds',
    value: bounds === undefined || bounds.length === 0 ? undefined : bounds.reduce((sum, { ms }) => sum + ms, 0),
  };
}

/** Which side sets most of that time; empty where it is not known. */
export function boundSide(row: Row, analysis: Analysis, roofline: Roofline | undefined): string {
  const bounds = boundsOf(row, analysis, roofline) ?? [];
  const byCompute = bounds.reduce((sum, { ms, by }) => sum + (by === 'compute' ? ms : -ms), 0);
  return bounds.length === 0 ? '' : byCompute >= 0 ? 'compute' : 'memory';
}

function boundsOf(
  { kernels = [] }: Row,
  analysis: Analysis,
  roofline: Roofline | undefined,
): readonly Bound[] | undefined {
  if (roofline === undefined) return undefined;
  const bounds = kernels
    .filter(({ layers }) => layers.length > 0)
    .map(({ layers }) => boundOf(kernelCost(analysis, layers), roofline));
  return bounds.every((bound) => bound !== undefined) ? bounds : undefined;
}

function timeOf(kernels: readonly Kernel[], figure: 'ms' | 'p90Ms'): number {
  return kernels.reduce((sum, kernel) => sum + kernel[figure], 0);
}
