import type { FormatSession } from '../formats/index.js';
import type { FailedReport, Report } from '../report/index.js';
import { exitCode, worse } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import type { Output } from './output.js';
import type { Terminal } from './terminal.js';

/**
 * Writes reports as they come and ends the output; when one of them throws, nothing is left of a file. Models that could not be read are told of.
 * `judge` looks at each of the others: it gives the report to write and the exit code that it deserves.
 */
export async function writeReports(
  reports: AsyncIterable<Report | FailedReport>,
  { session, output, terminal }: { readonly session: FormatSession; readonly output: Output; readonly terminal: Terminal },
  judge: (report: Report) => { readonly report: Report; readonly code: ExitCode },
): Promise<ExitCode> {
  let worst: ExitCode = exitCode.fine;
  try {
    for await (const each of reports) {
      if (each.kind === 'failed') {
        terminal.note(`${each.path}: ${each.error.message}`);
        worst = worse(worst, each.error.code === 'internal-error' ? exitCode.bug : exitCode.userError);
        output.write(session.model(each));
        continue;
      }
      const { report, code } = judge(each);
      worst = worse(worst, code);
      output.write(session.model(report));
    }
    output.write(session.end());
    output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
  return worst;
}
