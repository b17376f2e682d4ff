import type { Dim } from '../dim/index.js';
import { optionFor } from '../ir/index.js';
import { isRunMost, runFigures, runValue } from '../report/index.js';
import type { GenerationReport, GenerationRunReport } from '../report/index.js';
import {
  bytesText,
  durationText,
  escapeTerminal,
  exactText,
  quantityText,
  ratioText,
  thingsText,
} from '../text/index.js';

/** A column of the runs of a model with state; of two that do not fit, the one of greater number gives way. */
export interface GenerationColumn {
  readonly heading: readonly [string, string];
  readonly givesWay: number;
  readonly text: (run: GenerationRunReport) => string;
}

const columns: readonly GenerationColumn[] = [
  { heading: ['', 'at context'], givesWay: 0, text: ({ kind, context }) => `${kind} ${exactText(context)}` },
  ...runFigures.map((figure) => ({
    heading: figure.heading.length === 2 ? figure.heading : (['', ...figure.heading] as const),
    givesWay: figure.givesWay,
    text: (run: GenerationRunReport) =>
      `${isRunMost(run, figure) ? '≤ ' : ''}${quantityText(runValue(run, figure), figure.unit)}`,
  })),
];

/** Columns of the least time of a run on a platform, and of the most tokens a second. */
const boundColumns: readonly GenerationColumn[] = [
  { heading: ['at', 'least'], givesWay: 0, text: ({ leastMs }) => durationText(leastMs) },
  {
    heading: ['tokens/s', 'at most'],
    givesWay: 0,
    text: ({ kind, leastMs }) => (kind === 'decode' && leastMs !== undefined ? ratioText(1000 / leastMs) : ''),
  },
];

/** The columns of some runs; those of times only where a platform bounds them. */
export function generationColumns(runs: readonly GenerationRunReport[]): readonly GenerationColumn[] {
  return runs.some(({ leastMs }) => leastMs !== undefined) ? [...columns, ...boundColumns] : columns;
}

/** Sentences about the state that a model keeps from run to run. */
export function stateFacts(generation: GenerationReport<Dim>): readonly string[] {
  const { states, stateBytes, perUnit, perTokenBytes, batch, runs } = generation;
  const units =
    perTokenBytes === null
      ? perUnit.map(({ symbol, bytes }) => `${bytesText(bytes)} for each of ${escapeTerminal(symbol)}`)
      : [...tokenFacts(generation, perTokenBytes), ...windowFacts(generation), ...roomFacts(generation)];
  return [
    `${thingsText(states.length, 'input')} ${states.length === 1 ? 'comes back as an output' : 'come back as outputs'}`,
    ...(runs.length > 0 ? units : [...units, `${bytesText(stateBytes, { digits: 4, length: 60 })} in all`]),
    ...(batch === undefined ? [] : ['for a batch of 1']),
    ...(runs.length > 0 ? assumptions(generation) : []),
  ];
}

/** The bytes of one more token; of states that never grow, all that they take. */
function tokenFacts({ windows = [], room, runs }: GenerationReport<Dim>, perToken: number): readonly string[] {
  if (perToken > 0) return [`${bytesText(perToken)} a token`];
  const all = windows.length > 0 ? undefined : runs[0]?.stateBytes;
  if (all === undefined || all === null) return [];
  const size = bytesText(all);
  return [room === undefined ? `${size}, however long the context` : `${size} in all`];
}

function roomFacts({ room }: GenerationReport<Dim>): readonly string[] {
  return room === undefined ? [] : [`room for ${exactText(room)} tokens`];
}

function windowFacts({ perTokenBytes, windows = [] }: GenerationReport<Dim>): readonly string[] {
  const more = perTokenBytes === 0 ? '' : 'more ';
  return windows.map(
    ({ tokens, perTokenBytes: bytes }) =>
      `${bytesText(bytes)} ${more}a token until a window of ${exactText(tokens)} is full`,
  );
}

function assumptions({ assumed = [], runs }: GenerationReport<Dim>): readonly string[] {
  return assumed.map(({ symbol, as }) => {
    const size = runs[0]?.dims[symbol];
    const change = size === undefined ? '' : ` (${optionFor('--dim', symbol, String(size))} sets it)`;
    return as === 'page' && size !== undefined
      ? `pages of ${exactText(size)} tokens${change}`
      : `${escapeTerminal(symbol)} as long as the context${change}`;
  });
}
