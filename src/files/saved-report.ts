import { hasReportName, readReports } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { failingClearly } from './file-source.js';
import { readText } from './limited-file.js';
import { isRemote } from './paths.js';

/** Whether an argument names a report that netstat wrote: by its extension. */
export function isSavedReport(reference: string): boolean {
  return hasReportName(reference) && !isRemote(reference);
}

/**
 * The reports of a file that `--format json` or `jsonl` wrote, of this version or an earlier one.
 * @throws NetstatError that does not name the file, when it cannot be read or is no report
 */
export function readSavedReports(path: string): readonly (Report | FailedModel)[] {
  return readReports(
    failingClearly(() => readText(path)),
    path,
  );
}
