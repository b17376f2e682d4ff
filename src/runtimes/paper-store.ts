import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { readText, writeWholeFile } from '../files/index.js';
import { parsePaper } from '../paper/index.js';
import type { SavedPaper } from '../paper/index.js';
import { calibrationFile } from './calibration-store.js';

/** The platform that guidelines are judged on. */
export type JudgedPlatform = Pick<SavedPaper['platform'], 'runtime' | 'device'> & {
  readonly threads: number | null | undefined;
};

/** How the files of such runs begin; each platform of this machine has one. */
const PREFIX = 'paper-';

/**
 * Keeps a run of the paper's experiments on this machine for `--platform here`, by the text of its document. A run with
 * fewer columns does not replace one with more.
 * @returns where it is kept; undefined where a run with more columns stays
 * @throws NetstatError when it cannot be written
 */
export function keepPaper(text: string): string | undefined {
  const paper = parsePaper(text);
  if (paper === undefined) return undefined;
  const { runtime, device, threads } = paper.platform;
  const file = path.join(folder(), `${PREFIX}${runtime}-${device}-${threads ?? 'any'}.json`);
  const before = existsSync(file) ? readOwn(file) : undefined;
  if (before?.platform.version === paper.platform.version && columnsOf(before) > columnsOf(paper)) return undefined;
  mkdirSync(folder(), { recursive: true });
  writeWholeFile(file, text);
  return file;
}

/** The newest run that is kept of this machine, on that platform where one is named. */
export function keptPaper(on?: JudgedPlatform): SavedPaper | undefined {
  if (!existsSync(folder())) return undefined;
  return readdirSync(folder())
    .filter((name) => name.startsWith(PREFIX) && name.endsWith('.json'))
    .map((name) => path.join(folder(), name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    .map(readOwn)
    .find((paper) => paper !== undefined && (on === undefined || isJudgedOn(paper, on)));
}

/** Whether a run was on that runtime, device and number of threads. */
export function isJudgedOn({ platform }: SavedPaper, { runtime, device, threads }: JudgedPlatform): boolean {
  return platform.runtime === runtime && platform.device === device && (platform.threads ?? null) === (threads ?? null);
}

/** The run in a file that a user names; undefined where it is no such file, or cannot be read. */
export function readSavedPaper(file: string): SavedPaper | undefined {
  try {
    return parsePaper(readText(file));
  } catch {
    return undefined;
  }
}

/** The run in a file; undefined where it is no such file, or of another machine that shares this folder. */
function readOwn(file: string): SavedPaper | undefined {
  const paper = parsePaper(readText(file));
  return paper?.platform.machine['processor'] === cpus()[0]?.model.trim() ? paper : undefined;
}

function columnsOf({ verdicts }: SavedPaper): number {
  return verdicts.reduce((sum, { columns }) => sum + columns, 0);
}

function folder(): string {
  return path.dirname(calibrationFile());
}
