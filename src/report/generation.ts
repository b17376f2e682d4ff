import { branchSwitchOf, carriedStatesOf, evaluatorAt, generationOf, staticBoundOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { BoundPlatform } from './bound-platform.js';
import type { GenerationReport } from './uses.js';
import { runFields } from './run-figures.js';

/** The state that a model keeps from run to run; undefined for a model that keeps none. */
export function generationReport(
  analysis: Analysis,
  contexts: readonly number[] | undefined,
  platform: BoundPlatform | undefined,
): GenerationReport<Dim> | undefined {
  const generation = generationOf(analysis, contexts);
  if (generation === undefined) return undefined;
  const { stateBytes, perUnit, perTokenBytes, windows, room, batch, assumed } = generation;
  // While an input decides between branches, each of them has its runs.
  const runs = branchSwitchOf(analysis) === undefined ? generation.runs : [];
  return {
    states: carriedStatesOf(analysis).map(({ input, output }) => ({ input: input.name, output: output.name })),
    stateBytes: stateBytes ?? null,
    perUnit,
    perTokenBytes: perTokenBytes ?? null,
    ...(windows.length === 0 ? {} : { windows }),
    ...(room === undefined ? {} : { room }),
    ...(batch.length === 0 || runs.length === 0 ? {} : { batch }),
    ...(assumed.length === 0 || runs.length === 0 ? {} : { assumed }),
    runs: runs.map((run) => ({
      kind: run.kind,
      context: run.context,
      dims: Object.fromEntries(run.dims),
      ...runFields(run),
      ...(platform === undefined ? {} : { leastMs: staticBoundOf(analysis, platform, evaluatorAt(run.dims)).ms }),
    })),
  };
}
