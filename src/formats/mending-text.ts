import type { Report } from '../report/index.js';
import { durationText, thingsText } from '../text/index.js';

/**
 * The time that mending findings saves on the platform that times are predicted for; undefined where no finding names a
 * change, or no platform is named.
 */
export function mendingText({ mending, prediction, findings }: Report): string | undefined {
  if (prediction === undefined || findings.every(({ worth }) => worth === undefined)) return undefined;
  const { platform, totalMs } = prediction;
  if (mending === undefined) return `no change that is named saves time that can be told on ${platform} (predicted)`;
  const { findings: count, savedMs, sigmaMs } = mending;
  return (
    `mending ${thingsText(count, 'finding')} saves ${durationText(savedMs)} ± ${durationText(sigmaMs)} ` +
    `of ${durationText(totalMs)} on ${platform} (predicted)`
  );
}
