import { accessBytesOf, analyse, fusionOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { makeInputs, measureInTurns } from '../measurement/index.js';
import type { Measurement, Pace, MeasuringMachine, Runtime, Subject } from '../measurement/index.js';
import { model } from '../networks/index.js';
import { memorySource, readModel } from '../onnx/index.js';
import { guidelineTables, wholeNetworks } from './experiments.js';
import type { Column, Entry, GuidelineTable, PaperDevice } from './experiments.js';

/** How to run the paper's networks. */
export interface PaperOptions {
  readonly runtime: Runtime;
  readonly options: Subject['options'];
  readonly machine: MeasuringMachine;
  /** Images at once. */
  readonly batch: number;
  /** Whether a few columns and short runs will do. */
  readonly quick: boolean;
  /** The milliseconds that profiling adds to each call of a kernel. */
  readonly profilingMs: number;
  /** How long a model is predicted to take, where a platform is known. */
  readonly predict?: ((analysis: Analysis) => number | undefined) | undefined;
  /** How long loading a network, or a run of it, may take. */
  readonly timeLimitMs: number;
}

/** A network that was measured. */
export interface MeasuredEntry {
  readonly name: string;
  readonly published: Entry['published'];
  readonly measurement: Measurement;
  readonly analysis: Analysis;
  readonly ms: number;
  /** Batches, or images where a batch is one, in a second. */
  readonly perSecond: number;
  readonly macs: number;
  /** Memory access before and after fusion. */
  readonly accessBytes: number;
  readonly fusedBytes: number;
  readonly expectedMs: number | undefined;
}

/** A column of a table that was measured. */
export interface MeasuredColumn {
  readonly name: string;
  readonly entries: readonly MeasuredEntry[];
}

/** The paper's tables on one platform. */
export interface PaperResult {
  readonly batch: number;
  readonly tables: readonly (Pick<GuidelineTable, 'number' | 'guideline' | 'title'> & {
    readonly columns: readonly MeasuredColumn[];
  })[];
  /** Table 8, by multiply-adds. */
  readonly networks: readonly MeasuredColumn[];
}

/** Told while the tables are measured: which column is next, and how many of all are done. */
export type PaperProgress = (done: number, total: number, next: string) => void;

/** How long the networks of a column run: 240 s for all tables, 60 s for a quick run. */
const paces = {
  whole: { ms: 500, runs: 8 },
  quick: { ms: 200, runs: 5 },
} as const;

const WARMUP = 2;

/**
 * Builds the networks of the paper's tables 1 to 4 and 8 and measures those of each column in turns.
 * @throws NetstatError when the runtime cannot run one
 */
export async function measurePaper(given: PaperOptions, progress: PaperProgress = () => {}): Promise<PaperResult> {
  const wanted = ({ isQuick }: Column): boolean => isQuick || !given.quick;
  const tables = guidelineTables.map((table) => ({ ...table, columns: table.columns.filter(wanted) }));
  const networks = wholeNetworks.filter(wanted);
  const total = tables.reduce((sum, { columns }) => sum + columns.length, networks.length);
  let done = 0;
  const measured: PaperResult['tables'][number][] = [];
  for (const { number, guideline, title, columns } of tables) {
    const results: MeasuredColumn[] = [];
    for (const column of columns) {
      progress(done, total, `table ${number}, ${column.name}`);
      results.push(await measureColumn(column, given, true));
      done += 1;
    }
    measured.push({ number, guideline, title, columns: results });
  }
  const levels: MeasuredColumn[] = [];
  for (const column of networks) {
    progress(done, total, `table 8, ${column.name}`);
    levels.push(await measureColumn(column, given, false));
    done += 1;
  }
  return { batch: given.batch, tables: measured, networks: levels };
}

async function measureColumn(
  { name, entries }: Column,
  { runtime, options, machine, batch, quick, profilingMs, timeLimitMs, predict }: PaperOptions,
  endToEndOnly: boolean,
): Promise<MeasuredColumn> {
  const subjects = entries.map((entry): Subject => {
    const bytes = model(entry.network(batch));
    const read = readModel(memorySource(bytes));
    const analysis = analyse(read);
    const { inputs } = makeInputs(analysis, new Map(), 1);
    return {
      runtime,
      runnable: { source: { kind: 'bytes', bytes }, model: read, inputs },
      analysis,
      options,
      profilingMs,
    };
  });
  const pace: Pace = {
    warmup: WARMUP,
    timeLimitMs,
    together: true,
    enough: quick ? paces.quick : paces.whole,
    endToEndOnly,
  };
  const measurements = await measureInTurns(subjects, pace, machine);
  return {
    name,
    entries: entries.flatMap((entry, index): MeasuredEntry[] => {
      const [measurement, analysis] = [measurements[index], subjects[index]?.analysis];
      if (measurement === undefined || analysis === undefined) return [];
      const ms = measurement.endToEnd?.ms ?? measurement.kernelsMs;
      return [
        {
          name: entry.name,
          published: entry.published,
          measurement,
          analysis,
          ms,
          perSecond: 1000 / ms,
          macs: Number(analysis.totals.macs),
          accessBytes: Number(accessBytesOf(analysis.totals)),
          fusedBytes: Number(fusionOf(analysis).totalBytes),
          expectedMs: predict?.(analysis),
        },
      ];
    }),
  };
}

/** The device of the paper whose networks a column has; undefined for those of both. */
export function deviceOf({ entries: [first] }: MeasuredColumn): PaperDevice | undefined {
  const devices = Object.keys(first?.published ?? {});
  return devices.length === 1 ? (devices[0] === 'GPU' ? 'GPU' : 'ARM') : undefined;
}
