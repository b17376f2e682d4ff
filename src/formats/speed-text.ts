import type { SpeedComparison, TimeDifference } from '../comparison/index.js';
import { durationText, escapeTerminal, shareText, shortenText } from '../text/index.js';
import { drawRows } from './table/draw.js';

/** How many layers are listed that take another time. */
const LISTED_LAYERS = 5;

/** A sentence on which of two measured models is faster. */
export function speedSentence(base: string, head: string, { speed }: SpeedComparison): string {
  const [before, after] = [escapeTerminal(base), escapeTerminal(head)];
  if (speed === undefined) return `${after} and ${before}: one has no latency to compare`;
  const error = Math.max(speed.error, 0.005);
  const digits = error < 0.095 ? 2 : 1;
  if (!speed.differs) {
    return `no difference between ${after} and ${before} (${speed.ratio.toFixed(digits)} ± ${error.toFixed(digits)})`;
  }
  const [fast, slow, ratio, spread] =
    speed.ratio >= 1 ? [after, before, speed.ratio, error] : [before, after, 1 / speed.ratio, error / speed.ratio ** 2];
  return `${fast} is ${ratio.toFixed(digits)} ± ${spread.toFixed(digits)} × faster than ${slow}`;
}

/** Which of two measured models is faster, and where the difference lies, in lines. */
export function describeSpeed(
  base: string,
  head: string,
  comparison: SpeedComparison,
  width: number,
): readonly string[] {
  const lines = [speedSentence(base, head, comparison)];
  if (comparison.speed?.differs !== false) {
    const rows = [
      ...comparison.categories.map((each) => rowOf(each, width)),
      ...comparison.layers.slice(0, LISTED_LAYERS).map((each) => rowOf(each, width)),
    ];
    lines.push(...drawRows(rows, ['left', 'right', 'left', 'right', 'right']));
    const more = comparison.layers.length - LISTED_LAYERS;
    if (more > 0) lines.push(`  and ${more} more layers that differ by more than noise`);
  }
  return lines;
}

function rowOf({ name, baseMs, headMs }: TimeDifference, width: number): readonly string[] {
  const difference = headMs - baseMs;
  const label = name === 'overhead' ? 'runtime overhead' : name;
  return [
    `  ${shortenText(escapeTerminal(label), Math.max(20, Math.min(60, width - 46)))}`,
    durationText(baseMs),
    `→ ${durationText(headMs)}`,
    `${difference < 0 ? '−' : '+'}${durationText(Math.abs(difference))}`,
    baseMs === 0 ? '' : `${difference < 0 ? '−' : '+'}${shareText(Math.abs(difference) / baseMs)}`,
  ];
}
