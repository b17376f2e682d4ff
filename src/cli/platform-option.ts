import type { Argv } from 'yargs';
import type { Predictor } from '../platform/index.js';

/** Declares the platform that times are predicted for. */
export function declarePlatform<T>(parser: Argv<T>) {
  return parser.option('platform', {
    describe: 'Predict the time on a platform: a file that netstat calibrate wrote, or here',
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
 * What predicts times on the platform that the user named; undefined where none is named.
 * @throws NetstatError when the platform cannot be read
 */
export async function readPredictor({ platform }: PlatformArguments): Promise<Predictor | undefined> {
  if (platform === undefined) return undefined;
  const [{ openPlatform }, { predictorFor }] = await Promise.all([
    import('../runtimes/index.js'),
    import('../platform/index.js'),
  ]);
  return predictorFor(openPlatform(platform));
}
