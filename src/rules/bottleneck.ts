import { activationGraphOf, branchesOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { isKnown } from '../dim/index.js';
import { convolutionsOf, isDepthwise } from './convolutions.js';
import type { Convolution } from './convolutions.js';

/** Two pointwise convolutions that follow each other, and the others between them: c → m, …, m → c. */
export interface Bottleneck {
  readonly first: Convolution;
  readonly between: readonly Convolution[];
  readonly last: Convolution;
}

/** The bottleneck that a pointwise convolution opens: another kind of convolution, then the next pointwise one. Gates beside the way are passed by. */
export function bottleneckFrom(analysis: Analysis, first: Convolution): Bottleneck | undefined {
  const convolutions = new Map(convolutionsOf(analysis).map((each) => [each.layer.index, each]));
  const between: Convolution[] = [];
  for (let at = nextOnWay(analysis, first.layer.index); at !== undefined; at = nextOnWay(analysis, at)) {
    const convolution = convolutions.get(at);
    if (convolution === undefined) continue;
    if (convolution.kernelSize === 1) return between.length > 0 && convolution.inputChannels === first.outputChannels ? { first, between, last: convolution } : undefined;
    between.push(convolution);
  }
  return undefined;
}

/** The layer that all data goes through next: the only reader, or where the paths from here meet again. Undefined where other data comes in. */
function nextOnWay(analysis: Analysis, index: number): number | undefined {
  const { successors, predecessors } = activationGraphOf(analysis);
  const { innermost } = branchesOf(analysis);
  const [next, ...others] = successors[index] ?? [];
  if (next === undefined) return undefined;
  if (others.length === 0) return (predecessors[next] ?? []).length === 1 ? next : undefined;
  const around = innermost[index];
  const ends = [next, ...others].map((each) => (innermost[each] === around ? each : (innermost[each]?.join ?? each)));
  const join = ends.reduce((last, end) => Math.max(last, end));
  return ends.every((end) => end === join) ? join : undefined;
}

/** One width for all layers of a bottleneck. */
export interface EqualWidth {
  readonly width: number;
  /** What it moves less, in elements of one run. */
  readonly savedElements: number;
}

/**
 * Of an inverted bottleneck c → tc → c with depthwise convolutions between: the width of all its layers at the multiply-adds of the pointwise
 * ones, c·√t, as the middle is not to be changed in one of them alone. Undefined for other bottlenecks and while a size is not known.
 */
export function equalWidthOf({ first, between, last }: Bottleneck): EqualWidth | undefined {
  const all = [first, ...between, last];
  if (first.outputChannels <= first.inputChannels || !between.every(isDepthwise) || !all.every(({ inputPositions, outputPositions }) => isKnown(inputPositions) && isKnown(outputPositions))) return undefined;
  const per = ({ outputPositions, groups }: Convolution): number => Number(outputPositions) / groups;
  const multiplyAdds = [first, last].reduce((total, each) => total + per(each) * each.inputChannels * each.outputChannels, 0);
  const width = Math.sqrt(multiplyAdds / (per(first) + per(last)));
  const savedElements = all.reduce((total, each) => total + elements(each, each.inputChannels, each.outputChannels) - elements(each, width, width), 0);
  return { width, savedElements };
}

/** What a convolution moves if it is so wide, in elements. */
function elements(convolution: Convolution, inputChannels: number, outputChannels: number): number {
  const { inputPositions, outputPositions, kernelSize, groups } = convolution;
  const weights = isDepthwise(convolution) ? outputChannels * kernelSize : (inputChannels * outputChannels * kernelSize) / groups;
  return Number(inputPositions) * inputChannels + Number(outputPositions) * outputChannels + weights;
}
