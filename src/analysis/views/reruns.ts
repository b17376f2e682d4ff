import type { Analysis, Edge, Layer } from '../analysis.js';
import { longAxesStored, storedEdgeBehind } from '../sizes.js';
import { append } from '../../text/index.js';
import { remember } from './remember.js';

/** Modules that a network runs several times, each time with the same weights, as a head that every level shares. */
export interface Reruns {
  /**
   * Of equal tensors, in the order of the file: those that only later runs read, where earlier runs read others of the
   * list. Each run has a tensor of its own where the exporter worked it out from the parameter.
   */
  readAgain(equals: readonly Edge[]): ReadonlySet<Edge>;
}

/**
 * The modules that run again. PyTorch's exporter ends the name of a module's later runs with their number:
 * `/head/conv.0_1/Conv`. A name may end so by chance; it is a run only where another module of the same parent reads,
 * in its run of that number, a weight that it reads in its first run.
 */
export const rerunsIn: (analysis: Analysis) => Reruns = remember(({ layers }) => {
  const runs = runsByWeights(layers);
  const scopesOf = (edge: Edge): ReadonlySet<string> =>
    new Set(edge.consumers.flatMap((index) => layers[index]?.scope.join('/') ?? []));
  const weightsBeside = (edge: Edge): readonly Edge[] =>
    edge.consumers.flatMap((index) => layers[index]?.inputs.flatMap((input) => matrixBehind(input) ?? []) ?? []);
  return {
    readAgain(equals) {
      const scopes = equals.map(scopesOf);
      const readers = new Map<string, number>();
      for (const each of scopes) for (const scope of each) readers.set(scope, (readers.get(scope) ?? 0) + 1);
      const before = new Set<Edge>();
      const again = equals.filter((edge, at) => {
        const own = scopes[at] ?? new Set();
        const isReadByOther = (scope: string): boolean => (readers.get(scope) ?? 0) > (own.has(scope) ? 1 : 0);
        const isLater = own.size > 0 && [...own].every((scope) => isLaterRun(scope, isReadByOther, runs));
        const weights = weightsBeside(edge);
        const isBesideKnown = weights.length > 0 && weights.every((weight) => before.has(weight));
        for (const weight of weights) before.add(weight);
        return isLater || isBesideKnown;
      });
      return new Set(again);
    },
  };
});

/** The name of a module's first run, and the number of the run; undefined where a name has none. */
function runOf(scope: string): { readonly first: string; readonly parent: string; readonly run: string } | undefined {
  const [, first = '', run = ''] = /^(.+)_(\d+)$/u.exec(scope) ?? [];
  return run === '' ? undefined : { first, run, parent: first.slice(0, first.lastIndexOf('/') + 1) };
}

function isLaterRun(scope: string, isKnown: (scope: string) => boolean, runs: ReadonlySet<string>): boolean {
  const named = runOf(scope);
  return named !== undefined && isKnown(named.first) && runs.has(named.parent + named.run);
}

/** The parents of modules that run again, with the numbers of the runs, told by weights that two runs read. */
function runsByWeights(layers: readonly Layer[]): ReadonlySet<string> {
  const readers = new Map<Edge, string[]>();
  for (const { inputs, scope } of layers) {
    if (scope.length === 0) continue;
    for (const input of inputs) {
      const weight = matrixBehind(input);
      if (weight !== undefined) append(readers, weight, scope.join('/'));
    }
  }
  const runs = new Set<string>();
  for (const scopes of readers.values()) {
    if (scopes.length < 2) continue;
    const all = new Set(scopes);
    for (const scope of all) {
      const named = runOf(scope);
      if (named !== undefined && all.has(named.first)) runs.add(named.parent + named.run);
    }
  }
  return runs;
}

/** The stored tensor of two or more long axes that a value shares memory with. */
function matrixBehind(edge: Edge | undefined): Edge | undefined {
  const stored = edge === undefined ? undefined : storedEdgeBehind(edge);
  return stored !== undefined && longAxesStored(stored) >= 2 ? stored : undefined;
}
