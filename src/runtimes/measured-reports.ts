import { gunzipSync } from 'node:zlib';
import { LARGEST_TEXT_FILE, readGiven } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { readSavedReport } from '../platform/index.js';
import type { SavedReport } from '../platform/index.js';

/** The magic number of a gzip file. */
const GZIP = [0x1f, 0x8b] as const;

/**
 * The measured reports in files of netstat's own: a JSON document, or JSON Lines with a report each, also compressed by
 * gzip. Models that failed are left out.
 * @throws NetstatError when a file cannot be read, or holds no measured report
 */
export function readMeasuredReports(paths: readonly string[]): readonly SavedReport[] {
  return paths.flatMap((path) => {
    const reports = documentsOf(textOf(path), path).flatMap((json) => readSavedReport(json) ?? []);
    const measured = reports.filter(({ measurement }) => measurement !== undefined);
    if (measured.length > 0) return measured;
    throw new NetstatError(
      'bad-option',
      `--from ${path}: there is no measured report in it; give what netstat measure --format json or jsonl wrote`,
    );
  });
}

function textOf(path: string): string {
  const bytes = readGiven({ option: '--from', path });
  try {
    const plain =
      bytes[0] === GZIP[0] && bytes[1] === GZIP[1] ? gunzipSync(bytes, { maxOutputLength: LARGEST_TEXT_FILE }) : bytes;
    return new TextDecoder().decode(plain);
  } catch (cause) {
    const isLong = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    const most = `${LARGEST_TEXT_FILE / 1024 / 1024} MiB`;
    const reason = isLong ? `inflates to more than ${most}` : 'is compressed, but broken';
    throw new NetstatError('bad-option', `--from ${path}: ${reason}`, { cause });
  }
}

/** The reports of a document, of its lines, or the text itself as one. */
function documentsOf(text: string, path: string): readonly unknown[] {
  const whole = parse(text);
  if (whole !== undefined) {
    return typeof whole === 'object' && whole !== null && 'models' in whole && Array.isArray(whole.models)
      ? whole.models
      : [whole];
  }
  return text
    .split('\n')
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, index }) => {
      const json = parse(line);
      if (json !== undefined) return json;
      throw new NetstatError('bad-option', `--from ${path}: line ${index + 1} is not JSON`);
    });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
