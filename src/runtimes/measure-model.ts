import { totalmem } from 'node:os';
import { analyse } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import { keepShared, measureInTurns, profilingCost } from '../measurement/index.js';
import type { Pace, MeasuringMachine, ShowProgress, Runtime, Subject } from '../measurement/index.js';
import { describeMachine, processorUse } from './machine.js';
import type { PreparedModel, PrepareSettings } from './prepare-model.js';
import { readProfile } from './profiles/read-profile.js';
import { settleTrips } from './settle-trips.js';
import type { Measured } from './settle-trips.js';

/** How models are to be run. */
export interface RunSettings extends PrepareSettings {
  readonly pace: Pick<Pace, 'warmup' | 'runs' | 'timeLimitMs'>;
}

/** Models whose sessions need more than this share of the memory run one session after the other. */
const TOGETHER_SHARE = 0.25;

/**
 * Measures models in turns, first what profiling costs on each runtime.
 * @throws NetstatError when a runtime cannot run one
 */
export async function measurePrepared(
  models: readonly PreparedModel[],
  pace: Omit<Pace, 'together'>,
  progress?: ShowProgress,
): Promise<readonly Measured[]> {
  return keepShared(
    models.map(({ runtime }) => runtime),
    async () => measureOpen(models, pace, progress),
  );
}

async function measureOpen(
  models: readonly PreparedModel[],
  pace: Omit<Pace, 'together'>,
  progress?: ShowProgress,
): Promise<readonly Measured[]> {
  const subjects: Subject[] = [];
  for (const model of models) {
    const profilingMs = await profilingCostOf(model.runtime, model.options, pace.timeLimitMs);
    subjects.push({ ...model, profilingMs });
  }
  // A session keeps the model's weights; a plain and a profiled one of each are open.
  const neededBytes = models.reduce((sum, { analysis }) => sum + 2 * storedBytes(analysis), 0);
  try {
    const measurements = await measureInTurns(
      subjects,
      { ...pace, together: neededBytes < TOGETHER_SHARE * totalmem() },
      measuringMachine(models.map(({ runtime }) => runtime)),
      progress,
    );
    return measurements.flatMap((measurement, index) => {
      const model = models[index];
      return model === undefined
        ? []
        : [
            settleTrips({
              analysis: model.analysis,
              measurement: { ...measurement, notes: [...model.notes, ...measurement.notes] },
            }),
          ];
    });
  } catch (cause) {
    const assumed = models.flatMap((model) => model.assumed);
    // What is no batch may not do with 1.
    if (!(cause instanceof NetstatError) || cause.code !== 'runtime-failed' || assumed.length === 0) throw cause;
    throw new NetstatError(
      cause.code,
      `with ${assumed.map((symbol) => `--dim ${symbol}=1`).join(' ')}, which was assumed, ${cause.message}`,
      { cause },
    );
  }
}

/** This machine, where runtimes run on it and not wherever a program of the user's runs. */
export function measuringMachine(runtimes: readonly Runtime[]): MeasuringMachine {
  return runtimes.every(({ devices }) => devices.length > 0)
    ? { description: describeMachine(), processorUse }
    : { description: {} };
}

/**
 * The milliseconds that profiling adds to a call of a kernel with these settings; it is measured once.
 * @throws NetstatError when the runtime cannot run the models that tell it
 */
export async function profilingCostOf(
  runtime: Runtime,
  options: Subject['options'],
  timeLimitMs: number,
): Promise<number> {
  if (runtime.oneSession === true || !isHost(options.device ?? runtime.devices[0])) return 0;
  const key = JSON.stringify([runtime.name, options]);
  const known = profilingCosts.get(key);
  if (known !== undefined) return known;
  const { profilingProbe } = await import('./onnxruntime/probes.js');
  const cost = await profilingCost(runtime, profilingProbe(), { ...options, timeLimitMs });
  profilingCosts.set(key, cost);
  return cost;
}

/** Whether kernels run on the processor that times them: a device has a clock of its own. */
function isHost(device: string | undefined): boolean {
  return device === 'cpu' || device === 'wasm';
}

const profilingCosts = new Map<string, number>();

function storedBytes({ layers }: Analysis): number {
  const stored = new Set(layers.flatMap(({ inputs }) => inputs.filter((edge) => edge?.stored !== undefined)));
  let bytes = 0;
  for (const edge of stored) bytes += Number(edge?.stored?.bytes ?? 0);
  return bytes;
}

/**
 * Joins a measurement made elsewhere to the layers of a model.
 * @throws NetstatError when the profile cannot be read
 */
export async function importModel(
  model: Model,
  bindings: AnalysisOptions,
  profiles: readonly string[],
  warmup: number,
): Promise<Measured> {
  const analysis = analyse(model, bindings);
  return settleTrips({ analysis, measurement: await readProfile(profiles, analysis, warmup) });
}
