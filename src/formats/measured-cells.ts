import type { KernelReport } from '../report/index.js';
import type { Row } from './row-sums.js';

/** A time or a rate in a cell. */
interface Amount<Kind> {
  readonly kind: Kind;
  readonly value: number | undefined;
}

/** The time of a row's kernels: the sum of their times or percentiles. */
export function latencyCell({ kernels = [] }: Row, figure: 'ms' | 'p90Ms'): Amount<'milliseconds'> {
  return { kind: 'milliseconds', value: kernels.length === 0 ? undefined : timeOf(kernels, figure) };
}

/** What a row's kernels do or move a second, in 10⁹. */
export function rateCell({ kernels = [] }: Row, figure: 'flops' | 'memoryAccessBytes'): Amount<'ratio'> {
  const seconds = timeOf(kernels, 'ms') / 1000;
  let sum = 0;
  for (const kernel of kernels) {
    const value = kernel.layers.length === 0 ? 0 : kernel[figure];
    if (value === null) return { kind: 'ratio', value: undefined };
    sum += value;
  }
  return { kind: 'ratio', value: seconds === 0 || sum === 0 ? undefined : sum / seconds / 1e9 };
}

/** The least time that a row's kernels can take on the platform: the sum of their bounds. */
export function boundCell(row: Row): Amount<'milliseconds'> {
  const bounds = boundsOf(row);
  return {
    kind: 'milliseconds',
    value: bounds === undefined || bounds.length === 0 ? undefined : bounds.reduce((sum, { ms }) => sum + ms, 0),
  };
}

/** The side of the roof that sets most of that time; empty where it is not known. */
export function boundSide(row: Row): string {
  const bounds = boundsOf(row) ?? [];
  const byCompute = bounds.reduce((sum, { ms, by }) => sum + (by === 'compute' ? ms : -ms), 0);
  return bounds.length === 0 ? '' : byCompute >= 0 ? 'compute' : 'memory';
}

function boundsOf({ kernels = [] }: Row): readonly NonNullable<KernelReport['bound']>[] | undefined {
  const bounds = kernels.filter(({ layers }) => layers.length > 0).map(({ bound }) => bound);
  return bounds.every((bound) => bound !== undefined && bound !== null) ? bounds : undefined;
}

function timeOf(kernels: readonly KernelReport[], figure: 'ms' | 'p90Ms'): number {
  return kernels.reduce((sum, kernel) => sum + kernel[figure], 0);
}
