import type { PredictedKernelReport, PredictionReport } from '../report/index.js';
import { createKernelLookUp } from './kernels-of-layers.js';
import type { Row } from './row-sums.js';

/**
 * The predicted time of a row: that of the kernels that count for its layers; for the total, that of all kernels.
 * Undefined where none is known.
 */
export function predictedTime(row: Row, prediction: PredictionReport | undefined): number | undefined {
  if (row.kind === 'total') return prediction?.totalMs;
  const times = predictedKernelsOf(row, prediction).flatMap(({ ms }) => ms ?? []);
  return times.length === 0 ? undefined : times.reduce((sum, ms) => sum + ms, 0);
}

/** The uncertainty of the predicted time, as a share of it: two in three times the error is less. */
export function predictedUncertainty(row: Row, prediction: PredictionReport | undefined): number | undefined {
  const time = predictedTime(row, prediction);
  if (time === undefined || time === 0 || prediction === undefined) return undefined;
  if (row.kind === 'total') return prediction.highMs === null ? undefined : prediction.highMs / time - 1;
  const variance = predictedKernelsOf(row, prediction).reduce(
    (sum, { ms, sigma }) => sum + ((ms ?? 0) * (sigma ?? 0)) ** 2,
    0,
  );
  return Math.sqrt(variance) / time;
}

function predictedKernelsOf(
  { layers }: Row,
  prediction: PredictionReport | undefined,
): readonly PredictedKernelReport[] {
  return prediction === undefined ? [] : lookUp(prediction.kernels, layers);
}

const lookUp = createKernelLookUp<PredictedKernelReport>();
