import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isFolder } from '../files/index.js';
import { NetstatError, programCall, suggest } from '../ir/index.js';
import { collect, driftOf, fitPlatform, headOf, isDisturbed, sweepSizes } from '../platform/index.js';
import type { SavedPaper } from '../paper/index.js';
import type { Platform, SavedReport, SweepSize } from '../platform/index.js';
import { version } from '../report/index.js';
import { terminalText } from '../text/index.js';
import {
  emitChains,
  HERE,
  isJudgedOn,
  keepPlatform,
  keptPaper,
  platformFile,
  readMeasuredFolder,
  readSavedPaper,
  readMeasuredReports,
  sweep,
} from '../runtimes/index.js';
import type { JudgedPlatform, SweepWishes } from '../runtimes/index.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** The sources of a platform, and the file that it goes to. */
export interface PlatformWishes {
  readonly from: readonly string[];
  readonly output: string | undefined;
}

/**
 * Makes a platform of measured reports, or folders of models and their traces, and writes it.
 * @throws NetstatError when a file cannot be read or holds no measurement
 */
export async function makePlatform({ from, output }: PlatformWishes, terminal: Terminal): Promise<ExitCode> {
  const reports: SavedReport[] = [];
  let paper: SavedPaper | undefined;
  for (const place of from) {
    if (isFolder(place)) reports.push(...(await readMeasuredFolder(place)));
    else {
      const read = readSavedPaper(place);
      if (read === undefined) reports.push(...readMeasuredReports([place]));
      else paper = read;
    }
  }
  const head = headOf(reports, version, null);
  const platform = { ...fitPlatform(head, collect(reports), driftOf(reports)), ...verdictsFor(head, paper) };
  describePlatform(platform, keepPlatform(platform, output, from.flatMap(filesOf)), output, terminal);
  return exitCode.fine;
}

/** The files of a source. */
function filesOf(place: string): readonly string[] {
  return isFolder(place) ? readdirSync(place).map((name) => path.join(place, name)) : [place];
}

/**
 * Whether guidelines hold on a platform, by a run of the paper's experiments.
 * @throws NetstatError when that was on another platform
 */
function verdictsFor(platform: JudgedPlatform, paper: SavedPaper | undefined): Pick<Platform, 'verdicts'> {
  if (paper === undefined) return {};
  if (isJudgedOn(paper, platform)) return { verdicts: paper.verdicts };
  throw new NetstatError(
    'bad-option',
    `the guidelines were judged on ${setting(paper.platform)}, the reports measured on ${setting(platform)}`,
  );
}

function setting({ runtime, device, threads }: JudgedPlatform): string {
  return `${runtime}, ${device}, ${threads ?? '?'} threads`;
}

/** The share of disturbed chains above which a sweep says so. */
const DISTURBED_SHARE = 0.1;

/** The arguments of a sweep. */
export interface SweepArguments {
  readonly sweep: string;
  readonly output: string | undefined;
}

/**
 * Measures chains of layers on this machine and makes a platform of them. A sweep that was interrupted goes on where it
 * stopped.
 * @throws NetstatError when the size is not one of a sweep, or the runtime cannot run any
 */
export async function sweepPlatform(
  { sweep: asked, output }: SweepArguments,
  settings: Pick<SweepWishes, 'runtime' | 'options' | 'timeLimitMs'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const size = readSweepSize('--sweep', asked);
  const { device = settings.runtime.devices[0] ?? '', threads, level } = settings.options;
  const unfinished = path.join(
    path.dirname(platformFile()),
    `sweep-${size}-${settings.runtime.name}-${device}-${level}-${threads}.jsonl`,
  );
  const date = new Date().toISOString();
  const bar = terminal.watched ? (await import('./progress.js')).startProgress(100) : undefined;
  const refused: { readonly name: string; readonly message: string }[] = [];
  try {
    const { reports, all, left } = await sweep(
      { ...settings, size, file: unfinished },
      (done, all, name) => bar?.show(Math.floor((done / all) * 100), name),
      (name, { message }) => refused.push({ name, message }),
    );
    const head = headOf(reports, version, date);
    const platform = { ...fitPlatform(head, collect(reports), driftOf(all)), ...verdictsFor(head, keptPaper(head)) };
    const file = keepPlatform(platform, output);
    if (left === 0) rmSync(unfinished, { force: true });
    bar?.hide();
    describePlatform(platform, file, output, terminal);
    const disturbed = reports.filter(({ measurement }) => isDisturbed(measurement)).length;
    if (disturbed > DISTURBED_SHARE * reports.length) {
      terminal.note(
        `the machine was busy: the kernels of ${disturbed} of ${reports.length} chains were disturbed, so that ` +
          'predicted times may be too high, above all of long kernels; sweep again when the machine is quiet',
      );
    }
    const [first] = refused;
    if (first !== undefined) {
      terminal.note(`${refused.length} of the chains could not be measured; ${first.name}: ${first.message}`);
    }
    if (left > 0) {
      terminal.note(`the time of the sweep ran out with ${left} chains left; run the command again to measure these`);
    }
    return exitCode.fine;
  } finally {
    bar?.hide();
  }
}

/**
 * Writes the chains of a sweep into a folder, to be run on another device.
 * @throws NetstatError when the size is not one of a sweep
 */
export async function emitPlatform(
  { emit, sweep: asked }: { readonly emit: string; readonly sweep: string | undefined },
  terminal: Terminal,
): Promise<ExitCode> {
  const count = await emitChains(emit, readSweepSize('--sweep', asked ?? 'full'));
  terminal.note(`${count} networks are in ${emit}; README.md there says what to run, and then --from`);
  return exitCode.fine;
}

function readSweepSize(option: string, text: string): SweepSize {
  const size = sweepSizes.find((one) => one === (text === '' ? 'quick' : text));
  if (size !== undefined) return size;
  throw new NetstatError('bad-option', `${option} ${text}: there is no such sweep; ${suggest(text, sweepSizes)}`);
}

/** Says what a platform holds and how to use it. */
function describePlatform(
  { name, networks, classes }: Platform,
  file: string,
  output: string | undefined,
  terminal: Terminal,
): void {
  const kernels = Object.values(classes).reduce((sum, { samples }) => sum + samples.length, 0);
  const from = `from ${networks.length} networks`;
  terminal.print(terminalText([`${name}: ${kernels} kernels of ${Object.keys(classes).length} classes, ${from}`]));
  terminal.note(`kept in ${file}; ${programCall()} model.onnx --platform ${output ?? HERE} predicts by it`);
}
