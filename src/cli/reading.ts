import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { isSavedReport, mergeBindings, readSavedReports } from '../files/index.js';
import { loadShown } from './load-shown.js';
import type { Configuration } from '../files/index.js';
import { analyse } from '../analysis/index.js';
import { NetstatError } from '../ir/index.js';
import {
  bindReport,
  fromJson,
  isFailed,
  optionTargets,
  savedOptionTargets,
  reportOf,
  toSharedJson,
  watchOptions,
} from '../report/index.js';
import type { Additions, FailedModel, ModelReport, OptionTargets, Report } from '../report/index.js';
import { failedReport } from './failed-report.js';
import { keepHeapLean } from './lean-heap.js';

/** A report, and what its model had a place for. */
export interface Reading {
  readonly report: Report;
  readonly targets: OptionTargets;
}

/** A model that was analysed. */
export interface AnalysedModel extends Reading {
  readonly analysis: Analysis;
}

/** Whether there is a report. */
export function isRead<T extends Reading>(reading: T | FailedModel): reading is T {
  return 'report' in reading;
}

/** A reading as threads hand it over, and as it waits: the text of the published report, which holds on to nothing. */
export interface SealedReading {
  readonly report: string;
  /** Undefined for a model that could not be read. */
  readonly targets: OptionTargets | undefined;
}

/** Makes a reading plain data. */
export function seal(reading: Reading | FailedModel): SealedReading {
  return isRead(reading)
    ? { report: JSON.stringify(toSharedJson(reading.report)), targets: reading.targets }
    : { report: JSON.stringify(reading), targets: undefined };
}

/** The reading that was sealed. */
export function unseal({ report: text, targets }: SealedReading): Reading | FailedModel {
  const report = fromJson(JSON.parse(text) as ModelReport | FailedModel);
  if (isFailed(report)) return report;
  if (targets === undefined) throw new Error('a model that was read has targets of options');
  return { report, targets };
}

/** Wishes for an analysis. */
export interface AnalysisWishes {
  /** Additions to the report. */
  readonly add?: ((analysis: Analysis) => Additions) | undefined;
  /** The name by which reports and the configuration know the model, in place of its path. */
  readonly name?: string | undefined;
}

/** Analyses one model. */
export async function analyseModel(
  path: string,
  given: AnalysisOptions,
  configuration: Configuration,
  { add = () => ({}), name = path }: AnalysisWishes = {},
): Promise<AnalysedModel | FailedModel> {
  try {
    const { options, policy, scenarios: named } = configuration.forModel(name);
    const model = await loadShown(path);
    keepHeapLean(model);
    const bound = { ...options, ...mergeBindings([options, given]) };
    const analysis = analyse(model, bound);
    const scenarios = named.size === 0 ? [] : (await import('./scenarios.js')).studyScenarios(model, bound, named);
    return {
      analysis,
      report: reportOf(name, analysis, policy, { ...add(analysis), scenarios }),
      targets: optionTargets(analysis),
    };
  } catch (error) {
    return failedReport(name, error);
  }
}

/** The reports of a saved file, with the given dimensions bound. */
export function readSaved(path: string, given: AnalysisOptions): readonly (Reading | FailedModel)[] {
  try {
    const [option] = [...(given.shapes?.keys() ?? []), ...(given.values?.keys() ?? [])];
    if (option !== undefined) {
      throw new NetstatError(
        'bad-option',
        `a saved report is not analysed anew, so ${option} cannot be set; name the model instead`,
      );
    }
    return readSavedReports(path).map((report) => {
      if (isFailed(report)) return report;
      const dims = given.dims ?? new Map<string, number>();
      return { report: bindReport(report, dims), targets: savedOptionTargets(report, dims) };
    });
  } catch (error) {
    return [failedReport(path, error)];
  }
}

/** The one report that a path stands for: of a model, or of a saved file with one. */
export async function readOne(
  path: string,
  given: AnalysisOptions,
  configuration: Configuration,
  wishes: AnalysisWishes = {},
): Promise<(Reading & { readonly analysis?: Analysis }) | FailedModel> {
  if (!isSavedReport(path)) return analyseModel(path, given, configuration, wishes);
  const [first, ...others] = readSaved(path, given);
  if (first !== undefined && others.length === 0) return first;
  return failedReport(
    path,
    new NetstatError('bad-option', `has ${others.length + 1} models; save the one that is meant by itself`),
  );
}

/**
 * Checks that each option has fitted a model.
 * @throws NetstatError for an option that fits none of the models that could be read
 */
export function checkFit(readings: readonly (Reading | FailedModel)[], options: AnalysisOptions): void {
  const fit = watchOptions(options);
  for (const reading of readings) if (isRead(reading)) fit.see(reading.targets);
  fit.check();
}
