import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse } from '../analysis/index.js';
import { makeFolder, readText, writeWholeFile, writeZeros } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { keepShared, makeInputs } from '../measurement/index.js';
import type { Runtime, Subject } from '../measurement/index.js';
import { memorySource, readModel } from '../onnx/index.js';
import { isDisturbed, kernelsTime, loadSweep, readSavedReport } from '../platform/index.js';
import type { Chain, SavedReport, SweepSize } from '../platform/index.js';
import { reportOf, toJson } from '../report/index.js';
import { measurePrepared } from './measure-model.js';
import type { PreparedModel } from './prepare-model.js';

/** How a sweep runs. */
export interface SweepWishes {
  readonly runtime: Runtime;
  readonly options: Subject['options'];
  readonly timeLimitMs: number;
  readonly size: SweepSize;
  /** No chain begins later, in milliseconds from the start; undefined for what a sweep of the size may take. */
  readonly limitMs?: number | undefined;
  /** Where reports are kept as they come, so that a sweep that was ended goes on from there. */
  readonly file: string;
}

/** Runs of each chain that count, and those before. */
const RUNS = 12;
const WARMUP = 2;

/** Chains that take turns: what disturbs the machine for a moment falls on all of them. */
const TOGETHER = 3;

/** How long a chain may take before the fewest runs are enough, in milliseconds; most take less. */
const CHAIN_MS = 3000;

/** How long a sweep may take, in milliseconds; on a quiet machine it takes half of that. */
const LIMIT_MS: Readonly<Record<SweepSize, number>> = { quick: 120_000, full: 480_000 };

/**
 * Parts of a sweep between which the first chains are measured again: how far their times lie apart says how far those
 * of a network may that is measured later.
 */
const PARTS: Readonly<Record<SweepSize, number>> = { quick: 4, full: 7 };

/** The reports of a sweep, and how many of its chains it had no time for. */
export interface Sweep {
  /** Of each chain the quietest. */
  readonly reports: readonly SavedReport[];
  /** Of each chain all, in the order in which they were measured. */
  readonly all: readonly SavedReport[];
  readonly left: number;
}

const SEED = 1;

/**
 * Measures the chains of a sweep, a few in turns, and keeps each report in the file at once. Chains that it has already
 * are not measured again; those that the runtime cannot run are told to `refuse`. Chains of all kinds come in turns, so
 * that where time is over the reports are a sweep, too. In the time that is left, chains that were disturbed are
 * measured once more, in this run or a later one; of each, the quieter report counts.
 * @throws NetstatError when the runtime cannot run any
 */
export async function runSweep(
  wishes: SweepWishes,
  progress: (done: number, all: number, name: string) => void,
  refuse: (name: string, failure: NetstatError) => void,
): Promise<Sweep> {
  return keepShared([wishes.runtime], async () => sweepOpen(wishes, progress, refuse));
}

async function sweepOpen(
  { runtime, options, timeLimitMs, size, file, limitMs = LIMIT_MS[size] }: SweepWishes,
  progress: (done: number, all: number, name: string) => void,
  refuse: (name: string, failure: NetstatError) => void,
): Promise<Sweep> {
  const start = performance.now();
  const quietest = new Map<string, SavedReport>();
  const times = new Map<string, number>();
  const taken: SavedReport[] = [];
  const take = (report: SavedReport): void => {
    const { path: name } = report.model;
    taken.push(report);
    times.set(name, (times.get(name) ?? 0) + 1);
    const known = quietest.get(name);
    if (known === undefined || kernelsMsOf(report) < kernelsMsOf(known)) quietest.set(name, report);
  };
  for (const report of keptReports(file)) take(report);
  const { sweepChains } = await loadSweep();
  const all = sweepChains(size).map((make) => make());
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  let failure: NetstatError | undefined;
  const attempt = async (chains: readonly Chain[]): Promise<readonly unknown[] | NetstatError> => {
    try {
      return await measureChains(chains, { runtime, options, timeLimitMs });
    } catch (error) {
      if (error instanceof NetstatError && error.code !== 'runtime-missing') return error;
      throw error;
    }
  };
  const measureOnce = async (chains: readonly Chain[]): Promise<void> => {
    const together = await attempt(chains);
    const measured = together instanceof NetstatError ? [] : [...together];
    // A runtime may lack an operator of one of them.
    for (const chain of together instanceof NetstatError ? chains : []) {
      const alone = await attempt([chain]);
      if (alone instanceof NetstatError) refuse(chain.name, (failure = alone));
      else measured.push(...alone);
    }
    for (const report of measured) {
      appendFileSync(file, `${JSON.stringify(report)}\n`);
      const saved = readSavedReport(report);
      if (saved !== undefined) take(saved);
    }
  };
  /** Returns how many chains were left when the time was over. Those of `between` are measured again now and then. */
  const measureAll = async (wanted: readonly Chain[], between: readonly Chain[] = []): Promise<number> => {
    const left = [...wanted];
    let sinceReturn = 0;
    while (left.length > 0) {
      if (quietest.size > 0 && performance.now() - start > limitMs) break;
      const chains = left.splice(0, TOGETHER);
      progress(all.length - left.length - chains.length, all.length, chains[0]?.name ?? '');
      await measureOnce(chains);
      sinceReturn += chains.length;
      if (between.length > 0 && sinceReturn >= all.length / PARTS[size]) {
        sinceReturn = 0;
        await measureOnce(between.filter(({ name }) => quietest.has(name)));
      }
    }
    return left.length;
  };
  const left = await measureAll(
    all.filter(({ name }) => !quietest.has(name)),
    all.slice(0, TOGETHER),
  );
  if (quietest.size === 0 && failure !== undefined) throw failure;
  // A chain that is slow the second time, too, is so: another run of the command does not try it again.
  const again = all.filter(({ name }) => times.get(name) === 1 && isDisturbed(quietest.get(name)?.measurement));
  if (left === 0) await measureAll(again);
  return { reports: [...quietest.values()], all: taken, left };
}

