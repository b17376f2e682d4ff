import { ceilingOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { findLifetimes, findUses, layerByLayer } from '../accounts/lifetimes.js';
import { findPeakInPlace } from '../accounts/peak-in-place.js';
import type { Lifetimes, Schedule, Uses } from '../accounts/lifetimes.js';
import type { Analysis, Edge, SymbolMeaning } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { scheduleOf } from './kernels.js';
import { remember } from './remember.js';

/** The uses of values by fused kernels, whether these compute in place or not. */
const fusedUsesOf: (analysis: Analysis) => Uses = remember((analysis) =>
  findUses(analysis, scheduleOf(analysis, false)),
);

/**
 * Activations alive over time when layers run as fused kernels, one after another: inputs and outputs included, nothing
 * computed in place, a value between quantised kernels at its quantised width.
 */
export const fusedLifetimesOf: (analysis: Analysis) => Lifetimes = remember((analysis) =>
  findLifetimes(analysis, scheduleOf(analysis, false), fusedUsesOf(analysis)),
);

/**
 * The most bytes alive at once where also each element-wise kernel writes over an input of equal size that no later
 * kernel reads.
 */
export const peakInPlaceOf: (analysis: Analysis) => { readonly peakBytes: Dim | undefined } = remember((analysis) => {
  const schedule = scheduleOf(analysis, true);
  const uses = fusedUsesOf(analysis);
  const peakBytes = findPeakInPlace(analysis, schedule, { uses, apart: fusedLifetimesOf(analysis) });
  return peakBytes === undefined ? findLifetimes(analysis, schedule, uses) : { peakBytes };
});

/**
 * How layers run while their activations are counted: each by itself, as fused kernels, or as fused kernels of which
 * the element-wise ones compute in place.
 */
export type Execution = 'unfused' | 'fused' | 'in-place';

/**
 * The most sizes with a bound for which the ceiling of the peak is worked out: a detector of some hundred classes has
 * fewer.
 */
const MAX_BOUNDED = 2000;

/** Whether so many sizes have a bound that the ceiling of a figure is not worked out. */
export const hasTooManyBounds: (analysis: Analysis) => boolean = remember(
  ({ symbols }) => symbols.filter(isBounded).length > MAX_BOUNDED,
);

function isBounded({ atMost }: SymbolMeaning): boolean {
  return atMost !== undefined;
}

/**
 * The most that the peak can be where data decide sizes: every value at its most, all at once. Undefined where no size
 * has a bound, or more than 2,000 have one. It is a number where the formula of the peak itself has too many terms, as
 * after the selection of boxes for each of many classes.
 */
export function peakCeilingOf(analysis: Analysis, execution: Execution): Dim | undefined {
  return ceilingsOf[execution](analysis);
}

const ceilingsOf: Readonly<Record<Execution, (analysis: Analysis) => Dim | undefined>> = {
  unfused: remember((analysis) => ceilingUnder(analysis, layerByLayer)),
  fused: remember((analysis) => ceilingUnder(analysis, scheduleOf(analysis, false))),
  'in-place': remember((analysis) => ceilingUnder(analysis, scheduleOf(analysis, true))),
};

function ceilingUnder(analysis: Analysis, schedule: Schedule): Dim | undefined {
  if (!analysis.symbols.some(isBounded) || hasTooManyBounds(analysis)) return undefined;
  const bytesOf = ({ bytes }: Edge): Dim | undefined => ceilingOf(bytes) ?? bytes;
  return unlessTooLarge(() => findLifetimes(analysis, { ...schedule, bytesOf }).peakBytes);
}

/** The most bytes alive at once without the model's inputs and outputs. Runtimes whose caller owns these count so. */
export const peakInsideOf: (analysis: Analysis) => { readonly peakBytes: Dim | undefined } = remember((analysis) => {
  const outside = new Set<Edge>([...analysis.inputs, ...analysis.outputs].map(rootOf));
  const schedule = { ...scheduleOf(analysis, false), isCounted: (edge: Edge) => !outside.has(edge) };
  return findLifetimes(analysis, schedule, fusedUsesOf(analysis));
});
