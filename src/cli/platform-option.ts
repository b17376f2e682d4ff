import { existsSync } from 'node:fs';
import type { Argv } from 'yargs';
import { devices } from '../devices/index.js';
import { nearest, NetstatError } from '../ir/index.js';
import type { Predictor } from '../platform/index.js';

/** Declares the platform that times are predicted for. */
export function declarePlatform<T>(parser: Argv<T>) {
  return parser.option('platform', {
    describe:
      'Predict the time on a platform: a file that netstat calibrate wrote, or here; bound it on a device: list for names',
    type: 'string',
    requiresArg: true,
    group: 'Report:',
  });
}

/** What that option holds. */
export interface PlatformArguments {
  readonly platform: string | undefined;
}

/**
 * What predicts times on the platform that the user named; undefined where none is named, and for a device, of which only a bound is known.
 * @throws NetstatError when the platform cannot be read
 */
export async function readPredictor({ platform }: PlatformArguments): Promise<Predictor | undefined> {
  if (platform === undefined || isDevice(platform)) return undefined;
  rejectMistypedDevice(platform);
  const [{ openPlatform }, { predictorFor }] = await Promise.all([
    import('../runtimes/index.js'),
    import('../platform/index.js'),
  ]);
  return predictorFor(openPlatform(platform));
}

/** Whether `--platform` names a device by its data sheet. */
function isDevice(platform: string): boolean {
  return devices.some(({ name }) => name === platform.toLowerCase());
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
