import type { Dim } from '../../dim/index.js';
import type { GenerationReport, GenerationRunReport, Report } from '../../report/index.js';
import {
  bytesText,
  countText,
  durationText,
  escapeTerminal,
  exactText,
  ratioText,
  textWidth,
  thingsText,
  wrapList,
} from '../../text/index.js';
import type { Paint } from '../../text/index.js';
import type { FormatOptions } from '../define.js';
import { drawRows } from './draw.js';

/** A column of the block; of two that do not fit, the one of greater number gives way. */
interface Column {
  readonly heading: readonly [string, string];
  readonly givesWay: number;
  readonly text: (run: GenerationRunReport) => string;
}

const columns: readonly Column[] = [
  { heading: ['', 'at context'], givesWay: 0, text: ({ kind, context }) => `${kind} ${exactText(context)}` },
  { heading: ['multiply-', 'adds'], givesWay: 0, text: ({ multiplyAdds }) => countText(multiplyAdds) },
  { heading: ['bytes', 'read'], givesWay: 0, text: ({ readBytes }) => bytesText(readBytes) },
  { heading: ['of', 'weights'], givesWay: 2, text: ({ weightReadBytes }) => bytesText(weightReadBytes) },
  { heading: ['of', 'state'], givesWay: 3, text: ({ stateReadBytes }) => bytesText(stateReadBytes) },
  { heading: ['state', 'written'], givesWay: 4, text: ({ stateWriteBytes }) => bytesText(stateWriteBytes) },
  { heading: ['state', 'after'], givesWay: 0, text: ({ stateBytes }) => bytesText(stateBytes) },
  { heading: ['peak', 'activations'], givesWay: 1, text: ({ peakActivationBytes }) => bytesText(peakActivationBytes) },
];

/** Columns of the least time of a run on a platform, and of the most tokens a second. */
const boundColumns: readonly Column[] = [
  { heading: ['at', 'least'], givesWay: 0, text: ({ leastMs }) => durationText(leastMs) },
  {
    heading: ['tokens/s', 'at most'],
    givesWay: 0,
    text: ({ kind, leastMs }) => (kind === 'decode' && leastMs !== undefined ? ratioText(1000 / leastMs) : ''),
  },
];

/**
 * The state that the model keeps from run to run, and the costs of prefill and decoding; no lines for a model that
 * keeps none.
 */
export function describeGeneration(
  { generation }: Pick<Report, 'generation'>,
  { width }: Pick<FormatOptions, 'width'>,
  paint: Paint,
): readonly (readonly string[])[] {
  return generation === undefined ? [] : [drawGeneration(generation, width, paint)];
}

function drawGeneration(
  { states, stateBytes, perUnit, perTokenBytes, runs }: GenerationReport<Dim>,
  width: number,
  paint: Paint,
) {
  const units =
    perTokenBytes === null
      ? perUnit.map(({ symbol, bytes }) => `${exactText(bytes)} bytes for each of ${escapeTerminal(symbol)}`)
      : [`${exactText(perTokenBytes)} bytes a token`];
  const facts = [
    `${thingsText(states.length, 'input')} ${states.length === 1 ? 'comes' : 'come'} back as ${states.length === 1 ? 'an output' : 'outputs'}`,
    ...(runs.length > 0 ? units : [...units, `${bytesText(stateBytes, { digits: 4, length: 60 })} in all`]),
    ...(runs.length > 0 ? ['for a batch of 1'] : []),
  ];
  const heading = wrapList([`state: ${facts[0] ?? ''}`, ...facts.slice(1)], ', ', width);
  if (runs.length === 0) return heading;
  return [...heading, ...drawRuns(runs, width, paint)];
}

function drawRuns(runs: readonly GenerationRunReport[], width: number, paint: Paint): readonly string[] {
  let shown = runs.some(({ leastMs }) => leastMs !== undefined) ? [...columns, ...boundColumns] : columns;
  for (;;) {
    const rows = [0, 1].map((line) => shown.map(({ heading }) => heading[line] ?? ''));
    const lines = drawRows(
      [
        ...rows.map((cells) => cells.map((cell) => paint.bold(cell))),
        ...runs.map((run) => shown.map(({ text }) => text(run))),
      ],
      shown.map((_, index) => (index === 0 ? 'left' : 'right')),
    );
    const last = Math.max(...shown.map(({ givesWay }) => givesWay));
    if (last === 0 || lines.every((line) => textWidth(line) <= width)) return lines;
    shown = shown.filter(({ givesWay }) => givesWay !== last);
  }
}
