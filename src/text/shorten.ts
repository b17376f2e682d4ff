import { endOf, startOf, textWidth } from './width.js';

/** The shares of a shortened name that its start takes. The first one that leaves the name unambiguous is used. */
const cuts = [0.4, 0.2, 0.65, 0] as const;

/**
 * Names in at most `width` columns each, `…` in their middle. No other name has the start and the end of a shortened
 * one; where no cut achieves that, the name's mark stands at its end: `/layers/…/MatMul#34`.
 */
export function shortenNames(names: readonly string[], width: number, marks: readonly number[]): readonly string[] {
  if (names.every((name) => textWidth(name) <= width)) return names;
  const counts = cuts.map((cut) => countCuts(names, cut, width));
  return names.map((name, position) => {
    if (textWidth(name) <= width) return name;
    for (const [index, cut] of cuts.entries()) {
      const short = shorten(name, cut, width);
      if (counts[index]?.get(short) === 1) return short;
    }
    const mark = `#${marks[position] ?? position}`;
    return `${shorten(name, cuts[0], Math.max(2, width - mark.length))}${mark}`;
  });
}

/** A text in at most `width` columns, `…` in its middle. */
export function shortenText(text: string, width: number): string {
  return textWidth(text) <= width ? text : shorten(text, cuts[0], width);
}

function shorten(name: string, cut: number, width: number): string {
  const head = headWidth(cut, width);
  return `${startOf(name, head)}…${endOf(name, width - 1 - head)}`;
}

/** How many of the names each shortened name fits, the short ones among them. */
function countCuts(names: readonly string[], cut: number, width: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (const short of fitting(name, cut, width)) counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return counts;
}

/**
 * The shortened names that a name fits: its own, and those whose start or end stops a column earlier for a wide
 * character of theirs.
 */
function fitting(name: string, cut: number, width: number): ReadonlySet<string> {
  const head = headWidth(cut, width);
  const tail = width - 1 - head;
  const starts = [startOf(name, head), startOf(name, head - 1)];
  const ends = [endOf(name, tail), endOf(name, tail - 1)];
  return new Set(starts.flatMap((start) => ends.map((end) => `${start}…${end}`)));
}

function headWidth(cut: number, width: number): number {
  return Math.round((width - 1) * cut);
}
