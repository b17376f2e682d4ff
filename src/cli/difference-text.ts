import type { PredictedDifference } from '../platform/index.js';
import { durationText } from '../text/index.js';

/** A predicted time before and after a change: `5.44 ms → 5.05 ms, −7.1% ± 1.2`. */
export function differenceText(beforeMs: number, { ms, sigmaMs }: PredictedDifference): string {
  const percent = (part: number): string => ((100 * part) / beforeMs).toFixed(1);
  const change = ms < 0 ? `−${percent(-ms)}` : `+${percent(ms)}`;
  return `${durationText(beforeMs)} → ${durationText(beforeMs + ms)}, ${change}% ± ${percent(sigmaMs)}`;
}
