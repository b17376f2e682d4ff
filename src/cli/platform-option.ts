import { existsSync } from 'node:fs';
import type { Argv } from 'yargs';
import type { Analysis } from '../analysis/index.js';
import { devices } from '../devices/index.js';
import type { Device } from '../devices/index.js';
import { nearest, NetstatError, programCall } from '../ir/index.js';
import type { Predictor } from '../platform/index.js';
import type { Additions, BoundPlatform } from '../report/index.js';
import { ratioText, readAmount } from '../text/index.js';

/** Declares the platform that times are predicted or bounded for, and the two figures of a bound. */
export function declarePlatform<T>(parser: Argv<T>) {
  return parser
    .option('platform', {
      describe:
        'Bound and predict the time on a platform: a device (list for names), a file of netstat calibrate or ' +
        'paper, or here',
      type: 'string',
      requiresArg: true,
      group: 'Report:',
    })
    .option('peak', {
      describe: 'Operations a second of a platform, for a bound: 2TFLOPS',
      type: 'string',
      requiresArg: true,
      group: 'Report:',
    })
    .option('bandwidth', {
      describe: 'Bytes a second from and to its memory: 100GB/s',
      type: 'string',
      requiresArg: true,
      group: 'Report:',
    });
}

/** The values of those options. */
export interface PlatformArguments {
  readonly platform: string | undefined;
  readonly peak: string | undefined;
  readonly bandwidth: string | undefined;
}

/** Their values when no option is given. */
export const noPlatform: PlatformArguments = { platform: undefined, peak: undefined, bandwidth: undefined };

/** A function that gives the times of a model on a platform. */
export type TimesOf = (
  analysis: Analysis,
) => Pick<Additions, 'prediction' | 'platform' | 'worthOf' | 'runtime' | 'refutedGuidelines'>;

/**
 * The times that the named platform gives for a model: after a sweep the predicted time, else the bound alone. `--peak`
 * and `--bandwidth` win over the platform's figures.
 * @throws NetstatError when the platform cannot be read, or a bound lacks one of its two figures
 */
export async function readTimes(given: PlatformArguments): Promise<TimesOf> {
  return (await readPlatform(given)).timesOf;
}

/** A platform that the user names. */
export interface NamedPlatform {
  readonly timesOf: TimesOf;
  /** Only after a sweep. */
  readonly predictor: Predictor | undefined;
}

/**
 * The platform that the arguments name.
 * @throws NetstatError as `readTimes`
 */
export async function readPlatform(given: PlatformArguments): Promise<NamedPlatform> {
  const { platform: name } = given;
  const device = devices.find((each) => each.name === name?.toLowerCase());
  if (name === undefined || device !== undefined) {
    const platform = withGiven(device, given);
    return { timesOf: () => ({ platform }), predictor: undefined };
  }
  rejectMistypedDevice(name);
  const [{ openMeasuredPlatform }, { predictorFor }, { costHereText, isRefuted }] = await Promise.all([
    import('../runtimes/index.js'),
    import('../platform/index.js'),
    import('../paper/index.js'),
  ]);
  const { name: label, roof, sweep, verdicts } = openMeasuredPlatform(name);
  const platform = withGiven(roof && { label: `${label}, as measured`, ...roof }, given);
  const refuted = verdicts.filter(isRefuted);
  const refutedGuidelines = new Map(
    refuted.map((verdict) => [verdict.guideline, { verdict, text: costHereText(verdict) }]),
  );
  const predictor = sweep === undefined ? undefined : predictorFor(sweep);
  if (predictor === undefined) return { timesOf: () => ({ platform, refutedGuidelines }), predictor };
  const { worthOn } = await import('./worth-on.js');
  return {
    timesOf: (analysis) => ({
      prediction: predictor.predict(analysis),
      platform,
      refutedGuidelines,
      worthOf: worthOn(predictor, analysis),
      runtime: predictor.platform.runtime,
    }),
    predictor,
  };
}

/**
 * The predictor of a platform that has a sweep.
 * @throws NetstatError as `readTimes`, and for a platform without
 */
export async function readPredictor(platform: string): Promise<Predictor> {
  const { predictor } = await readPlatform({ ...noPlatform, platform });
  if (predictor !== undefined) return predictor;
  throw new NetstatError(
    'bad-option',
    `--platform ${platform}: this platform has no measured kernels to predict times from; ` +
      `${programCall()} calibrate --sweep -o platform.json measures some, ` +
      'and platform.json is then the platform to name',
  );
}

/** A platform with the figures that the user gave in place of its own. */
function withGiven(
  known: Pick<Device, 'label' | 'peak' | 'bytesPerSecond' | 'bandwidths'> | undefined,
  { peak: peakText, bandwidth }: PlatformArguments,
): BoundPlatform | undefined {
  if (known === undefined && peakText === undefined && bandwidth === undefined) return undefined;
  const peakRate = peakText === undefined ? undefined : readRate('--peak', peakText, 'count', '2TFLOPS');
  const bytes = bandwidth === undefined ? undefined : readRate('--bandwidth', bandwidth, 'bytes', '100GB/s');
  const peak = peakRate === undefined ? known?.peak : { float32: peakRate };
  const bytesPerSecond = bytes ?? known?.bytesPerSecond;
  if (bytesPerSecond === undefined || peak === undefined) {
    const missing = bytesPerSecond === undefined ? '--bandwidth 100GB/s' : '--peak 2TFLOPS';
    throw new NetstatError(
      'bad-option',
      `a bound needs both --peak and --bandwidth: add ${missing}, or name a device with --platform`,
    );
  }
  const figures = [
    ...(peakRate === undefined ? [] : [`${ratioText(peakRate / 1e12)} TFLOPS`]),
    `${ratioText(bytesPerSecond / 1e9)} GB/s`,
  ].join(', ');
  return {
    name: known === undefined ? figures : `${known.label} (${figures})`,
    bytesPerSecond,
    peak,
    ...(bytes === undefined && known?.bandwidths !== undefined ? { bandwidths: known.bandwidths } : {}),
  };
}

/** @throws NetstatError for what is no file, but nearly the name of a device */
function rejectMistypedDevice(platform: string): void {
  if (platform === 'here' || existsSync(platform)) return;
  const meant = nearest(
    platform,
    devices.map(({ name }) => name),
  );
  if (meant === undefined) return;
  throw new NetstatError(
    'bad-option',
    `--platform ${platform}: there is neither a file nor a device of that name; did you mean ${meant}?`,
  );
}

/** Fewer operations or bytes a second than any device: a number whose unit was left out. */
const LEAST_RATE = 1e5;

/** `2TFLOPS`, `2 TFLOP/s`, `100GB/s`. */
function readRate(option: string, text: string, unit: 'count' | 'bytes', example: string): number {
  const amount = readAmount(text.replace(/(?:flop|op)?s?(?:\/s)?$/iu, ''), unit);
  if (amount === undefined || amount < LEAST_RATE) {
    throw new NetstatError('bad-option', `${option} ${text}: should be like ${option} ${example}`);
  }
  return amount;
}
