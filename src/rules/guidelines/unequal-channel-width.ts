import { bottleneckFrom, branchesOf, convolutionsOf, elementBytes, fusionOf } from '../../analysis/index.js';
import type { Analysis, Convolution } from '../../analysis/index.js';
import { isKnown, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { inBlocks } from '../blocks.js';
import { equalise } from '../equal-width.js';
import type { Equalisation } from '../equal-width.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { placeOf } from '../place.js';
import { compareShare, excessMetric, excessShareOption, shareOf, unboundFinding } from '../share.js';
import { bytesText, exactText, listText, ratioText, shareText, thingsText } from '../../text/index.js';

/** A pointwise convolution that moves more than equal widths would. */
interface Unequal {
  readonly convolution: Convolution;
  /** Its memory access ÷ the least at the same multiply-adds and groups. */
  readonly ratio: number;
  /** The bytes that it moves beyond that, in all its runs. */
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
    share: excessShareOption,
  },
  metric: excessMetric((analysis, { ratio }: { readonly ratio: number }) => {
    const { unequal, open } = measure(analysis, ratio);
    return open.length > 0 ? undefined : excessOf(unequal);
  }),
  *check(analysis, { ratio, share }): Generator<RuleFinding> {
    const total = fusionOf(analysis).totalBytes;
    const { unequal, open } = measure(analysis, ratio);
    if (unequal.length === 0 && open.length === 0) return;
    const verdict = compareShare(excessOf(unequal), total, share);
    if (open.length > 0 || verdict === 'depends') {
      yield unboundFinding(analysis, [...open, total]);
      return;
    }
    if (verdict === 'below') return;
    const openers = bottleneckOpeners(analysis, unequal);
    const blocks = inBlocks(
      analysis,
      unequal,
      ({ convolution }) => convolution.layer.index,
      (layer) => openers.get(layer),
    );
    const small = blocks.filter((block) => compareShare(excessOf(block), total, FLOOR) === 'below');
    const folded = small.length > 1 ? small : [];
    for (const block of blocks) if (!folded.includes(block)) yield findingOf(analysis, block, total);
    if (folded.length > 0) yield describeRest(analysis, folded, total);
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
    const { inputChannels, outputChannels, groups, kernelSize, detail, layer, outputPositions } = convolution;
    if (kernelSize !== 1 || detail.transposed || groups >= Math.min(inputChannels, outputChannels)) continue;
    const equal = equalWidth(convolution);
    // However large the map, weights only dilute the ratio of the activations.
    if ((inputChannels + outputChannels) / (2 * equal) < threshold || !convolution.isFollowed) continue;
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

function findingOf(analysis: Analysis, block: readonly Unequal[], total: Dim): RuleFinding {
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
  const subject =
    block.length === 1
      ? `a 1×1 convolution of ${widths} channels moves`
      : `1×1 convolutions of ${widths} channels move up to`;
  const change = equalise(
    analysis,
    block.map(({ convolution }) => convolution),
  );
  return {
    layers,
    ...(change.kind === 'no gain' && { severity: 'info' }),
    lostBytes,
    ...(change.kind === 'gain' && {
      mending: () => ({ channels: new Map([...change.widths].map((width) => [width, change.channels])) }),
    }),
    message:
      `${placeOf(analysis, layers)}: ${subject} ${ratioText(ratio)} times ` +
      `the least; ${changeText(analysis, change, total)}`,
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
      ...(change.kind === 'gain' && {
        change: { channels: change.channels, layers: [...change.layers], savedBytes: change.savedBytes },
      }),
    },
  };
}

function changeText(analysis: Analysis, change: Equalisation, total: Dim): string {
  switch (change.kind) {
    case 'gain': {
      const share = shareOf(change.savedBytes, total);
      const part = share === undefined ? '' : `, ${shareText(share)} of the model's memory access`;
      return (
        `${exactText(change.channels)} channels throughout, in ` +
        `${thingsText(change.layers.length, 'layer')} that share them, would save ` +
        `${bytesText(change.savedBytes)}${part}, at no more multiply-adds`
      );
    }
    case 'no gain':
      return (
        `no equal width saves any at these multiply-adds, for ${thingsText(change.layers, 'layer')} ` +
        `would change with ${change.layers === 1 ? 'it' : 'them'}`
      );
    case 'fixed': {
      const { by } = change;
      const what = typeof by === 'number' ? (analysis.layers[by]?.label ?? 'another layer') : by;
      return `what equal widths would save is not known, for ${what} fixes one of them`;
    }
  }
}

/** Places below this share of the model's memory access are one finding together. */
const FLOOR = 0.005;

/** One finding for places that matter little by themselves. */
function describeRest(analysis: Analysis, blocks: readonly (readonly Unequal[])[], total: Dim): RuleFinding {
  const all = blocks.flat();
  const layers = all.map(({ convolution }) => convolution.layer.index);
  const lostBytes = excessOf(all);
  const share = shareOf(lostBytes, total);
  return {
    layers,
    lostBytes,
    message:
      `${placeOf(analysis, layers)}: ${thingsText(blocks.length, 'place')} whose 1×1 convolutions are ` +
      `unequally wide, each below ${shareText(FLOOR)} of the model's memory access, move ` +
      `${bytesText(lostBytes)} more than the ` +
      `least${share === undefined ? '' : `, ${shareText(share)} of it in all`}`,
    data: { share: share ?? null, places: blocks.length },
    key: 'below the floor',
    isRemainder: true,
  };
}
