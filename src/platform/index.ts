import type { Chain } from './sweep/index.js';
import type { SweepSize } from './sweep-size.js';

export { collect, fitPlatform, headOf } from './fit.js';
export { readPlatform } from './platform.js';
export type { Platform } from './platform.js';
export { predictorFor } from './predict.js';
export type { Predictor } from './predict.js';
export type { Chain } from './sweep/index.js';
export { sweepSizes } from './sweep-size.js';
export type { SweepSize } from './sweep-size.js';
export type { PredictedKernel, Prediction } from './prediction.js';
export { readSavedReport } from './saved-report.js';
export type { SavedMeasurement, SavedReport } from './saved-report.js';

/** What makes the chains of a sweep; it is loaded only for that. */
export async function loadSweep(): Promise<{
  readonly sweepChains: (size: SweepSize) => readonly (() => Chain)[];
  /** The file of the weights of all chains. */
  readonly weightsFile: string;
}> {
  const { sweepChains, WEIGHTS_FILE } = await import('./sweep/index.js');
  return { sweepChains, weightsFile: WEIGHTS_FILE };
}
