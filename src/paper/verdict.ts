import type { MeasuredColumn, MeasuredEntry, PaperResult } from './measure-paper.js';

/** Speeds nearer than this share count as equal. */
export const EQUAL = 0.02;

/** Whether a guideline holds on a platform. */
export interface GuidelineVerdict {
  readonly guideline: 'G1' | 'G2' | 'G3' | 'G4';
  /**
   * Columns of the table, and those in which the guideline holds: its advice is faster than the opposite, and nothing
   * is faster still.
   */
  readonly columns: number;
  readonly holding: number;
  /**
   * The speed of the form that it advises against ÷ that of the form it advises, here at equal multiply-adds, and in
   * the paper: the least and the most of all columns.
   */
  readonly here: readonly [least: number, most: number];
  readonly paper: readonly [least: number, most: number];
  readonly holds: 'yes' | 'partly' | 'no';
}

type Table = PaperResult['tables'][number];

/**
 * Whether breaking a guideline costs nothing on a platform, in one column at least, and it does not hold there. Where
 * it costs time in every column, the guideline is right, even if some other network of the column was faster still.
 */
export function isRefuted({ holds, here: [, most] }: Pick<GuidelineVerdict, 'holds' | 'here'>): boolean {
  return holds === 'no' && most >= 1 - EQUAL;
}

/** The verdict of the tables on each guideline, on this platform. */
export function verdictsOf({ tables }: PaperResult): readonly GuidelineVerdict[] {
  return tables.map(verdictOf);
}

function verdictOf({ guideline, columns }: Table): GuidelineVerdict {
  const judged = columns.map((column) => judge(column, guideline));
  const holding = judged.filter(({ holds }) => holds).length;
  const share = columns.length === 0 ? 0 : holding / columns.length;
  return {
    guideline,
    columns: columns.length,
    holding,
    here: rangeOf(judged.map(({ here }) => here)),
    paper: rangeOf(judged.map(({ paper }) => paper)),
    holds: share >= 2 / 3 ? 'yes' : share > 1 / 3 ? 'partly' : 'no',
  };
}

/**
 * Whether a guideline holds in a column. G3 compares the mean of the most fragmented, as series and side by side
 * differ.
 */
function judge(
  { entries }: MeasuredColumn,
  guideline: string,
): { readonly holds: boolean; readonly here: number; readonly paper: number } {
  const isReversed = guideline === 'G4';
  const ordered = isReversed ? entries.toReversed() : entries;
  const [advised, ...others] = ordered;
  const against = guideline === 'G3' ? others.filter(({ name }) => name.startsWith('4')) : others.slice(-1);
  if (advised === undefined || against.length === 0) return { holds: false, here: 1, paper: 1 };
  const ratio = (speed: (entry: MeasuredEntry) => number): number =>
    against.reduce((sum, entry) => sum + speed(entry), 0) / against.length / speed(advised);
  // Channels are whole numbers, so that multiply-adds differ by some percent: what is done in a second counts.
  const workOf = ({ perSecond, macs }: MeasuredEntry): number => perSecond * macs;
  const here = ratio(workOf);
  return {
    holds: here < 1 - EQUAL && others.every((entry) => workOf(entry) <= workOf(advised) * (1 + EQUAL)),
    here,
    paper: ratio(publishedOf),
  };
}

/** The speed that the paper gives, of a network that it ran on one device. */
export function publishedOf({ published }: MeasuredEntry): number {
  return published.GPU ?? published.ARM ?? Number.NaN;
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** How well a figure orders the networks of table 8 by their time here. */
export interface Ordering {
  readonly figure: 'multiply-adds' | 'memory access' | 'memory access after fusion' | 'predicted time';
  /** Spearman's rank correlation with the time over all networks. */
  readonly correlation: number;
  /** Pairs of about equal multiply-adds, and those that the figure orders as the time does. */
  readonly pairs: number;
  readonly ordered: number;
}

/** How well each figure orders the networks of table 8. */
export function orderingsOf({ networks }: PaperResult): readonly Ordering[] {
  const figures: readonly (readonly [Ordering['figure'], (entry: MeasuredEntry) => number | undefined])[] = [
    ['multiply-adds', (entry) => entry.macs],
    ['memory access', (entry) => entry.accessBytes],
    ['memory access after fusion', (entry) => entry.fusedBytes],
    ['predicted time', (entry) => entry.expectedMs],
  ];
  return figures.flatMap(([figure, valueOf]) => {
    const levels = networks.map(({ entries }) =>
      entries.flatMap((entry) => {
        const value = valueOf(entry);
        return value === undefined ? [] : [{ value, ms: entry.ms }];
      }),
    );
    const all = levels.flat();
    if (all.length < 2) return [];
    const pairs = levels.flatMap((level) =>
      level.flatMap((one, index) => level.slice(index + 1).map((other) => [one, other] as const)),
    );
    return [
      {
        figure,
        correlation: rankCorrelation(
          all.map(({ value }) => value),
          all.map(({ ms }) => ms),
        ),
        pairs: pairs.length,
        ordered: pairs.filter(([one, other]) => one.value > other.value === one.ms > other.ms).length,
      },
    ];
  });
}

/**
 * Spearman's rank correlation: Pearson's of the ranks; equal values have the mean of their ranks. NaN where one side
 * has one value only.
 */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [ranksOf(first), ranksOf(second)];
  const middle = (first.length + 1) / 2;
  let [product, squaresA, squaresB] = [0, 0, 0];
  a.forEach((rank, index) => {
    const [x, y] = [rank - middle, (b[index] ?? middle) - middle];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  });
  return product / Math.sqrt(squaresA * squaresB);
}

function ranksOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((x, y) => x - y);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}
