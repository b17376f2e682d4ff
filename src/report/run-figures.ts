import type { GenerationRun, RunFigureField } from '../analysis/index.js';
import { figures } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import type { Unit } from '../text/index.js';
import type { GenerationRunReport } from './uses.js';

/** A figure of a run of a model that keeps a state, with its place in tables. */
export interface ReportedRunFigure {
  /** The field in JSON. */
  readonly json: string;
  /** The name in a sentence. */
  readonly label: string;
  readonly heading: Figure['heading'];
  readonly unit: Unit;
  /** The order in which columns that find no room are left out, the greatest number first; 0 stays. */
  readonly givesWay: number;
  readonly field: RunFigureField;
}

/** The figures of a run in the order of JSON: the arithmetic, what moves, what is there. */
export const runFigures: readonly ReportedRunFigure[] = [
  ...fromTable('arithmetic'),
  {
    json: 'readBytes',
    label: 'bytes read',
    heading: ['bytes', 'read'],
    unit: 'bytes',
    givesWay: 0,
    field: 'readBytes',
  },
  {
    json: 'weightReadBytes',
    label: 'bytes read of weights',
    heading: ['of', 'weights'],
    unit: 'bytes',
    givesWay: 2,
    field: 'weightReadBytes',
  },
  {
    json: 'stateReadBytes',
    label: 'bytes read of state',
    heading: ['of', 'state'],
    unit: 'bytes',
    givesWay: 3,
    field: 'stateReadBytes',
  },
  {
    json: 'stateWriteBytes',
    label: 'bytes written of state',
    heading: ['state', 'written'],
    unit: 'bytes',
    givesWay: 4,
    field: 'stateWriteBytes',
  },
  {
    json: 'stateBytes',
    label: 'state after',
    heading: ['state', 'after'],
    unit: 'bytes',
    givesWay: 0,
    field: 'stateBytes',
  },
  ...fromTable('memory'),
];

/** The figures of the table that runs have too. */
function fromTable(kind: Figure['kind']): readonly ReportedRunFigure[] {
  return figures.flatMap(({ kind: own, json, label, heading, unit, ofRun }) =>
    own !== kind || ofRun === undefined
      ? []
      : [{ json: ofRun.json ?? json, label, heading, unit, givesWay: ofRun.givesWay, field: ofRun.field }],
  );
}

/** A figure of a run in a report; undefined where it is unknown. */
export function runValue(run: GenerationRunReport, { json }: ReportedRunFigure): number | undefined {
  return (run as unknown as Readonly<Record<string, number | null | undefined>>)[json] ?? undefined;
}

/** Whether a figure of a run in a report is the most that it can be. */
export function isRunMost({ atMost = [] }: GenerationRunReport, { json }: ReportedRunFigure): boolean {
  return atMost.includes(json);
}

/** The figures of a run as a report has them. */
export function runFields(run: GenerationRun): Omit<GenerationRunReport, 'kind' | 'context' | 'dims' | 'leastMs'> {
  const fields = Object.fromEntries(runFigures.map(({ json, field }) => [json, run[field] ?? null]));
  const atMost = runFigures.flatMap(({ json, field }) => (run.atMost.has(field) ? [json] : []));
  // The list has every field.
  return { ...fields, ...(atMost.length === 0 ? {} : { atMost }) } as unknown as ReturnType<typeof runFields>;
}
