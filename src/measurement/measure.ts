import type { Analysis } from '../analysis/index.js';
import type { Measurement } from './measurement.js';
import { noiseOf, undisturbedShare } from './noise.js';
import type { ProcessorUse } from './noise.js';
import { hasEnough, paces, roundFigures, shareOf } from './pace.js';
import type { Pace } from './pace.js';
import type { Profile, RunnableModel, Runtime, SessionOptions } from './runtime.js';
import { openSeries } from './series.js';
import type { WarmSeries } from './series.js';
import { splitOf } from './split.js';
import type { Split } from './split.js';
import { splitWithin } from './profiling-cost.js';
import { isHost } from './waiting.js';
import { latencyOf, median } from './statistics.js';

/** The subject of a measurement: a model on a runtime with its settings. */
export interface Subject {
  readonly runtime: Runtime;
  readonly runnable: RunnableModel;
  readonly analysis: Analysis;
  readonly options: Omit<SessionOptions, 'profiled' | 'timeLimitMs'>;
  /**
   * Milliseconds that profiling adds to each call of a kernel (`profilingCost`); left out, it stays in the kernels'
   * times.
   */
  readonly profilingMs?: number | undefined;
}

/** The machine that measures. */
export interface MeasuringMachine {
  /** Processor, operating system and the like, by name. */
  readonly description: Measurement['machine'];
  /** The processor time that all processes have used so far; left out where it cannot be known. */
  readonly processorUse?: (() => ProcessorUse) | undefined;
}

/** Told while a measurement goes on: what is being done, and how much of all is done, 0 to 1. */
export type ShowProgress = (doing: 'load' | 'run', share: number) => void;

/** The share of the time limit that warming up a session may take. */
const WARMUP_SHARE = 0.08;

interface Course {
  readonly subject: number;
  readonly kind: keyof typeof paces;
  series?: WarmSeries;
  profile?: Profile | undefined;
  othersMs: number;
  duringMs: number;
}

/**
 * Measures subjects end to end without profiling and kernel by kernel with it. All sessions take turns in rounds,
 * forward and backward, so that whatever else the machine does falls on all of them.
 * @throws NetstatError when the runtime cannot run one; every session is closed then
 */
export async function measureInTurns(
  subjects: readonly Subject[],
  pace: Pace,
  machine: MeasuringMachine,
  progress: ShowProgress = () => {},
): Promise<readonly Measurement[]> {
  const courses = subjects.flatMap(({ runtime }, subject): Course[] => [
    { subject, kind: 'plain', othersMs: 0, duringMs: 0 },
    ...(runtime.oneSession === true || pace.endToEndOnly === true
      ? []
      : [{ subject, kind: 'profiled' as const, othersMs: 0, duringMs: 0 }]),
  ]);
  const limitMs = (pace.wantedMs ?? pace.timeLimitMs) * subjects.length;
  let loadMs = 0;
  const spentMs = (): number =>
    courses.reduce((sum, { series }) => sum + (series?.spentMs ?? 0) + (series?.warmupSpentMs ?? 0), loadMs);

  const open = async (course: Course): Promise<void> => {
    const subject = subjects[course.subject];
    if (subject === undefined) return;
    const { runtime, runnable, options } = subject;
    progress('load', shareDone());
    const start = performance.now();
    const series = await openSeries(
      runtime,
      runnable,
      {
        ...options,
        timeLimitMs: pace.timeLimitMs,
        profiled: course.kind === 'profiled' || runtime.oneSession === true,
      },
      { warmup: pace.warmup, warmupMs: pace.timeLimitMs * WARMUP_SHARE },
    );
    loadMs += Math.max(0, performance.now() - start - series.warmupSpentMs);
    course.series = series;
  };
  const isDone = (course: Course): boolean =>
    course.profile !== undefined || hasEnough(course, pace, spentMs() >= limitMs, threadsOf(course));
  const threadsOf = (course: Course): number | undefined => course.series?.session.threads;
  // Where a run takes long, most of the time goes to runs without profiling.
  const waits = ({ subject, kind, series }: Course): boolean => {
    const plain = courses.find((course) => course.subject === subject && course.kind === 'plain');
    return (
      kind === 'profiled' &&
      plain !== undefined &&
      !isDone(plain) &&
      (series?.count ?? 0) >= paces.profiled.fewestRuns &&
      (series?.spentMs ?? 0) > (plain.series?.spentMs ?? 0) / 2
    );
  };
  const shareDone = (): number =>
    Math.min(1, courses.reduce((sum, course) => sum + shareOf(course, pace), 0) / courses.length);
  const run = async (course: Course): Promise<void> => {
    const { series, kind } = course;
    if (series === undefined) return;
    const most = (pace.runs ?? paces[kind].mostRuns) - series.count;
    const before = machine.processorUse?.();
    const start = performance.now();
    const runs = await series.addRound(paces[kind].roundMs, most);
    const after = machine.processorUse?.();
    if (before !== undefined && after !== undefined) {
      const ownMs = runs.reduce((sum, { ms, cpuMs }) => sum + (cpuMs ?? ms), 0);
      course.othersMs += after.usedMs - before.usedMs - ownMs;
      course.duringMs += performance.now() - start;
    }
    progress('run', shareDone());
  };
  const close = async (course: Course): Promise<void> => {
    course.profile = (await course.series?.close()) ?? { kernels: [], runs: course.series?.count ?? 0 };
  };

  try {
    if (pace.together) {
      for (const course of courses) await open(course);
      for (let round = 0; courses.some((course) => !isDone(course)); round += 1) {
        for (const course of round % 2 === 0 ? courses : courses.toReversed()) {
          if (!isDone(course) && !waits(course)) await run(course);
        }
      }
      for (const course of courses) await close(course);
    } else {
      for (const course of courses) {
        await open(course);
        while (!isDone(course)) await run(course);
        await close(course);
      }
    }
  } catch (error) {
    const left = courses.flatMap(({ series, profile }) =>
      series === undefined || profile !== undefined ? [] : [series],
    );
    await Promise.allSettled(left.map((series) => series.close()));
    throw error;
  }
  progress('run', 1);
  return subjects.map((subject, index) =>
    measurementOf(
      subject,
      courses.filter((course) => course.subject === index),
      pace,
      machine,
    ),
  );
}

