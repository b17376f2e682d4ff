import { analyse } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { symbolsOf } from '../dim/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import { makeInputs, measure } from '../measurement/index.js';
import type { InputData, Measurement, MeasureOptions, Progress, Runtime } from '../measurement/index.js';
import { describeMachine } from './machine.js';
import { readProfile } from './profiles/read-profile.js';

/** A model with its sizes settled, and what it takes. */
export interface Measured {
  readonly analysis: Analysis;
  readonly measurement: Measurement;
}

/** How a model is to be run. */
export interface RunSettings {
  readonly runtime: Runtime;
  readonly inputs: ReadonlyMap<string, InputData>;
  readonly seed: number;
  readonly options: MeasureOptions;
}

/**
 * Runs a model at the sizes that are given.
 * @throws NetstatError when a size or an input is not known, or the runtime cannot run it
 */
export async function measureModel(
  path: string,
  model: Model,
  bindings: AnalysisOptions,
  { runtime, inputs, seed, options }: RunSettings,
  progress?: Progress,
): Promise<Measured> {
  const { analysis, assumed } = analyseAtSize(model, bindings, inputs);
  // A program of the user's brings its own inputs.
  const made = runtime.devices.length === 0 ? { inputs: [], notes: [] } : makeInputs(analysis, inputs, seed);
  try {
    const measurement = await measure(
      runtime,
      { source: { kind: 'file', path }, model, inputs: made.inputs },
      analysis,
      options,
      runtime.devices.length === 0 ? {} : describeMachine(),
      progress,
    );
    const notes = assumed.length === 0 ? [] : [`${assumed.map((symbol) => `${symbol} = 1`).join(', ')} was assumed`];
    return { analysis, measurement: { ...measurement, notes: [...notes, ...made.notes, ...measurement.notes] } };
  } catch (cause) {
    // What is no batch may not do with 1.
    if (!(cause instanceof NetstatError) || cause.code !== 'runtime-failed' || assumed.length === 0) throw cause;
    throw new NetstatError(
      cause.code,
      `with ${assumed.map((symbol) => `--dim ${symbol}=1`).join(' ')}, which was assumed, ${cause.message}`,
      { cause },
    );
  }
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
  return { analysis, measurement: await readProfile(profiles, analysis, warmup) };
}

/**
 * The analysis at the sizes given by options and input files. A batch, the first axis of an input, that is still open is one of 1: the symbols of these.
 * @throws NetstatError when another size is open
 */
function analyseAtSize(
  model: Model,
  bindings: AnalysisOptions,
  inputs: ReadonlyMap<string, InputData>,
): { readonly analysis: Analysis; readonly assumed: readonly string[] } {
  const shapes = new Map([...(bindings.shapes ?? []), ...[...inputs].map(([name, { dims }]) => [name, dims] as const)]);
  const open = analyse(model, { ...bindings, shapes });
  const sizes = open.inputs.flatMap(({ type }) =>
    type.kind === 'tensor' && type.shape !== undefined ? [type.shape] : [],
  );
  const batches = new Set(sizes.flatMap(([batch]) => (batch === undefined ? [] : [...symbolsOf(batch)])));
  const others = new Set(sizes.flatMap((shape) => shape.slice(1).flatMap((dim) => [...symbolsOf(dim)])));
  if (others.size > 0) {
    throw new NetstatError(
      'unknown-dim',
      `the sizes of the inputs are open; add ${[...new Set([...batches, ...others])].map((symbol) => `--dim ${symbol}=…`).join(' ')}`,
    );
  }
  if (batches.size === 0) return { analysis: open, assumed: [] };
  const dims = new Map([...(bindings.dims ?? []), ...[...batches].map((symbol) => [symbol, 1] as const)]);
  return { analysis: analyse(model, { ...bindings, shapes, dims }), assumed: [...batches] };
}