function kernelsMsOf({ measurement }: SavedReport): number {
  return measurement === undefined ? 0 : kernelsTime(measurement);
}

async function measureChains(
  chains: readonly Chain[],
  { runtime, options, timeLimitMs }: Pick<SweepWishes, 'runtime' | 'options' | 'timeLimitMs'>,
): Promise<readonly unknown[]> {
  const prepared = chains.map(({ bytes }): PreparedModel => {
    const model = readModel(memorySource(bytes));
    const analysis = analyse(model);
    const { inputs } = makeInputs(analysis, new Map(), SEED);
    return {
      runtime,
      runnable: { source: { kind: 'bytes', bytes }, model, inputs },
      analysis,
      options,
      notes: [],
      assumed: [],
    };
  });
  const measured = await measurePrepared(prepared, {
    warmup: WARMUP,
    runs: RUNS,
    timeLimitMs,
    wantedMs: CHAIN_MS,
    forFit: true,
  });
  return measured.map(({ analysis, measurement }, index) =>
    toJson(reportOf(chains[index]?.name ?? '', analysis, {}, { measurement })),
  );
}

/** The reports of a sweep that was ended; a last line that was cut short is left out. */
function keptReports(file: string): readonly SavedReport[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return readSavedReport(JSON.parse(line)) ?? [];
      } catch {
        return [];
      }
    });
}

/**
 * Writes the chains of a sweep for a device that netstat does not run on, with one file of zeros for all weights and a
 * README.
 * @returns how many chains
 * @throws NetstatError when a file cannot be written, or another file than an earlier run left would be written over
 */
export async function emitSweep(folder: string, size: SweepSize): Promise<number> {
  const { sweepChains, weightsFile } = await loadSweep();
  makeFolder(folder);
  const readme = path.join(folder, 'README.md');
  const chains = sweepChains(size).map((make) => make());
  const files = new Map(chains.map(({ name, bytes }) => [path.join(folder, `${name}.onnx`), bytes]));
  const weights = path.join(folder, weightsFile);
  if (!existsSync(readme) || !readText(readme).startsWith(README_TITLE)) {
    const foreign = [readme, weights, ...files.keys()].find((file) => existsSync(file));
    if (foreign !== undefined) {
      throw new NetstatError('cannot-write', `${foreign}: this is of no sweep: name a folder that is new or empty`);
    }
  }
  // The README comes first: it says that the others are a sweep's, even of one that was ended.
  writeWholeFile(readme, emittedReadme(weightsFile));
  for (const [file, bytes] of files) writeWholeFile(file, bytes);
  writeZeros(weights, Math.max(...chains.map(({ dataBytes }) => dataBytes)));
  return chains.length;
}

const README_TITLE = '# A sweep for netstat\n';

const emittedReadme = (weightsFile: string): string => `${README_TITLE}
Each .onnx file here is a small network. Run each on your device with profiling on, quietly, some 15 times after 3 that
do not count.
All weights are zeros and stand in \`${weightsFile}\`, which most runtimes find beside the model.

Put the trace of each (onnxruntime's, trtexec's, OpenVINO's or a table; \`netstat measure --help\`) beside it, under a
name that begins with the model's: conv001.onnx, conv001.json. Then:

    netstat calibrate --from . -o device.json
    netstat your-model.onnx --platform device.json
`;