/**
 * Measures one subject.
 * @throws NetstatError as `measureInTurns` does
 */
export async function measure(
  subject: Subject,
  pace: Pace,
  machine: MeasuringMachine,
  progress?: ShowProgress,
): Promise<Measurement> {
  const [measurement] = await measureInTurns([subject], pace, machine, progress);
  if (measurement === undefined) throw new Error('one subject gives one measurement');
  return measurement;
}

function measurementOf(
  { runtime, analysis, profilingMs = 0 }: Subject,
  courses: readonly Course[],
  { runs, warmup, forFit = false }: Pace,
  { description, processorUse }: MeasuringMachine,
): Measurement {
  const plain = courses.find(({ kind }) => kind === 'plain');
  const profiled = courses.find(({ kind }) => kind === 'profiled');
  const series = plain?.series;
  if (plain === undefined || series === undefined) throw new Error('a measurement has a series');
  const { session, rounds, count } = series;
  const split = profiled ?? plain;
  const profile = split.profile ?? { kernels: [], runs: 0 };
  const endToEnd = latencyOf(rounds.flat(), session.threads);
  const share = undisturbedShare(split.series?.rounds.flat() ?? [], session.threads);
  const divide = (callMs: number, bodiesMs = 0): Split =>
    splitOf(analysis, profile, split.series?.warmedUp ?? warmup, callMs, share, bodiesMs);
  const staysWithin = !forFit && profilingMs > 0 && profiled !== undefined && isHost(session.device);
  return {
    runtime: runtime.name,
    version: session.version,
    device: session.device,
    level: session.level ?? '',
    threads: session.threads,
    runs: count,
    warmup: series.warmedUp,
    endToEnd,
    ...(series.firstRunMs !== undefined && { start: { loadMs: series.loadMs, firstRunMs: series.firstRunMs } }),
    profiled:
      profiled?.series === undefined
        ? undefined
        : { medianMs: median(profiled.series.rounds.flat().map(({ ms }) => ms)), runs: profiled.series.count },
    roundsMs: roundFigures(rounds, session.threads),
    noise: noiseOf(
      rounds,
      session.threads,
      processorUse === undefined ? undefined : { othersMs: plain.othersMs, duringMs: plain.duringMs },
    ),
    ...(staysWithin ? splitWithin(divide, { profilingMs, runMs: endToEnd.ms }) : divide(profilingMs)),
    notes: [
      ...session.notes,
      ...(profile.notes ?? []),
      ...(runs !== undefined && count < runs ? [`the time limit left ${count} of ${runs} runs`] : []),
    ],
    machine: description,
  };
}
