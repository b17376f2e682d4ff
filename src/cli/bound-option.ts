import type { Argv } from 'yargs';
import { devices } from '../devices/index.js';
import type { BoundPlatform } from '../report/index.js';
import { NetstatError } from '../ir/index.js';
import { ratioText, readAmount } from '../text/index.js';
import { declarePlatform } from './platform-option.js';
import type { PlatformArguments } from './platform-option.js';

/** Declares the platform that times are predicted or bounded for, and the two figures of a bound. */
export function declareBound<T>(parser: Argv<T>) {
  return declarePlatform(parser)
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

/** What those options hold, beside the platform. */
export interface BoundArguments extends PlatformArguments {
  readonly peak: string | undefined;
  readonly bandwidth: string | undefined;
}

/** What they hold when none is given. */
export const noBound: BoundArguments = { platform: undefined, peak: undefined, bandwidth: undefined };

/**
 * The platform that the arguments name; `--peak` and `--bandwidth` win over the device's figures. Undefined where none is named.
 * @throws NetstatError when one of the two figures is missing
 */
export function readBound({ platform, peak: peakText, bandwidth }: BoundArguments): BoundPlatform | undefined {
  if (platform === undefined && peakText === undefined && bandwidth === undefined) return undefined;
  const device = devices.find(({ name }) => name === platform?.toLowerCase());
  // A file or this machine: times are predicted, not bounded.
  if (device === undefined && peakText === undefined && bandwidth === undefined) return undefined;
  const flops = peakText === undefined ? undefined : readRate('--peak', peakText, 'count', '2TFLOPS');
  const bytes = bandwidth === undefined ? undefined : readRate('--bandwidth', bandwidth, 'bytes', '100GB/s');
  const peak = flops === undefined ? device?.peak : { float32: flops };
  const bytesPerSecond = bytes ?? device?.bytesPerSecond;
  if (bytesPerSecond === undefined || peak === undefined) {
    const missing = bytesPerSecond === undefined ? '--bandwidth 100GB/s' : '--peak 2TFLOPS';
    throw new NetstatError(
      'bad-option',
      `a bound needs both --peak and --bandwidth: add ${missing}, or name a device with --platform`,
    );
  }
  const figures = `${flops === undefined ? '' : `${ratioText(flops / 1e12)} TFLOPS, `}${ratioText(bytesPerSecond / 1e9)} GB/s`;
  return {
    name: device === undefined ? figures : `${device.label} (${figures})`,
    bytesPerSecond,
    peak,
  };
}

/** The devices that `--platform` names, with their figures and where these come from. */
export function listDevices(): string {
  const tera = (operations: number | undefined): string =>
    operations === undefined ? '' : ratioText(operations / 1e12);
  return devices
    .map(({ name, label, peak, bytesPerSecond, source, derivation }) =>
      [
        `${name}  ${label}`,
        `  ${ratioText(bytesPerSecond / 1e9)} GB/s; TFLOPS: ${[
          `float32 ${tera(peak.float32)}`,
          ...(peak.float16 === undefined ? [] : [`float16 ${tera(peak.float16)}`]),
          ...(peak.int8 === undefined ? [] : [`int8 ${tera(peak.int8)}`]),
        ].join(', ')}`,
        `  ${source}`,
        ...(derivation === undefined ? [] : [`  ${derivation}`]),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

/** `2TFLOPS`, `2 TFLOP/s`, `100GB/s`. */
function readRate(option: string, text: string, unit: 'count' | 'bytes', example: string): number {
  const amount = readAmount(text.replace(/(?:flop|op)?s?(?:\/s)?$/iu, ''), unit);
  if (amount === undefined || amount <= 0) {
    throw new NetstatError('bad-option', `${option} ${text}: should be like ${option} ${example}`);
  }
  return amount;
}
