import type { AnalysisOptions } from '../analysis/index.js';
import type { Configuration } from '../files/index.js';
import { placesOf } from '../report/index.js';
import type { FailedReport, Places, Report } from '../report/index.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';

/** What a command does with each model. */
export interface Examination {
  readonly bindings: AnalysisOptions;
  readonly configuration: Configuration;
  readonly judge: Judge;
}

/** Looks at a report: gives the one to write, the exit code that it deserves, and the warnings to count. */
export type Judge = (report: Report) => {
  readonly report: Report;
  readonly code: ExitCode;
  readonly warnings?: number;
};

/** What became of a model: plain data, which one thread can hand another. */
export interface Outcome {
  /** What the format prints of it. */
  readonly part: unknown;
  readonly code: ExitCode;
  readonly warnings: number;
  /** Why there is no report; undefined when there is one. */
  readonly failure: string | undefined;
  /** What the model had a place for; undefined when it could not be read. */
  readonly places: Places | undefined;
}

/** What to say of a model that has no report, and the exit code for it. */
export function describeFailure({ path, error }: FailedReport): { readonly failure: string; readonly code: ExitCode } {
  return {
    failure: `${path}: ${error.message}`,
    code: error.code === 'internal-error' ? exitCode.bug : exitCode.userError,
  };
}

/** Judges a report and prints it. */
export function conclude(
  each: Report | FailedReport,
  judge: Judge,
  print: (report: Report | FailedReport) => unknown,
): Outcome {
  if (each.kind === 'failed') {
    return { part: print(each), ...describeFailure(each), warnings: 0, places: undefined };
  }
  const { report, code, warnings = 0 } = judge(each);
  return { part: print(report), code, warnings, failure: undefined, places: placesOf(each.analysis) };
}
