import { breakDown } from '../measurement/index.js';
import { deviceOf, orderingsOf, publishedOf, verdictsOf, verdictText } from '../paper/index.js';
import type { MeasuredColumn, MeasuredEntry, PaperResult } from '../paper/index.js';
import { version as programVersion } from '../report/index.js';
import { durationText, indentedJson, json, ratioText, shareText, terminalText, written } from '../text/index.js';
import type { Written } from '../text/index.js';
import { drawRows } from './table/draw.js';
import { plotSpeed } from './table/speed-plot.js';

/**
 * The paper's tables on this platform, as in the paper with its figures beside, a verdict on each guideline, and its
 * figures 1 and 2.
 */
export function paperText(result: PaperResult, width: number): Written {
  const verdicts = verdictsOf(result);
  const parts = result.tables.map(({ number, guideline, title, columns }, index) => {
    const verdict = verdicts[index];
    return [
      `Table ${number} (${guideline}): ${title}`,
      ...columns.flatMap((column) => columnLines(column)),
      ...(verdict === undefined ? [] : ['', verdictText(verdict)]),
    ];
  });
  const blocks = [
    ...parts,
    networkLines(result),
    orderingLines(result),
    plotLines(result, width),
    breakdownLines(result),
    [platformLine(result)],
  ].filter(({ length }) => length > 0);
  return terminalText(blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
}

function columnLines(column: MeasuredColumn): readonly string[] {
  const device = deviceOf(column) ?? '';
  const [first] = column.entries;
  if (first === undefined) return [];
  const rows = column.entries.map((entry) => [
    `    ${entry.name}`,
    `${ratioText(entry.perSecond)}/s`,
    relative(entry.perSecond / first.perSecond),
    `${publishedOf(entry)}/s`,
    relative(publishedOf(entry) / publishedOf(first)),
  ]);
  return [
    '',
    ...drawRows(
      [[`  ${column.name}`, 'here', '', `paper, ${device}`, ''], ...rows],
      ['left', 'right', 'right', 'right', 'right'],
    ),
  ];
}

function relative(share: number): string {
  return `×${share.toFixed(2)}`;
}

function networkLines({ networks }: PaperResult): readonly string[] {
  const entries = networks.flatMap(({ entries: level }) => level);
  const hasPrediction = entries.some(({ predictedMs }) => predictedMs !== undefined);
  const rows = entries.map((entry) => [
    `  ${entry.name}`,
    `${(entry.multiplyAdds / 1e6).toFixed(0)}M`,
    `${ratioText(entry.memoryAccessFusedBytes / 2 ** 20)} MiB`,
    durationText(entry.ms),
    ...(hasPrediction ? [durationText(entry.predictedMs)] : []),
    `${ratioText(entry.perSecond)}/s`,
    `${entry.published.GPU ?? '?'}/s`,
    `${entry.published.ARM ?? '?'}/s`,
  ]);
  const heading = [
    '  ',
    'multiply-adds',
    'moved, fused',
    'time',
    ...(hasPrediction ? ['predicted'] : []),
    'here',
    'paper, GPU',
    'ARM',
  ];
  return entries.length === 0
    ? []
    : [
        'Table 8: whole networks',
        ...drawRows(
          [heading, ...rows],
          heading.map((_, index) => (index === 0 ? 'left' : 'right')),
        ),
      ];
}

function orderingLines(result: PaperResult): readonly string[] {
  const orderings = orderingsOf(result);
  if (orderings.length === 0) return [];
  const rows = orderings.map(({ figure, correlation, pairs, ordered }) => [
    `  ${figure}`,
    correlation.toFixed(2),
    `${ordered} of ${pairs}`,
  ]);
  return [
    'What orders these networks by their time here',
    ...drawRows([['  ', 'rank correlation', 'pairs of equal complexity'], ...rows], ['left', 'right', 'right']),
  ];
}

function plotLines({ networks }: PaperResult, width: number): readonly string[] {
  const models = networks
    .flatMap(({ entries }) => entries)
    .map(({ name, multiplyAdds, ms }) => ({ name, multiplyAdds, ms }));
  const plot = plotSpeed(
    models.map(({ name, multiplyAdds, ms }) => ({
      path: name,
      cells: {
        'multiply-adds': { kind: 'count', value: multiplyAdds, partial: false },
        latency: { kind: 'milliseconds', value: ms },
      },
    })),
    width,
  );
  return plot.length === 0 ? [] : ['Figure 1 (c, d): speed and multiply-adds', ...plot];
}

/** Figure 2: where the time goes in a ShuffleNet and a MobileNet of about equal multiply-adds. */
function breakdownLines({ networks }: PaperResult): readonly string[] {
  const entries = networks.flatMap(({ entries: level }) => level);
  const chosen = ['ShuffleNet v1 1', 'MobileNet v2', 'MobileNet v1']
    .map((name) => entries.find((entry) => entry.name.includes(name)))
    .filter((entry): entry is MeasuredEntry => entry !== undefined)
    .slice(0, 2);
  const lines = chosen.map(
    ({ name, analysis, measurement }) =>
      `  ${name}: ${breakDown(analysis.layers, measurement)
        .map(({ category, share }) => `${category === 'overhead' ? 'runtime overhead' : category} ${shareText(share)}`)
        .join(', ')}`,
  );
  return lines.length === 0 ? [] : ['Figure 2: where the time goes', ...lines];
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

/** The result as data. */
export function paperJson(result: PaperResult): Written {
  const entryOf = ({
    name,
    published,
    ms,
    perSecond,
    multiplyAdds,
    memoryAccessBytes,
    memoryAccessFusedBytes,
    predictedMs,
    measurement,
    analysis,
  }: MeasuredEntry): object => ({
    name,
    published,
    ms,
    perSecond,
    multiplyAdds,
    memoryAccessBytes,
    memoryAccessFusedBytes,
    predictedMs: predictedMs ?? null,
    roundsMs: measurement.roundsMs,
    noise: measurement.noise ?? null,
    breakdown: measurement.kernels.length === 0 ? null : breakDown(analysis.layers, measurement),
  });
  const columnOf = ({ name, entries }: MeasuredColumn): object => ({ name, entries: entries.map(entryOf) });
  const { runtime, version, device, level, threads, machine } = result.networks[0]?.entries[0]?.measurement ?? {};
  const document = {
    kind: 'netstat paper',
    netstat: programVersion,
    platform: { runtime, version, device, level, threads, machine, batch: result.batch },
    tables: result.tables.map(({ number, guideline, title, columns }) => ({
      number,
      guideline,
      title,
      columns: columns.map(columnOf),
    })),
    verdicts: verdictsOf(result),
    networks: result.networks.map(columnOf),
    orderings: orderingsOf(result),
  };
  return written(json`${indentedJson(document)}\n`);
}
