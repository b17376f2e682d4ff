import { breakDown, waitingMs } from '../../measurement/index.js';
import type { Latency } from '../../measurement/index.js';
import type { KernelReport, MeasurementReport, Report, RooflineReport } from '../../report/index.js';
import { figureNamed, figures } from '../../figures/index.js';
import { totalOf } from '../../report/index.js';
import { kernelValue } from '../measured-cells.js';
import type { Paint } from '../../text/index.js';
import { noiseWarning } from '../noise-text.js';
import { drawRows } from './draw.js';
import {
  append,
  bytesText,
  durationText,
  escapeTerminal,
  labelledList,
  ratioText,
  shareText,
  shortenText,
  wordsOf,
} from '../../text/index.js';

/** How many of the slowest kernels are listed. */
const LISTED_KERNELS = 10;

/** How many kernels are listed that are in no layer. */
const LISTED_UNJOINED = 3;

/** A first run that takes so many times as long as the others is worth a line: kernels are compiled in it, say. */
const SLOW_START = 2;

/** Characters of the longest bar. */
const BAR = 30;

/**
 * How long the model takes, where the time goes and what to know about it, in parts; none of a report without a
 * measurement.
 */
export function describeMeasurement(
  report: Report,
  { width }: { readonly width: number },
  paint: Paint,
): readonly (readonly string[])[] {
  const { measurement } = report;
  if (measurement === undefined) return [];
  return [
    drawLatency(report, measurement, width, paint),
    drawBreakdown(report, measurement, paint),
    listSlowest(report, measurement, width, paint),
    noiseWarning(measurement).flatMap((text) => labelledList(`${paint.yellow('warning')} `, wordsOf(text), ' ', width)),
    measurement.notes.flatMap((note) =>
      labelledList(`${paint.blue('note')} `, wordsOf(escapeTerminal(note)), ' ', width),
    ),
  ].filter(({ length }) => length > 0);
}

