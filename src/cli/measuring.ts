import { analyse } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { symbolsOf } from '../dim/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import { makeInputs, measure } from '../measurement/index.js';
import type { InputData, Measurement, MeasureOptions, Progress, Runtime } from '../measurement/index.js';
import { describeMachine } from '../runtimes/index.js';

/** What is to be measured, and how. */
export interface Wanted {
  readonly path: string;
  readonly model: Model;
  readonly bindings: AnalysisOptions;
  readonly inputs: ReadonlyMap<string, InputData>;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly options: MeasureOptions;
}

/** A model with its sizes settled, and what it takes on a runtime. */
export interface Measured {
  readonly analysis: Analysis;
  readonly measurement: Measurement;
}

/**
 * Analyses a model at the sizes that it is run at and measures it.
 * @throws NetstatError when a size or an input is not known, or the runtime cannot run it
 */
export async function measureModel({ path, model, bindings, inputs, seed, runtime, options }: Wanted, progress?: Progress): Promise<Measured> {
  const { analysis, assumed } = analyseAtSize(model, bindings, inputs);
  const made = makeInputs(analysis, inputs, seed);
  const measurement = await measure(runtime, { source: { kind: 'file', path }, model, inputs: made.inputs }, analysis, options, describeMachine(), progress);
  return { analysis, measurement: { ...measurement, notes: [...assumed, ...made.notes, ...measurement.notes] } };
}

/** The analysis at the sizes given by options and input files. A batch, the first axis of an input, that is still open is one of 1. */
function analyseAtSize(model: Model, bindings: AnalysisOptions, inputs: ReadonlyMap<string, InputData>): { readonly analysis: Analysis; readonly assumed: readonly string[] } {
  const shapes = new Map([...(bindings.shapes ?? []), ...[...inputs].map(([name, { dims }]) => [name, dims] as const)]);
  const open = analyse(model, { ...bindings, shapes });
  const batches = new Set(open.inputs.flatMap(({ type }) => (type.kind === 'tensor' ? onlySymbol(type.shape?.[0]) : [])));
  const others = new Set(open.inputs.flatMap(({ type }) => (type.kind === 'tensor' ? (type.shape?.slice(1).flatMap((dim) => [...symbolsOf(dim)]) ?? []) : [])));
  if (others.size > 0) {
    const flags = [...batches, ...others].filter((symbol, index, all) => all.indexOf(symbol) === index).map((symbol) => `--dim ${symbol}=…`);
    throw new NetstatError('unknown-dim', `the sizes of the inputs are open; add ${flags.join(' ')}`);
  }
  if (batches.size === 0) return { analysis: open, assumed: [] };
  const dims = new Map([...(bindings.dims ?? []), ...[...batches].map((symbol) => [symbol, 1] as const)]);
  return { analysis: analyse(model, { ...bindings, shapes, dims }), assumed: [`${[...batches].map((symbol) => `${symbol} = 1`).join(', ')} was assumed`] };
}

function onlySymbol(dim: Parameters<typeof symbolsOf>[0] | undefined): readonly string[] {
  if (dim === undefined) return [];
  const symbols = [...symbolsOf(dim)];
  return symbols.length === 1 ? symbols : [];
}
