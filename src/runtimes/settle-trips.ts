import { analyse } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { tripCountsOf } from '../measurement/index.js';
import type { Measurement } from '../measurement/index.js';

/** A model with its sizes settled, and what it takes. */
export interface Measured {
  readonly analysis: Analysis;
  readonly measurement: Measurement;
}

/** A measured model with figures of as many passes of its loops as the runs made, where only data told. */
export function settleTrips(measured: Measured): Measured {
  const { analysis, measurement } = measured;
  const counts = tripCountsOf(analysis, measurement.kernels);
  if (counts.length === 0) return measured;
  const { model, given, layers } = analysis;
  const settled = analyse(model, {
    ...given,
    dims: new Map([...(given.dims ?? []), ...counts.map(({ symbol, passes }) => [symbol, passes] as const)]),
  });
  // Kernels name layers by position.
  const isSame =
    settled.layers.length === layers.length &&
    settled.layers.every(({ label }, index) => label === layers[index]?.label);
  if (!isSame) return measured;
  const notes = counts.map(
    ({ loop, passes }) =>
      `${loop} made ${passes} ${passes === 1 ? 'pass' : 'passes'} a run: the figures are of so many`,
  );
  return { analysis: settled, measurement: { ...measurement, notes: [...measurement.notes, ...notes] } };
}
