import { NetstatError } from '../ir/index.js';
import { hasReportName, readReports } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { readText } from './limited-file.js';
import { isRemote } from './paths.js';

/** Whether an argument names a report that netstat wrote: by its extension. */
export function isSavedReport(reference: string): boolean {
  return hasReportName(reference) && !isRemote(reference);
}

/**
 * The reports of a file that `--format json` or `jsonl` wrote, of this version or an earlier one.
 * @throws NetstatError when it cannot be read or is no such file
 */
export function readSavedReports(path: string): readonly (Report | FailedModel)[] {
  return readReports(textOf(path), path);
}

function textOf(path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw isAbsent
      ? new NetstatError('not-found', `${path}: there is no such file`, { cause })
      : new NetstatError(
          'unreadable',
          `${path}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
          {
            cause,
          },
        );
  }
}