function drawLatency(report: Report, measurement: MeasurementReport, width: number, paint: Paint): readonly string[] {
  const {
    runtime,
    version,
    device,
    level,
    threads,
    endToEnd,
    start,
    kernels,
    kernelsMs,
    joinedShare,
    peakMemoryBytes,
    plannedBytes,
    removed,
    machine,
  } = measurement;
  const latencyMs = endToEnd?.ms ?? kernelsMs;
  const betweenMs = waitingMs(measurement);
  const joined = kernels.filter(({ layers }) => layers.length > 0);
  const perSecond = (amounts: readonly (number | null)[]): string =>
    latencyMs === 0
      ? ratioText(undefined)
      : `${amounts.includes(null) ? '≥ ' : ''}${ratioText(sumKnown(amounts) / (latencyMs / 1000) / 1e9)}`;
  const rates = figures.flatMap((figure) => {
    if (figure.ofKernel === undefined) return [];
    const { unit, done } = figure.ofKernel.rate;
    return [{ text: `${perSecond(joined.map((kernel) => kernelValue(kernel, figure) ?? null))} ${unit}`, done }];
  });
  const lines: readonly (readonly [name: string, value: string, notes: readonly string[]])[] = [
    ...(endToEnd === null
      ? []
      : [['latency', durationText(endToEnd.ms), describeRuns(measurement, endToEnd)] as const]),
    ...(start === undefined || start.firstRunMs < SLOW_START * latencyMs
      ? []
      : [
          [
            'start',
            durationText(start.loadMs + start.firstRunMs),
            [`${durationText(start.loadMs)} to load the model`, `${durationText(start.firstRunMs)} for its first run`],
          ] as const,
        ]),
    [
      'kernels',
      durationText(kernelsMs),
      [
        ...(endToEnd === null ? [] : [`${shareText(kernelsMs / endToEnd.ms)} of the latency`]),
        ...describeProfiling(measurement),
      ],
    ],
    ...(betweenMs === undefined
      ? []
      : [['between kernels', durationText(betweenMs), ['submission and waiting']] as const]),
    [
      'joined to layers',
      shareText(joinedShare),
      [
        ...describeOwn(measurement),
        ...listUnjoined(measurement),
        ...(removed.length === 0
          ? []
          : [`${removed.length} layer${removed.length === 1 ? '' : 's'} removed by the runtime`]),
      ],
    ],
    ['achieved', rates[0]?.text ?? '', rates.slice(1).map(({ text, done }) => `${text} ${done} by kernels`)],
    ...(report.roofline === undefined ? [] : [describeRoofline(measurement, report.roofline)]),
    ...(peakMemoryBytes === null
      ? []
      : [
          [
            'peak memory',
            bytesText(peakMemoryBytes),
            ['weights and workspace among it', 'as the runtime counts it'],
          ] as const,
        ]),
    ...(plannedBytes === undefined
      ? []
      : [
          [
            'planned block',
            bytesText(plannedBytes, { digits: 4, length: 20 }),
            ['by the runtime, for activations without inputs and outputs', ...ownBlock(report)],
          ] as const,
        ]),
    [
      'measured on',
      escapeTerminal([runtime, version].filter((part) => part !== '').join(' ')),
      [
        escapeTerminal(device),
        ...(level === ''
          ? []
          : [level === 'all' ? 'level all' : `level ${level}: not the algorithms that level all runs`]),
        ...(threads === null ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
        ...['processor', 'cores', 'system'].flatMap((name) =>
          machine[name] === undefined
            ? []
            : [escapeTerminal(name === 'cores' ? `${machine[name]} cores` : String(machine[name]))],
        ),
      ],
    ],
  ];
  const indent = Math.max(...lines.map(([name]) => name.length)) + 2;
  const valueWidth = Math.max(...lines.map(([, value]) => value.length)) + 2;
  return lines.flatMap(([name, value, notes]) =>
    labelledList(
      `${name.padEnd(indent)}${paint.bold(value.padEnd(notes.length === 0 ? 0 : valueWidth))}`,
      notes.map((note) => paint.dim(note)),
      ', ',
      width,
    ),
  );
}

/** The runs that the latency comes from. */
function describeRuns({ runs, warmup, noise }: MeasurementReport, endToEnd: Latency): readonly string[] {
  const waited = typeof noise?.waitingShare === 'number' && endToEnd.ms < endToEnd.p10Ms;
  return [
    `mean of the faster half of ${runs} runs after ${warmup}${waited ? ', waiting for a core left out' : ''}`,
    `${waited ? 'with it: ' : ''}fastest decile ${durationText(endToEnd.p10Ms)}`,
    `median ${durationText(endToEnd.medianMs)}`,
    `90th percentile ${durationText(endToEnd.p90Ms)}`,
  ];
}

/** The cost of profiling, and the kernels that are too short to be told from it. */
function describeProfiling({ profilingMs, bodyProfilingMs = 0, kernels }: MeasurementReport): readonly string[] {
  const short = kernels.filter(({ underMs }) => underMs !== null);
  const longest = short.reduce((most, { underMs, calls }) => Math.max(most, (underMs ?? 0) / calls), 0);
  return [
    ...(profilingMs === 0 ? [] : [`${durationText(profilingMs)} of profiling taken off each call`]),
    ...(bodyProfilingMs === 0 ? [] : [`${durationText(bodyProfilingMs)} off layers with bodies, for timing these`]),
    ...(short.length === 0
      ? []
      : [`${short.length} of ${kernels.length} are too short to tell: each call is under ${durationText(longest)}`]),
  ];
}

/** How near the model comes to what the platform can do. */
function describeRoofline(
  { kernels, kernelsMs }: MeasurementReport,
  roofline: RooflineReport,
): readonly [name: string, value: string, notes: readonly string[]] {
  const bounds = kernels.flatMap(({ bound }) => bound ?? []);
  const leastMs = bounds.reduce((sum, { ms }) => sum + ms, 0);
  const memoryMs = bounds.reduce((sum, { ms, by }) => sum + (by === 'memory' ? ms : 0), 0);
  return [
    'least time',
    durationText(leastMs),
    [
      `a bound, no forecast: ${shareText(kernelsMs === 0 ? 0 : leastMs / kernelsMs)} of the kernels' time`,
      `${shareText(leastMs === 0 ? 0 : memoryMs / leastMs)} of it bound by memory`,
      `roof ${ratioText(roofline.flopsPerSecond / 1e9)} GFLOP/s, ${ratioText(roofline.bytesPerSecond / 1e9)} GB/s`,
    ],
  ];
}

/** The kernels of the runtime's own, by purpose. */
function describeOwn({ kernels, kernelsMs }: MeasurementReport): readonly string[] {
  const byPurpose = new Map<string, KernelReport[]>();
  for (const kernel of kernels) {
    if (kernel.purpose !== null && kernel.layers.length === 0) append(byPurpose, kernel.purpose, kernel);
  }
  return [...byPurpose].map(([purpose, own]) => {
    const ms = own.reduce((sum, kernel) => sum + kernel.ms, 0);
    return `the runtime's own: ${escapeTerminal(purpose)} ${shareText(kernelsMs === 0 ? 0 : ms / kernelsMs)}`;
  });
}

/** The dearest of the kernels that are in no layer, for no known purpose. */
function listUnjoined({ kernels, kernelsMs }: MeasurementReport): readonly string[] {
  const unjoined = kernels
    .filter(({ layers, ms, purpose }) => layers.length === 0 && purpose === null && ms > 0)
    .toSorted((a, b) => b.ms - a.ms);
  return unjoined
    .slice(0, LISTED_UNJOINED)
    .map(({ name, ms }) => `${shortenText(escapeTerminal(name), 40)} ${shareText(ms / kernelsMs)}`);
}

/** Where the time goes: figure 2 of the ShuffleNet V2 paper. */
function drawBreakdown({ layers }: Report, measurement: MeasurementReport, paint: Paint): readonly string[] {
  const parts = breakDown(layers, measurement);
  const most = parts[0]?.share ?? 1;
  const rows = parts.map(({ category, ms, share, kernels }) => [
    `  ${category === 'overhead' ? 'runtime overhead' : category}`,
    shareText(share),
    durationText(ms),
    `${kernels} kernel${kernels === 1 ? '' : 's'}`,
    (category === 'overhead' ? paint.dim : paint.cyan)(
      '█'.repeat(Math.max(share > 0 ? 1 : 0, Math.round((share / most) * BAR))),
    ),
  ]);
  return parts.length === 0
    ? []
    : ['where the time goes:', ...drawRows(rows, ['left', 'right', 'right', 'right', 'left'])];
}

function listSlowest(
  { layers }: Report,
  { kernels, kernelsMs }: MeasurementReport,
  width: number,
  paint: Paint,
): readonly string[] {
  if (kernels.length <= LISTED_KERNELS) return [];
  const slowest = kernels.toSorted((a, b) => b.ms - a.ms).slice(0, LISTED_KERNELS);
  const rows = slowest.map((kernel) => [
    `  ${timeText(kernel)}`,
    shareText(kernelsMs === 0 ? 0 : kernel.ms / kernelsMs),
    shortenText(nameOf(kernel), Math.max(20, width - 22)),
  ]);
  const share = slowest.reduce((sum, { ms }) => sum + ms, 0) / kernelsMs;
  return [
    `the ${LISTED_KERNELS} slowest of ${kernels.length} kernels take ${paint.bold(shareText(share))}:`,
    ...drawRows(rows, ['right', 'right', 'left']),
  ];

  function timeText({ ms, underMs }: KernelReport): string {
    return underMs === null ? durationText(ms) : `under ${durationText(underMs)}`;
  }

  function nameOf({ name, layers: [main, ...others] }: KernelReport): string {
    const layer = main === undefined ? undefined : layers[main];
    return escapeTerminal(
      layer === undefined
        ? `${name} (put in by the runtime)`
        : `${layer.label}${others.length === 0 ? '' : ` and ${others.length} more`}`,
    );
  }
}

/** The sum of the known parts; a lower bound where some are unknown. */
function sumKnown(amounts: readonly (number | null)[]): number {
  return amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
}

/** The figures of the graph that stand beside the block that the runtime plans for activations. */
function ownBlock(report: Report): readonly string[] {
  const [peak, arena] = ['peak-activations', 'arena'].map((name) =>
    bytesText(totalOf(report, figureNamed(name)), { digits: 4, length: 20 }),
  );
  return [
    `with them ${peak} are alive at once by the graph`,
    ...(arena === peak || arena === '?' ? [] : [`${arena} packed`]),
  ];
}
