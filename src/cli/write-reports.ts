import type { Written } from '../text/index.js';
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
      const { parts, code, warnings, failure } = printed(outcome, session);
      if (failure !== undefined) terminal.note(failure);
      worst = worse(worst, code);
      sum += warnings;
      for (const part of parts) output.write(part);
    }
    output.write(session.end(speeds?.()));
    await output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
  return { code: worst, warnings: sum };
}

/** The text of an outcome. A report that cannot be printed is a failed one, so that it hides no other. */
function printed(outcome: Outcome, session: FormatSession): Outcome & { readonly parts: readonly Written[] } {
  const partsOf = (report: Outcome['report']): readonly Written[] => session.parts?.(report) ?? [session.next(report)];
  try {
    return { ...outcome, parts: partsOf(outcome.report) };
  } catch (error) {
    // A wish that the format cannot fulfil ends the run.
    if (error instanceof NetstatError) throw error;
    const failed = failedOutcome(failedReport(outcome.report.model.path, error));
    return { ...failed, parts: partsOf(failed.report) };
  }
}
