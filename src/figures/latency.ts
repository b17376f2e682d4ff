import type { Figure, Study } from './figure.js';

/** Whether a study has what a figure is calculated from: a measurement, a prediction, a bound, or the model alone. */
export function isThere(
  { isMeasured, isPredicted, isBounded }: Figure,
  study: {
    readonly measurement?: object | undefined;
    readonly prediction?: object | undefined;
    readonly bound?: object | undefined;
  },
): boolean {
  return (
    (isMeasured !== true || study.measurement !== undefined) &&
    (isPredicted !== true || study.prediction !== undefined) &&
    (isBounded !== true || study.bound !== undefined)
  );
}

/** The least time of the kernels that are for one of these layers; undefined where there is none. */
export function boundOfLayers(indices: readonly number[], { bound }: Study): number | undefined {
  const wanted = new Set(indices);
  const times = (bound?.kernels ?? []).flatMap(({ layers: [main], ms }) =>
    main !== undefined && wanted.has(main) ? ms : [],
  );
  return times.length === 0 ? undefined : times.reduce((total, ms) => total + ms, 0);
}

/** The predicted time of the kernels that count for one of these layers; undefined where none is known. */
export function predictedOfLayers(indices: readonly number[], { prediction }: Study): number | undefined {
  const wanted = new Set(indices);
  const times = (prediction?.kernels ?? []).flatMap(({ layers: [main], ms }) =>
    main !== undefined && wanted.has(main) && ms !== undefined ? ms : [],
  );
  return times.length === 0 ? undefined : times.reduce((total, ms) => total + ms, 0);
}

/**
 * The time of the kernels that compute some of these layers. A kernel counts whole: the time of one layer in it is not
 * known.
 */
export function latencyOfLayers(indices: readonly number[], { measurement }: Study): number | undefined {
  if (measurement === undefined) return undefined;
  const wanted = new Set(indices);
  return measurement.kernels
    .filter((kernel) => kernel.layers.some((index) => wanted.has(index)))
    .reduce((total, { ms }) => total + ms, 0);
}
