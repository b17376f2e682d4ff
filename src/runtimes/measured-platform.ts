import { existsSync } from 'node:fs';
import type { Roof } from '../devices/index.js';
import { readGivenText } from '../files/index.js';
import { NetstatError, programCall } from '../ir/index.js';
import type { Calibration } from '../measurement/index.js';
import { parsePaper, parseVerdicts } from '../paper/index.js';
import type { GuidelineVerdict, SavedPaper } from '../paper/index.js';
import { readPlatform, roofOf } from '../platform/index.js';
import type { Platform } from '../platform/index.js';
import { calibrationsHere, parseCalibration } from './calibration-store.js';
import { keptPaper } from './paper-store.js';
import { HERE, platformFile } from './platform-store.js';

/** The results of measuring a platform. */
export interface MeasuredPlatform {
  readonly name: string;
  /** The most that it can do; undefined where only guidelines were judged there. */
  readonly roof: Roof | undefined;
  /** The data that times of networks are predicted by; only after a sweep. */
  readonly sweep: Platform | undefined;
  /** Whether guidelines hold there; none where the paper's experiments did not run there. */
  readonly verdicts: readonly GuidelineVerdict[];
}

/**
 * The platform that an option names: a file that `netstat calibrate` or `netstat paper` wrote, or `here` for what was
 * measured on this machine.
 * @throws NetstatError when it cannot be read
 */
export function openMeasuredPlatform(name: string): MeasuredPlatform {
  if (name !== HERE) return readMeasured(name);
  const swept = existsSync(platformFile()) ? [readMeasured(platformFile())] : [];
  const calibrated = calibrationsHere().map((each) => fromCalibration(each.name, each.calibration));
  const sweep = swept[0]?.sweep;
  const paper = keptPaper(sweep);
  const [first, ...others] = [...swept, ...calibrated, ...(paper === undefined ? [] : [fromPaper(paper)])];
  if (first === undefined) {
    throw new NetstatError(
      'not-found',
      `--platform here: nothing was measured on this machine yet; run ${programCall()} calibrate for a bound, ` +
        `${programCall()} calibrate --sweep for predicted times as well, ${programCall()} paper for guidelines`,
    );
  }
  // A bound has to hold whatever the runtime and its threads.
  const best = others.reduce((most, each) => (peakOf(each) > peakOf(most) ? each : most), first);
  return { ...best, sweep, verdicts: paper?.verdicts ?? first.verdicts };
}

function peakOf({ roof }: MeasuredPlatform): number {
  return roof?.peak.float32 ?? 0;
}

function readMeasured(file: string): MeasuredPlatform {
  const text = readGivenText({
    option: '--platform',
    path: file,
    advice: `${programCall()} calibrate and ${programCall()} paper write such files`,
  });
  const kept = parseCalibration(text);
  if (kept !== undefined) {
    return { ...fromCalibration(kept.name, kept.calibration), verdicts: parseVerdicts(text) };
  }
  const paper = parsePaper(text);
  if (paper !== undefined) return fromPaper(paper);
  const sweep = readPlatform(text, file);
  return { name: sweep.name, roof: roofOf(sweep), sweep, verdicts: sweep.verdicts ?? [] };
}

function fromPaper({ platform: { runtime, version, device }, verdicts }: SavedPaper): MeasuredPlatform {
  return { name: `${runtime} ${version}, ${device}`, roof: undefined, sweep: undefined, verdicts };
}

/** Operations on integers of 8 bits have a peak of their own; other types were not measured apart. */
function fromCalibration(
  name: string,
  { flopsPerSecond, integerOperationsPerSecond, bytesPerSecond, bandwidths }: Calibration,
): MeasuredPlatform {
  const peak = { float32: flopsPerSecond, int8: Math.max(flopsPerSecond, integerOperationsPerSecond ?? 0) };
  return { name, roof: { peak, bytesPerSecond, bandwidths }, sweep: undefined, verdicts: [] };
}
