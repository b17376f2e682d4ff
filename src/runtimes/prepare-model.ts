import { analyse, bindingOptions } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { symbolsOf } from '../dim/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import { makeInputs } from '../measurement/index.js';
import type { InputData, RunnableModel, Runtime, Subject } from '../measurement/index.js';

/** The settings that a model is prepared for. */
export interface PrepareSettings {
  readonly runtime: Runtime;
  readonly inputs: ReadonlyMap<string, InputData>;
  readonly seed: number;
  readonly options: Subject['options'];
}

/** A model that is ready to be measured. */
export interface PreparedModel extends Subject {
  /** Notes on inputs and weights that were made up for it. */
  readonly notes: readonly string[];
  /** Open sizes that were taken for 1. */
  readonly assumed: readonly string[];
}

/**
 * Settles a model's sizes and makes its inputs.
 * @throws NetstatError when a size or an input is not known
 */
export function prepareModel(
  source: RunnableModel['source'],
  model: Model,
  bindings: AnalysisOptions,
  { runtime, inputs, seed, options }: PrepareSettings,
): PreparedModel {
  const { analysis, assumed } = analyseAtSize(model, bindings, inputs);
  // A program of the user's brings its own inputs.
  const made = runtime.devices.length === 0 ? { inputs: [], notes: [] } : makeInputs(analysis, inputs, seed);
  return {
    runtime,
    runnable: { source, model, inputs: made.inputs },
    analysis,
    options,
    notes: [
      ...(assumed.length === 0 ? [] : [`${assumed.map((symbol) => `${symbol} = 1`).join(', ')} was assumed`]),
      ...made.notes,
    ],
    assumed,
  };
}

/**
 * The analysis at the sizes given by options and input files. A batch, the first axis of an input, that is still open
 * is one of 1: the symbols of these.
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
    throw new NetstatError('unknown-dim', `the sizes of the inputs are open; add ${bindingOptions(open)}`);
  }
  if (batches.size === 0) return { analysis: open, assumed: [] };
  const dims = new Map([...(bindings.dims ?? []), ...[...batches].map((symbol) => [symbol, 1] as const)]);
  return { analysis: analyse(model, { ...bindings, shapes, dims }), assumed: [...batches] };
}
