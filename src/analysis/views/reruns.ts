import type { Analysis, Edge, Layer } from '../analysis.js';
import { append } from '../../text/index.js';
import { remember } from './remember.js';

/** Modules that a network runs several times, each time with the same weights, as a head that every level shares. */
export interface Reruns {
  /**
   * Whether layers of a later run read a parameter, and those of an earlier run read one of its equals: each run has a
   * tensor of its own where the exporter worked it out from the parameter.
   */
  isReadAgain(parameter: Edge, equals: readonly Edge[]): boolean;
}

/**
 * The modules that run again. PyTorch's exporter ends the name of a module's later runs with their number:
 * `/head/conv.0_1/Conv`. A name may end so by chance; it is a run only where another module of the same parent reads,
 * in its run of that number, a weight that it reads in its first run.
 */
export const rerunsIn: (analysis: Analysis) => Reruns = remember(({ layers }) => {
  const runs = runsByWeights(layers);
  const scopesOf = (edge: Edge): readonly string[] =>
    edge.consumers.flatMap((index) => layers[index]?.scope.join('/') ?? []);
  const weightsBeside = (edge: Edge): readonly Edge[] =>
    edge.consumers.flatMap((index) => layers[index]?.inputs.flatMap((input) => matrixBehind(input) ?? []) ?? []);
  return {
    isReadAgain(parameter, equals) {
      const others = equals.filter((edge) => edge !== parameter);
      const scopes = scopesOf(parameter);
      if (scopes.length === 0) return false;
      const known = new Set(others.flatMap(scopesOf));
      if (scopes.every((scope) => isLaterRun(scope, known, runs))) return true;
      const before = others.slice(0, equals.indexOf(parameter));
      const weights = new Set(before.flatMap(weightsBeside));
      const own = weightsBeside(parameter);
      return own.length > 0 && own.every((weight) => weights.has(weight));
    },
  };
});

/** The name of a module's first run, and the number of the run; undefined where a name has none. */
function runOf(scope: string): { readonly first: string; readonly parent: string; readonly run: string } | undefined {
  const [, first = '', run = ''] = /^(.+)_(\d+)$/u.exec(scope) ?? [];
  return run === '' ? undefined : { first, run, parent: first.slice(0, first.lastIndexOf('/') + 1) };
}

function isLaterRun(scope: string, known: ReadonlySet<string>, runs: ReadonlySet<string>): boolean {
  const named = runOf(scope);
  return named !== undefined && known.has(named.first) && runs.has(named.parent + named.run);
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
  let at = edge;
  while (at !== undefined && at.stored === undefined) at = at.viewOf;
  const axes = at?.stored?.dims.filter((length) => length !== 1).length ?? 0;
  return axes >= 2 ? at : undefined;
}
