import type { Bound } from '../analysis/index.js';
import type { Figure } from '../figures/index.js';
import type { KernelReport, Report, StaticBoundReport } from '../report/index.js';
import { createKernelLookUp } from './kernels-of-layers.js';
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

/** A figure of a kernel that was measured; undefined where it is unknown. */
export function kernelValue(kernel: KernelReport, { json }: Figure): number | undefined {
  // The fields of a kernel that figures name are numbers.
  return (kernel as unknown as Readonly<Record<string, number | null>>)[json] ?? undefined;
}

/** The rate at which a row's kernels come by a figure, in 10⁹ a second. */
export function rateCell({ kernels = [] }: Row, figure: Figure): Amount<'ratio'> {
  const seconds = timeOf(kernels, 'ms') / 1000;
  let sum = 0;
  for (const kernel of kernels) {
    const value = kernel.layers.length === 0 ? 0 : kernelValue(kernel, figure);
    if (value === undefined) return { kind: 'ratio', value: undefined };
    sum += value;
  }
  return { kind: 'ratio', value: seconds === 0 || sum === 0 ? undefined : sum / seconds / 1e9 };
}

/** The least time that a row's kernels can take on the platform: the sum of their bounds. */
export function boundCell(row: Row, report: Report): Amount<'milliseconds'> {
  const bounds = boundsOf(row, report);
  return {
    kind: 'milliseconds',
    value: bounds === undefined || bounds.length === 0 ? undefined : bounds.reduce((sum, { ms }) => sum + ms, 0),
  };
}

/** The side of the roof that sets most of that time; empty where it is not known, or there is no work. */
export function boundSide(row: Row, report: Report): string {
  const bounds = (boundsOf(row, report) ?? []).filter(({ ms }) => ms > 0);
  const byCompute = bounds.reduce((sum, { ms, by }) => sum + (by === 'compute' ? ms : -ms), 0);
  return bounds.length === 0 ? '' : byCompute >= 0 ? 'compute' : 'memory';
}

/**
 * The bounds of the kernels that ran; where none did, of those that a named platform bounds, at the layer that each is
 * for.
 */
function boundsOf(
  { kind, kernels = [], layers }: Row,
  { measurement, bound: ofModel }: Report,
): readonly Bound[] | undefined {
  if (measurement === undefined && ofModel !== undefined) {
    if (kind === 'total') return ofModel.unknown > 0 ? undefined : ofModel.kernels;
    return lookUp(ofModel.kernels, layers);
  }
  const bounds = kernels.filter((kernel) => kernel.layers.length > 0).map(({ bound }) => bound);
  return bounds.every((bound) => bound !== undefined && bound !== null) ? bounds : undefined;
}

const lookUp = createKernelLookUp<StaticBoundReport['kernels'][number]>();

function timeOf(kernels: readonly KernelReport[], figure: 'ms' | 'p90Ms'): number {
  return kernels.reduce((sum, kernel) => sum + kernel[figure], 0);
}
