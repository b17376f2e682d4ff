import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, homedir, platform } from 'node:os';
import path from 'node:path';
import { readText, writeWholeFile } from '../files/index.js';
import { isRecord, messageOf, NetstatError } from '../ir/index.js';
import type { Calibration } from '../measurement/index.js';
import type { GuidelineVerdict } from '../paper/index.js';

/** The platform that a calibration holds for. */
export interface CalibratedPlatform {
  readonly runtime: string;
  readonly version: string;
  readonly device: string;
  readonly threads: number | undefined;
}

/**
 * Where calibrations are kept, by the customs of the system: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches,
 * LOCALAPPDATA.
 */
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
    throw new NetstatError('cannot-write', `${file}: the calibration cannot be kept (${messageOf(cause)})`, { cause });
  }
  return file;
}

/** A calibration with what it holds for, as people name it. */
export interface NamedCalibration {
  readonly name: string;
  readonly calibration: Calibration;
}

/** The calibrations of this machine, whatever the runtime, its device and its threads. */
export function calibrationsHere(): readonly NamedCalibration[] {
  const here = ` | ${machineKey()}`;
  return Object.entries(readAll()).flatMap(([key, calibration]) =>
    key.endsWith(here) ? [{ name: nameOf(key.slice(0, -here.length).split(' | ')), calibration }] : [],
  );
}

/**
 * Writes a calibration into a file of its own, for `--platform`, with what is known of guidelines on that platform.
 * @throws NetstatError when it cannot be written
 */
export function writeCalibration(
  file: string,
  of: CalibratedPlatform,
  calibration: Calibration,
  verdicts: readonly GuidelineVerdict[] | undefined,
): void {
  const name = nameOf([...keyParts(of), cpus()[0]?.model.trim() ?? '']);
  writeWholeFile(file, `${JSON.stringify({ kind: CALIBRATION_KIND, name, ...calibration, verdicts }, null, 2)}\n`);
}

/** The calibration that a text of such a file holds; undefined where it is no such file. */
export function parseCalibration(text: string): NamedCalibration | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isCalibration(value) || !('kind' in value) || value.kind !== CALIBRATION_KIND) return undefined;
  return { name: 'name' in value && typeof value.name === 'string' ? value.name : '', calibration: value };
}

const CALIBRATION_KIND = 'netstat calibration';

/** `onnxruntime 1.30.0, cpu, 4 threads`. */
function nameOf([runtime = '', version = '', ...rest]: readonly string[]): string {
  return [`${runtime} ${version}`, ...rest.filter((part) => part !== '' && !part.startsWith('undefined'))].join(', ');
}

function keyParts({ runtime, version, device, threads }: CalibratedPlatform): readonly string[] {
  return [runtime, version, device, `${threads} ${threads === 1 ? 'thread' : 'threads'}`];
}

function keyOf({ runtime, version, device, threads }: CalibratedPlatform): string {
  return [runtime, version, device, `${threads} threads`, machineKey()].join(' | ');
}

function machineKey(): string {
  return [platform(), cpus()[0]?.model.trim() ?? '', `${cpus().length} cores`].join(' | ');
}

/** The calibrations that are kept; empty where the file is absent or not netstat's. */
function readAll(): Readonly<Record<string, Calibration>> {
  try {
    const all: unknown = JSON.parse(readText(calibrationFile()));
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
    value.bytesPerSecond > 0 &&
    (!('integerOperationsPerSecond' in value) || isPositive(value.integerOperationsPerSecond)) &&
    (!('bandwidths' in value) || (Array.isArray(value.bandwidths) && value.bandwidths.every(isBandwidth)))
  );
}

function isBandwidth(value: unknown): boolean {
  return isRecord(value) && isPositive(value['workingSetBytes']) && isPositive(value['bytesPerSecond']);
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
