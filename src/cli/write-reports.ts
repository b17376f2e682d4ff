import type { FormatSession } from '../formats/index.js';
import { NetstatError } from '../ir/index.js';
import type { SpeedReport } from '../report/index.js';
import { exitCode, worse } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import { failedReport } from './failed-report.js';
import { failedOutcome } from './outcome.js';
import type { Outcome } from './outcome.js';
import type { Output } from './output.js';
import type { Terminal } from './terminal.js';

/**
 * Writes the outcomes of models as they come; when one throws, no file is left. Reports models that could not be read.
 * Gives the worst exit code and the sum of warnings.
 */
export async function writeReports(
  outcomes: AsyncIterable<Outcome>,
  {
    session,
    output,
    terminal,
    speeds,
  }: {
    readonly session: FormatSession;
    readonly output: Output;
    readonly terminal: Terminal;
    /** How measured models stand to one another, once all are there. */
    readonly speeds?: () => readonly SpeedReport[];
  },
): Promise<{ readonly code: ExitCode; readonly warnings: number }> {
  let worst: ExitCode = exitCode.fine;
  let sum = 0;
  try {
    for await (const outcome of outcomes) {
      if (outcome.failure !== undefined) terminal.note(outcome.failure);
      const { code, warnings, failure } = print(outcome, session, output);
      if (failure !== undefined && failure !== outcome.failure) terminal.note(failure);
      worst = worse(worst, code);
      sum += warnings;
    }
    output.write(session.end(speeds?.()));
    await output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
  return { code: worst, warnings: sum };
}

/** Prints an outcome. A report that cannot be printed is a failed one, so that it hides no other. */
function print(outcome: Outcome, session: FormatSession, output: Output): Outcome {
  let hasBegun = false;
  const printReport = (report: Outcome['report']): void => {
    for (const part of session.parts?.(report) ?? [session.next(report)]) {
      output.write(part);
      hasBegun = true;
    }
  };
  try {
    printReport(outcome.report);
    return outcome;
  } catch (error) {
    // A wish that the format cannot fulfil ends the run.
    if (error instanceof NetstatError) throw error;
    const failed = failedOutcome(failedReport(outcome.report.model.path, error));
    if (!hasBegun) printReport(failed.report);
    return failed;
  }
}
