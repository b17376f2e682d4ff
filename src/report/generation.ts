import { carriedStatesOf, generationOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { countOf } from './count.js';
import type { GenerationReport } from './report-json.js';

/** What a model keeps from run to run, as it is published; undefined of a model that keeps nothing. */
export function generationReport(
  analysis: Analysis,
  contexts: readonly number[] | undefined,
): GenerationReport | undefined {
  const generation = generationOf(analysis, contexts);
  if (generation === undefined) return undefined;
  const { stateBytes, perUnit, perTokenBytes, runs } = generation;
  return {
    states: carriedStatesOf(analysis).map(({ input, output }) => ({ input: input.name, output: output.name })),
    stateBytes: countOf(stateBytes),
    perUnit,
    perTokenBytes: perTokenBytes ?? null,
    runs: runs.map(({ kind, context, dims, peakBytes, ...figures }) => ({
      kind,
      context,
      dims: Object.fromEntries(dims),
      multiplyAdds: figures.multiplyAdds ?? null,
      readBytes: figures.readBytes ?? null,
      weightReadBytes: figures.weightReadBytes ?? null,
      stateReadBytes: figures.stateReadBytes ?? null,
      stateWriteBytes: figures.stateWriteBytes ?? null,
      stateBytes: figures.stateBytes ?? null,
      peakActivationBytes: peakBytes ?? null,
    })),
  };
}
