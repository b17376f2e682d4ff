import type { AnalysisOptions, Roofline } from '../analysis/index.js';
import { mergeBindings } from '../files/index.js';
import { loadShown } from './load-shown.js';
import type { Configuration } from '../files/index.js';
import type { Subject } from '../measurement/index.js';
import { reportOf } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { importModel, measurePrepared, prepareModel, readCalibration } from '../runtimes/index.js';
import type { Measured, PreparedModel, RunSettings } from '../runtimes/index.js';
import { failedReport } from './failed-report.js';
import type { Terminal } from './terminal.js';

/** Settings that all measured models share. */
export interface MeasuringWishes {
  readonly bindings: AnalysisOptions;
  readonly configuration: Configuration;
  readonly settings: Omit<RunSettings, 'options'>;
  /** The settings to run each model with. */
  readonly variants: readonly Subject['options'][];
  readonly profiles: readonly string[];
  readonly roofline: Roofline | undefined;
  /** Lengths of context to show models with state at. */
  readonly contexts: readonly number[] | undefined;
  /** Whether reports have the place of each activation in memory. */
  readonly hasArena: boolean | undefined;
}

/** A model that is to run, with its settings. */
interface Job {
  readonly path: string;
  readonly options: Subject['options'];
  /** The model, with its settings where there are several, for people. */
  readonly label: string;
}

/** A report, with a label that tells it from the others of one run. */
export interface LabelledReport {
  readonly label: string;
  readonly report: Report | FailedModel;
  /** Whether it took turns with the others. */
  readonly inTurns: boolean;
}

/** The most models that take turns: each has two sessions open. */
const MOST_IN_TURNS = 8;

/** Measures models, in turns where they are few, and reports each. */
export async function* measuredReports(
  paths: readonly string[],
  wishes: MeasuringWishes,
  terminal: Terminal,
): AsyncGenerator<LabelledReport> {
  if (wishes.profiles.length > 0) {
    for (const path of paths) yield { label: path, report: await importedReport(path, wishes), inTurns: false };
    return;
  }
  const jobs = paths.flatMap((path) =>
    wishes.variants.map((options): Job => ({
      path,
      options,
      label: wishes.variants.length === 1 ? path : `${path} (${differenceOf(options, wishes.variants)})`,
    })),
  );
  const inTurns =
    jobs.length > 1 && jobs.length <= MOST_IN_TURNS ? await reportsInTurns(jobs, wishes, terminal) : undefined;
  if (inTurns !== undefined) yield* inTurns;
  else {
    for (const job of jobs) {
      const [alone] = (await reportsInTurns([job], wishes, terminal, true)) ?? [];
      if (alone !== undefined) yield alone;
    }
  }
}

/** The settings in which one choice differs from the others: `2 threads`, `level basic`. */
function differenceOf(options: Subject['options'], variants: readonly Subject['options'][]): string {
  const differs = (setting: 'device' | 'level' | 'threads'): boolean =>
    new Set(variants.map((variant) => variant[setting])).size > 1;
  return [
    ...(differs('device') ? [options.device ?? ''] : []),
    ...(differs('level') ? [`level ${options.level}`] : []),
    ...(differs('threads') ? [`${options.threads} thread${options.threads === 1 ? '' : 's'}`] : []),
  ].join(', ');
}

/**
 * Measures jobs together. Undefined where one of several fails, so that each can be measured by itself. A job that is
 * `alone` and fails gives a failed report.
 */
async function reportsInTurns(
  jobs: readonly Job[],
  wishes: MeasuringWishes,
  terminal: Terminal,
  alone = false,
): Promise<readonly LabelledReport[] | undefined> {
  const { settings } = wishes;
  const prepared: PreparedModel[] = [];
  const bar = terminal.watched
    ? (await import('./measure-progress.js')).showMeasuring(
        jobs.length === 1 ? (jobs[0]?.label ?? '') : `${jobs.length} in turns`,
      )
    : undefined;
  try {
    for (const job of jobs) prepared.push(await prepareJob(job, wishes));
    const measured = await measurePrepared(prepared, settings.pace, bar?.progress);
    return jobs.flatMap((job, index) => {
      const each = measured[index];
      return each === undefined
        ? []
        : [{ label: job.label, report: reportMeasured(job.path, each, wishes), inTurns: jobs.length > 1 }];
    });
  } catch (error) {
    const [only] = jobs;
    if (!alone || only === undefined) return undefined;
    return [{ label: only.label, report: failedReport(only.path, error), inTurns: false }];
  } finally {
    bar?.hide();
  }
}

async function prepareJob(
  { path, options }: Job,
  { settings, bindings, configuration }: MeasuringWishes,
): Promise<PreparedModel> {
  const model = await loadShown(path);
  const bound = boundOptions(path, bindings, configuration);
  return prepareModel({ kind: 'file', path }, model, bound, { ...settings, options });
}

async function importedReport(path: string, wishes: MeasuringWishes): Promise<Report | FailedModel> {
  try {
    const bound = boundOptions(path, wishes.bindings, wishes.configuration);
    const measured = await importModel(await loadShown(path), bound, wishes.profiles, wishes.settings.pace.warmup);
    return reportMeasured(path, measured, wishes);
  } catch (error) {
    return failedReport(path, error);
  }
}

function boundOptions(path: string, bindings: AnalysisOptions, configuration: Configuration): AnalysisOptions {
  const { options } = configuration.forModel(path);
  return { ...options, ...mergeBindings([options, bindings]) };
}

function reportMeasured(
  path: string,
  { analysis, measurement }: Measured,
  { configuration, roofline, contexts, hasArena }: MeasuringWishes,
): Report {
  const { policy } = configuration.forModel(path);
  return reportOf(path, analysis, policy, {
    measurement,
    roofline: roofline ?? readCalibration(measurement),
    contexts,
    hasArena,
  });
}
