import { median } from './statistics.js';
import type { Profile, Run, RunnableModel, Runtime, Session, SessionOptions } from './runtime.js';

/** A session and the runs that it has made, round by round. */
export interface Series {
  readonly session: Session;
  readonly rounds: readonly (readonly Run[])[];
  /** Runs in all rounds, and how long they took together, in milliseconds. */
  readonly count: number;
  readonly spentMs: number;
  /** Runs the model for about `roundMs`, though at least once and at most `most` times. */
  addRound(roundMs: number, most: number): Promise<readonly Run[]>;
  /** Ends the session; gives its profile where it has one. */
  close(): Promise<Profile | undefined>;
}

/** A series that has been opened and warmed up. */
export interface WarmSeries extends Series {
  /** How long opening the session took. */
  readonly loadMs: number;
  /** How long its first run took; undefined without a warm-up. */
  readonly firstRunMs: number | undefined;
  readonly warmedUp: number;
  readonly warmupSpentMs: number;
}

/**
 * Opens a session and warms it up: with `warmup` runs, fewer when they take longer than `warmupMs` together.
 * @returns the series, whose profile has `warmedUp` runs before those of its rounds
 * @throws NetstatError when the runtime cannot run the model; the session is closed then
 */
export async function openSeries(
  runtime: Runtime,
  runnable: RunnableModel,
  options: SessionOptions,
  { warmup, warmupMs }: { readonly warmup: number; readonly warmupMs: number },
): Promise<WarmSeries> {
  const before = performance.now();
  const session = await runtime.open(runnable, options);
  const loadMs = performance.now() - before;
  const rounds: (readonly Run[])[] = [];
  let count = 0;
  let spentMs = 0;
  let lastMs = 0;
  let warmedUp = 0;
  let warmupSpentMs = 0;
  let firstRunMs: number | undefined;
  try {
    while (warmedUp < warmup && (warmedUp === 0 || warmupSpentMs < warmupMs)) {
      const [run] = await session.run(1);
      lastMs = run?.ms ?? 0;
      firstRunMs ??= run?.ms;
      warmupSpentMs += lastMs;
      warmedUp += 1;
    }
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
  return {
    session,
    loadMs,
    firstRunMs,
    warmedUp,
    warmupSpentMs,
    rounds,
    get count() {
      return count;
    },
    get spentMs() {
      return spentMs;
    },
    async addRound(roundMs, most) {
      const wanted = lastMs === 0 ? 1 : Math.floor(roundMs / Math.max(lastMs, 0.01));
      const runs = await session.run(Math.max(1, Math.min(most, wanted)));
      rounds.push(runs);
      count += runs.length;
      spentMs += runs.reduce((sum, { ms }) => sum + ms, 0);
      lastMs = median(runs.map(({ ms }) => ms));
      return runs;
    },
    close: () => session.close(),
  };
}
