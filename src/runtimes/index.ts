import type { NetstatError } from '../ir/index.js';
import type { Probe } from '../measurement/index.js';
import type { SweepSize } from '../platform/index.js';
import type { Sweep, SweepWishes } from './sweep.js';

export type { ProfileFormat } from './define.js';
export { keepCalibration, readCalibration, writeCalibration } from './calibration-store.js';
export { openMeasuredPlatform } from './measured-platform.js';
export { checkLevel, levels, loadRuntime, measureFile, runnable } from './measure-file.js';
export { importModel, measurePrepared, measuringMachine, profilingCostOf } from './measure-model.js';
export type { RunSettings } from './measure-model.js';
export { prepareModel } from './prepare-model.js';
export type { PreparedModel } from './prepare-model.js';
export { HERE, keepPlatform, platformFile } from './platform-store.js';
export { isJudgedOn, keepPaper, keptPaper, readSavedPaper } from './paper-store.js';
export type { JudgedPlatform } from './paper-store.js';
export { readMeasuredFolder } from './measured-folder.js';
export { readMeasuredReports } from './measured-reports.js';
export type { SweepWishes } from './sweep.js';
export { readInputs } from './read-inputs.js';
export { readProfile } from './profiles/read-profile.js';
export { runtimes } from './registry.js';

/** The models that calibration runs; what makes them is loaded only then. */
export async function makeProbes(): Promise<readonly Probe[]> {
  return (await import('./onnxruntime/probes.js')).makeProbes();
}

/** Measures the chains of a sweep; what makes them is loaded only then. */
export async function sweep(
  wishes: SweepWishes,
  progress: (done: number, all: number, name: string) => void,
  refuse: (name: string, failure: NetstatError) => void,
): Promise<Sweep> {
  return (await import('./sweep.js')).runSweep(wishes, progress, refuse);
}

/** Writes the chains of a sweep for another device; gives their number. */
export async function emitChains(folder: string, size: SweepSize): Promise<number> {
  return (await import('./sweep.js')).emitSweep(folder, size);
}
export type { Measured } from './settle-trips.js';
