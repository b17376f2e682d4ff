import { existsSync, readFileSync } from 'node:fs';
import type { Roof } from '../devices/index.js';
import { NetstatError, programCall } from '../ir/index.js';
import type { Calibration } from '../measurement/index.js';
import { readPlatform, roofOf } from '../platform/index.js';
import type { Platform } from '../platform/index.js';
import { calibrationsHere, parseCalibration } from './calibration-store.js';
import { HERE, platformFile } from './platform-store.js';

/** The results of measuring a platform. */
export interface MeasuredPlatform {
  readonly name: string;
  /** The most that it can do. */
  readonly roof: Roof;
  /** The data that times of networks are predicted by; only after a sweep. */
  readonly sweep: Platform | undefined;
}

/**
 * The platform that an option names: a file that `netstat calibrate` wrote, or `here` for what was measured on this
 * machine.
 * @throws NetstatError when it cannot be read
 */
export function openMeasuredPlatform(name: string): MeasuredPlatform {
  if (name !== HERE) return readMeasured(name);
  const swept = existsSync(platformFile()) ? [readMeasured(platformFile())] : [];
  const calibrated = calibrationsHere().map((each) => fromCalibration(each.name, each.calibration));
  const [first, ...others] = [...swept, ...calibrated];
  if (first === undefined) {
    throw new NetstatError(
      'not-found',
      `--platform here: nothing was measured on this machine yet; run ${programCall()} calibrate for a bound, ${programCall()} calibrate --sweep for predicted times as well`,
    );
  }
  // A bound has to hold whatever the runtime and its threads.
  const best = others.reduce((most, each) => (peakOf(each) > peakOf(most) ? each : most), first);
  return { ...best, sweep: first.sweep };
}

function peakOf({ roof }: MeasuredPlatform): number {
  return roof.peak.float32;
}

function readMeasured(file: string): MeasuredPlatform {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NetstatError(
      'not-found',
      `--platform ${file}: cannot be read (${cause instanceof Error ? cause.message : String(cause)}); ${programCall()} calibrate writes such files`,
      { cause },
    );
  }
  const kept = parseCalibration(text);
  if (kept !== undefined) return fromCalibration(kept.name, kept.calibration);
  const sweep = readPlatform(text, file);
  return { name: sweep.name, roof: roofOf(sweep), sweep };
}

/** Operations on integers of 8 bits have a peak of their own; other types were not measured apart. */
function fromCalibration(
  name: string,
  { flopsPerSecond, integerOperationsPerSecond, bytesPerSecond, bandwidths }: Calibration,
): MeasuredPlatform {
  const peak = { float32: flopsPerSecond, int8: Math.max(flopsPerSecond, integerOperationsPerSecond ?? 0) };
  return { name, roof: { peak, bytesPerSecond, bandwidths }, sweep: undefined };
}
