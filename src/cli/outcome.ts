import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import type { Configuration } from '../files/index.js';
import type { Additions, FailedModel, Report } from '../report/index.js';
import { isRead } from './reading.js';
import type { Reading } from './reading.js';
import { failedReport } from './failed-report.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';

/** A command's work on each model. */
export interface Examination {
  readonly bindings: AnalysisOptions;
  readonly configuration: Configuration;
  readonly judge: Judge;
  /** Additions to the report, such as a count by another tool's convention. */
  readonly add?: ((analysis: Analysis) => Additions) | undefined;
  /** Refuses a saved report for what it lacks. Throws NetstatError that says why. */
  readonly rejectSaved?: ((path: string) => void) | undefined;
}

/** Looks at a report: gives the one to write, the exit code that it deserves, and the warnings to count. */
export type Judge = (report: Report) => {
  readonly report: Report;
  readonly code: ExitCode;
  readonly warnings?: number;
};

/** The outcome of a model. */
export interface Outcome {
  /** The report to write. */
  readonly report: Report | FailedModel;
  readonly code: ExitCode;
  readonly warnings: number;
  /** Why there is no report; undefined when there is one. */
  readonly failure: string | undefined;
}

/** The line about a model that has no report, and the exit code for it. */
export function describeFailure({ model: { path }, error }: FailedModel): {
  readonly failure: string;
  readonly code: ExitCode;
} {
  return {
    failure: `${path}: ${error.message}`,
    code: error.code === 'internal-error' ? exitCode.bug : exitCode.userError,
  };
}

/** Judges a report. One that cannot be judged is a failed one, so that it hides no other. */
export function conclude(each: Reading | FailedModel, judge: Judge): Outcome {
  if (!isRead(each)) return failedOutcome(each);
  try {
    return { warnings: 0, failure: undefined, ...judge(each.report) };
  } catch (error) {
    return failedOutcome(failedReport(each.report.model.path, error));
  }
}

/** The outcome of a model that has no report. */
export function failedOutcome(failed: FailedModel): Outcome {
  return { report: failed, ...describeFailure(failed), warnings: 0 };
}
