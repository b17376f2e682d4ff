import {
  bottleneckFrom,
  branchesOf,
  convolutionsOf,
  elementBytes,
  fusionOf,
  isDepthwise,
} from '../../analysis/index.js';
import type { Analysis, Bottleneck, Convolution } from '../../analysis/index.js';
import { isKnown, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { inBlocks } from '../blocks.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { placeOf } from '../place.js';
import { compareShare, shareOf, unboundFinding } from '../share.js';
import { bytesText, exactText, listText, ratioText, shareText } from '../../text/index.js';

/** A pointwise convolution that moves more than equal widths would. */
interface Unequal {
  readonly convolution: Convolution;
  /** Its memory access ÷ the least at the same multiply-adds and groups. */
  readonly ratio: number;
  /** What it moves beyond that, in all its runs. */
  readonly excessBytes: number;
}

export default defineRule({
  id: 'unequal-channel-width',
  guideline: 'G1',
  severity: 'warning',
  summary: 'At given multiply-adds a 1×1 convolution moves least when its input and output are equally wide.',
  options: {
    ratio: {
      default: 1.2,
      minimum: 1,
      description: 'A layer counts from so many times the least memory access at its multiply-adds.',
    },
    share: {
      default: 0.01,
      minimum: 0,
      maximum: 1,
      description:
        "The excess of all such layers is reported from this share of the model's memory access after fusion.",
    },
  },
  metric: {
    name: 'excess share of memory access',
    unit: 'share',
    of: (analysis, { ratio }) => {
      const { unequal, open } = measure(analysis, ratio);
      return open.length > 0 ? undefined : shareOf(excessOf(unequal), fusionOf(analysis).memoryAccessFusedBytes);
    },
  },
  *check(analysis, { ratio, share }): Generator<RuleFinding> {
    const total = fusionOf(analysis).memoryAccessFusedBytes;
    const { unequal, open } = measure(analysis, ratio);
    if (unequal.length === 0 && open.length === 0) return;
    const verdict = compareShare(excessOf(unequal), total, share);
    if (open.length > 0 || verdict === 'depends') {
      yield unboundFinding([...open, total]);
      return;
    }
    if (verdict === 'below') return;
    const openers = bottleneckOpeners(analysis, unequal);
    for (const block of inBlocks(
      analysis,
      unequal,
      ({ convolution }) => convolution.layer.index,
      (layer) => openers.get(layer),
    )) {
      yield describe(analysis, block, total);
    }
  },
});

/** The flagged layers, and the sizes on which it depends whether there are more. */
function measure(
  analysis: Analysis,
  threshold: number,
): { readonly unequal: readonly Unequal[]; readonly open: readonly Dim[] } {
  const unequal: Unequal[] = [];
  const open: Dim[] = [];
  for (const convolution of convolutionsOf(analysis)) {
    const { inputChannels, outputChannels, groups, kernelSize, detail, layer, outputPositions, isFollowed } =
      convolution;
    if (kernelSize !== 1 || detail.transposed || !isFollowed || groups >= Math.min(inputChannels, outputChannels)) {
      continue;
    }
    const equal = equalWidth(convolution);
    // However large the map, weights only dilute the ratio of the activations.
    if ((inputChannels + outputChannels) / (2 * equal) < threshold) continue;
    const positions = toNumber(outputPositions);
    const times = toNumber(layer.times);
    const width = elementBytes(analysis, layer, 'read');
    if (positions === undefined || times === undefined) {
      open.push(outputPositions, layer.times);
      continue;
    }
    if (width === undefined || positions === 0) continue;
    const weights = (inputChannels * outputChannels) / groups;
    const moved = positions * (inputChannels + outputChannels) + weights;
    const least = 2 * positions * equal + weights;
    if (moved / least >= threshold) {
      unequal.push({ convolution, ratio: moved / least, excessBytes: (moved - least) * width * times });
    }
  }
  return { unequal, open: open.filter((dim) => !isKnown(dim)) };
}

/** The width of input and output that has the same multiply-adds in the same groups. */
function equalWidth({ inputChannels, outputChannels }: Convolution): number {
  return Math.sqrt(inputChannels * outputChannels);
}

function excessOf(unequal: readonly Unequal[]): number {
  return Math.round(unequal.reduce((total, { excessBytes }) => total + excessBytes, 0));
}

/** Of each layer outside of branches that closes a bottleneck, the layer that opened it. */
function bottleneckOpeners(analysis: Analysis, unequal: readonly Unequal[]): ReadonlyMap<number, number> {
  const { innermost } = branchesOf(analysis);
  const openers = new Map<number, number>();
  for (const { convolution } of unequal) {
    const { index } = convolution.layer;
    if (innermost[index] !== undefined || openers.has(index)) continue;
    const closing = bottleneckFrom(analysis, convolution)?.last.layer.index;
    if (closing !== undefined) openers.set(closing, index);
  }
  return openers;
}

function describe(analysis: Analysis, block: readonly Unequal[], total: Dim): RuleFinding {
  const layers = block.map(({ convolution }) => convolution.layer.index);
  const lostBytes = excessOf(block);
  const share = shareOf(lostBytes, total);
  const ratio = Math.max(...block.map((one) => one.ratio));
  const widths = listText(
    block.map(
      ({ convolution: { inputChannels, outputChannels } }) =>
        `${exactText(inputChannels)}→${exactText(outputChannels)}`,
    ),
  );
  const whole = wholeBlock(analysis, block);
  const equals = [...new Set(block.map(({ convolution }) => exactText(equalWidth(convolution))))];
  const [width, saved] =
    whole === undefined
      ? [`${listText(equals)} channels in and out${equals.length > 1 ? ', respectively,' : ''}`, lostBytes]
      : [`${exactText(whole.equalWidth)} channels throughout the inverted bottleneck`, whole.savedBytes];
  const savedShare = shareOf(saved, total);
  const part = savedShare === undefined ? '' : `, ${shareText(savedShare)} of the model's memory access`;
  const subject =
    block.length === 1
      ? `a 1×1 convolution of ${widths} channels moves`
      : `1×1 convolutions of ${widths} channels move up to`;
  return {
    layers,
    lostBytes,
    message: `${placeOf(analysis, layers)}: ${subject} ${ratioText(ratio)} times the least; at the same multiply-adds ${width} would save ${bytesText(saved)}${part}`,
    data: {
      ratio,
      share: share ?? null,
      convolutions: block.map(({ convolution, ratio: own, excessBytes }) => ({
        layer: convolution.layer.index,
        inputChannels: convolution.inputChannels,
        outputChannels: convolution.outputChannels,
        groups: convolution.groups,
        ratio: own,
        excessBytes,
        equalWidth: equalWidth(convolution),
      })),
      ...(whole && { invertedBottleneck: whole }),
    },
  };
}

/** What one width for all layers of the block's inverted bottleneck would be, and save. */
function wholeBlock(
  analysis: Analysis,
  [first]: readonly Unequal[],
): { readonly equalWidth: number; readonly savedBytes: number } | undefined {
  const bottleneck = first === undefined ? undefined : bottleneckFrom(analysis, first.convolution);
  const equal = bottleneck === undefined ? undefined : equalWidthOf(bottleneck);
  const bytes = first === undefined ? undefined : elementBytes(analysis, first.convolution.layer, 'read');
  const times = first === undefined ? undefined : toNumber(first.convolution.layer.times);
  return equal === undefined || bytes === undefined || times === undefined
    ? undefined
    : { equalWidth: Math.round(equal.width), savedBytes: Math.round(equal.savedElements * bytes * times) };
}

/** One width for all layers of a bottleneck. */
interface EqualWidth {
  readonly width: number;
  /** What it moves less, in elements of one run. */
  readonly savedElements: number;
}

/**
 * Of an inverted bottleneck c → tc → c with depthwise convolutions between: the width of all its layers at the multiply-adds of the pointwise
 * ones, c·√t, as the middle is not to be changed in one of them alone. Undefined for other bottlenecks and while a size is not known.
 */
function equalWidthOf({ first, between, last }: Bottleneck): EqualWidth | undefined {
  const all = [first, ...between, last];
  if (
    first.outputChannels <= first.inputChannels ||
    !between.every(isDepthwise) ||
    !all.every(({ inputPositions, outputPositions }) => isKnown(inputPositions) && isKnown(outputPositions))
  ) {
    return undefined;
  }
  const per = ({ outputPositions, groups }: Convolution): number => Number(outputPositions) / groups;
  const multiplyAdds = [first, last].reduce(
    (total, each) => total + per(each) * each.inputChannels * each.outputChannels,
    0,
  );
  const width = Math.sqrt(multiplyAdds / (per(first) + per(last)));
  const savedElements = all.reduce(
    (total, each) => total + elements(each, each.inputChannels, each.outputChannels) - elements(each, width, width),
    0,
  );
  return { width, savedElements };
}

/** What a convolution moves if it is so wide, in elements. */
function elements(convolution: Convolution, inputChannels: number, outputChannels: number): number {
  const { inputPositions, outputPositions, kernelSize, groups } = convolution;
  const weights = isDepthwise(convolution)
    ? outputChannels * kernelSize
    : (inputChannels * outputChannels * kernelSize) / groups;
  return Number(inputPositions) * inputChannels + Number(outputPositions) * outputChannels + weights;
}
