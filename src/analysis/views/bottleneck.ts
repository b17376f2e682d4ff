import type { Analysis } from '../analysis.js';
import { activationGraphOf } from './activation-graph.js';
import { branchesOf } from './branches.js';
import { convolutionsOf } from './convolutions.js';
import type { Convolution } from './convolutions.js';
import { remember } from './remember.js';

/** Two pointwise convolutions that follow each other, and the others between them: c → m, …, m → c. */
export interface Bottleneck {
  readonly first: Convolution;
  readonly between: readonly Convolution[];
  readonly last: Convolution;
}

const convolutionsByLayer = remember(
  (analysis) => new Map(convolutionsOf(analysis).map((convolution) => [convolution.layer.index, convolution])),
);

/**
 * The bottleneck that a pointwise convolution opens: another kind of convolution, then the next pointwise one. Gates
 * beside the way are passed by.
 */
export function bottleneckFrom(analysis: Analysis, first: Convolution): Bottleneck | undefined {
  const convolutions = convolutionsByLayer(analysis);
  const between: Convolution[] = [];
  for (let at = nextOnWay(analysis, first.layer.index); at !== undefined; at = nextOnWay(analysis, at)) {
    const convolution = convolutions.get(at);
    if (convolution === undefined) continue;
    if (convolution.kernelSize === 1) {
      return between.length > 0 && convolution.inputChannels === first.outputChannels
        ? { first, between, last: convolution }
        : undefined;
    }
    between.push(convolution);
  }
  return undefined;
}

/**
 * The layer that all data goes through next: the only reader, or where the paths from here meet again. Undefined where
 * other data comes in.
 */
function nextOnWay(analysis: Analysis, index: number): number | undefined {
  const { successors, predecessors, isEntry } = activationGraphOf(analysis);
  const { innermost } = branchesOf(analysis);
  const [next, ...others] = successors[index] ?? [];
  if (next === undefined) return undefined;
  if (others.length === 0) return (predecessors[next] ?? []).length === 1 && !isEntry(next) ? next : undefined;
  const around = innermost[index];
  const ends = [next, ...others].map((each) => (innermost[each] === around ? each : (innermost[each]?.join ?? each)));
  const join = ends.reduce((last, end) => Math.max(last, end));
  return ends.every((end) => end === join) ? join : undefined;
}
