import type { Chain } from './sweep/index.js';
import type { SweepSize } from './sweep-size.js';

export type { PredictedDifference, PredictedKernel, Prediction } from './prediction.js';

// Exports marked internal are left out of the published types: their types are valibot's, which users have not
// installed.
/** @internal */
export type { KernelExplanation } from './explain-kernel.js';
/** @internal */
export { driftOf, isDisturbed } from './drift.js';
export { collect, fitPlatform, headOf } from './fit.js';
/** @internal */
export { readPlatform } from './platform.js';
/** @internal */
export type { Platform } from './platform.js';
/** @internal */
export { predictorFor } from './predict.js';
/** @internal */
export type { Predictor } from './predict.js';
/** @internal */
export type { Chain } from './sweep/index.js';
/** @internal */
export { roofOf } from './roof.js';
/** @internal */
export { sweepSizes } from './sweep-size.js';
/** @internal */
export type { SweepSize } from './sweep-size.js';
/** @internal */
export { kernelsTime, readSavedReport } from './saved-report.js';
/** @internal */
export type { SavedReport } from './saved-report.js';

/**
 * The maker of the chains of a sweep; it is loaded only for that.
 * @internal
 */
export async function loadSweep(): Promise<{
  readonly sweepChains: (size: SweepSize) => readonly (() => Chain)[];
  /** The file of the weights of all chains. */
  readonly weightsFile: string;
}> {
  const { sweepChains, WEIGHTS_FILE } = await import('./sweep/index.js');
  return { sweepChains, weightsFile: WEIGHTS_FILE };
}
