import { breakDown } from '../measurement/index.js';
import type { Share } from '../measurement/index.js';
import { deviceOf, orderingsOf, publishedOf, verdictsOf, verdictText } from '../paper/index.js';
import type { GuidelineVerdict, MeasuredColumn, MeasuredEntry, PaperResult } from '../paper/index.js';
import { durationText, ratioText } from '../text/index.js';

/** The paper's tables on a platform in the words and numbers that text and page show. */
export interface PaperFacts {
  /** The platform, in a line. */
  readonly platform: string;
  readonly guidelines: readonly GuidelineFacts[];
  /** Table 8: the heads of its columns after the name, and a row for each network. */
  readonly networks: { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** How well each figure orders the networks of table 8: its name, the rank correlation, the pairs. */
  readonly orderings: readonly (readonly [figure: string, correlation: string, pairs: string])[];
  /** Figure 1 (c, d): the networks of table 8 by what they cost and how long they take. */
  readonly speeds: readonly NetworkSpeed[];
  /** Figure 2: where the time goes in a ShuffleNet and a MobileNet of about equal multiply-adds. */
  readonly breakdowns: readonly { readonly name: string; readonly ms: number; readonly shares: readonly Share[] }[];
}

/**
 * A guideline with its table, whose rows are the network, its speeds here and in the paper, each with that of the
 * first.
 */
export interface GuidelineFacts extends Pick<GuidelineVerdict, 'guideline' | 'holds'> {
  readonly title: string;
  readonly sentence: string;
  readonly columns: readonly {
    readonly name: string;
    /** The paper's device; empty where it is not one of them. */
    readonly device: string;
    readonly rows: readonly (readonly string[])[];
  }[];
}

/** A network of table 8. */
export interface NetworkSpeed {
  readonly name: string;
  /** The name without the width. */
  readonly family: string;
  readonly macs: number;
  readonly ms: number;
  readonly perSecond: number;
}

/** The facts about the paper's tables on a platform. */
export function paperFacts(result: PaperResult): PaperFacts {
  const verdicts = verdictsOf(result);
  const entries = result.networks.flatMap(({ entries: level }) => level);
  return {
    platform: platformLine(result),
    guidelines: result.tables.flatMap(({ number, title, columns }, index) => {
      const verdict = verdicts[index];
      if (verdict === undefined) return [];
      const { guideline, holds } = verdict;
      return [
        {
          guideline,
          holds,
          title: `Table ${number} (${guideline}): ${title}`,
          sentence: verdictText(verdict),
          columns: columns.map((column) => ({
            name: column.name,
            device: deviceOf(column) ?? '',
            rows: speedRows(column),
          })),
        },
      ];
    }),
    networks: networkTable(entries),
    orderings: orderingsOf(result).map(({ figure, correlation, pairs, ordered }) => [
      figure,
      correlation.toFixed(2),
      `${ordered} of ${pairs}`,
    ]),
    speeds: entries.map(({ name, macs, ms, perSecond }) => ({
      name,
      family: /\w+Net v\d/u.exec(name)?.[0] ?? name,
      macs,
      ms,
      perSecond,
    })),
    breakdowns: comparedInFigure2(entries)
      .map(({ name, ms, analysis, measurement }) => ({ name, ms, shares: breakDown(analysis.layers, measurement) }))
      .filter(({ shares }) => shares.length > 0),
  };
}

function speedRows({ entries }: MeasuredColumn): readonly (readonly string[])[] {
  const [first] = entries;
  return first === undefined
    ? []
    : entries.map((entry) => [
        entry.name,
        `${ratioText(entry.perSecond)}/s`,
        relative(entry.perSecond / first.perSecond),
        `${publishedOf(entry)}/s`,
        relative(publishedOf(entry) / publishedOf(first)),
      ]);
}

function relative(share: number): string {
  return `×${share.toFixed(2)}`;
}

function networkTable(entries: readonly MeasuredEntry[]): PaperFacts['networks'] {
  const hasPrediction = entries.some(({ expectedMs }) => expectedMs !== undefined);
  return {
    heads: [
      'multiply-adds',
      'moved, fused',
      'time',
      ...(hasPrediction ? ['predicted'] : []),
      'here',
      'paper, GPU',
      'ARM',
    ],
    rows: entries.map((entry) => [
      entry.name,
      `${(entry.macs / 1e6).toFixed(0)}M`,
      `${ratioText(entry.fusedBytes / 2 ** 20)} MiB`,
      durationText(entry.ms),
      ...(hasPrediction ? [durationText(entry.expectedMs)] : []),
      `${ratioText(entry.perSecond)}/s`,
      `${entry.published.GPU ?? '?'}/s`,
      `${entry.published.ARM ?? '?'}/s`,
    ]),
  };
}

function comparedInFigure2(entries: readonly MeasuredEntry[]): readonly MeasuredEntry[] {
  return ['ShuffleNet v1 1', 'MobileNet v2', 'MobileNet v1']
    .flatMap((name) => entries.find((entry) => entry.name.includes(name)) ?? [])
    .slice(0, 2);
}

function platformLine({ networks, batch }: PaperResult): string {
  const measurement = networks.flatMap(({ entries }) => entries)[0]?.measurement;
  if (measurement === undefined) return `batch ${batch}`;
  const { runtime, version, device, level, threads, machine } = measurement;
  return [
    `measured on ${runtime} ${version}`,
    device,
    `level ${level}`,
    ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
    `batch ${batch}`,
    ...(machine['processor'] === undefined ? [] : [String(machine['processor'])]),
  ].join(', ');
}
