import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, homedir, platform } from 'node:os';
import path from 'node:path';
import { NetstatError } from '../ir/index.js';
import type { Calibration } from '../measurement/index.js';

/** What a calibration holds for. */
export interface CalibratedPlatform {
  readonly runtime: string;
  readonly version: string;
  readonly device: string;
  readonly threads: number | undefined;
}

/** Where calibrations are kept, by the customs of the system: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, LOCALAPPDATA. */
export function calibrationFile(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const folder =
    platform() === 'win32' && local !== undefined
      ? local
      : platform() === 'darwin'
        ? path.join(homedir(), 'Library', 'Caches')
        : xdg !== undefined && path.isAbsolute(xdg)
          ? xdg
          : path.join(homedir(), '.cache');
  return path.join(folder, 'onnx-netstat', 'calibrations.json');
}

/** The calibration of this machine for a platform; undefined where there is none. */
export function readCalibration(wanted: CalibratedPlatform): Calibration | undefined {
  return readAll()[keyOf(wanted)];
}

/**
 * Keeps a calibration; one of the same platform is replaced.
 * @returns where it is kept
 * @throws NetstatError when it cannot be written
 */
export function keepCalibration(of: CalibratedPlatform, calibration: Calibration): string {
  const file = calibrationFile();
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify({ ...readAll(), [keyOf(of)]: calibration }, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch (cause) {
    throw new NetstatError(
      'cannot-write',
      `${file}: the calibration cannot be kept (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
  return file;
}

function keyOf({ runtime, version, device, threads }: CalibratedPlatform): string {
  return [
    runtime,
    version,
    device,
    `${threads} threads`,
    platform(),
    cpus()[0]?.model.trim() ?? '',
    `${cpus().length} cores`,
  ].join(' | ');
}

/** What is kept; nothing where the file is not there or not ours. */
function readAll(): Readonly<Record<string, Calibration>> {
  try {
    const all: unknown = JSON.parse(readFileSync(calibrationFile(), 'utf8'));
    if (typeof all !== 'object' || all === null) return {};
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, Calibration] => isCalibration(entry[1])),
    );
  } catch {
    return {};
  }
}

function isCalibration(value: unknown): value is Calibration {
  return (
    typeof value === 'object' &&
    value !== null &&
    'flopsPerSecond' in value &&
    typeof value.flopsPerSecond === 'number' &&
    value.flopsPerSecond > 0 &&
    'bytesPerSecond' in value &&
    typeof value.bytesPerSecond === 'number' &&
    value.bytesPerSecond > 0
  );
}
