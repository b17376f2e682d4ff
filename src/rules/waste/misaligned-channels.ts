import { convolutionsOf, isDepthwise, isRunning, macsIn, widthsOf } from '../../analysis/index.js';
import type { Analysis, Convolution, Layer, Width } from '../../analysis/index.js';
import type { Dim } from '../../dim/index.js';
import { bitsOf } from '../../ir/index.js';
import { CPU_BLOCK } from '../channel-block.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { placeOf } from '../place.js';
import { compareShare, shareOf, unboundFinding } from '../share.js';
import { exactText, listText, shareText, shortListText, thingsText } from '../../text/index.js';

/** A width that is no multiple of its block. */
interface Misaligned {
  readonly layer: Layer;
  readonly channels: readonly number[];
  readonly block: number;
}

/** How many widths a message names. */
const NAMED_WIDTHS = 4;

export default defineRule({
  id: 'misaligned-channels',
  severity: 'warning',
  summary: 'Kernels work on blocks of channels; a width that is no multiple of the block falls back to slower ones.',
  options: {
    target: {
      default: 'cpu',
      choices: ['cpu', 'tensor-core'],
      description: 'Blocks of 4 channels on a CPU; on tensor cores of 8, and of 16 where elements have 8 bits.',
    },
    block: {
      default: 0,
      minimum: 0,
      maximum: 256,
      description: "Channels of a block, in place of the target's; 0 for these.",
    },
    share: {
      default: 0.05,
      minimum: 0,
      maximum: 1,
      description: 'Reported when such layers do this share of the multiply-adds.',
    },
  },
  metric: {
    name: 'share of multiply-adds',
    unit: 'share',
    of: (analysis, { target, block }) =>
      shareOf(macsOf(misalignedOf(analysis, target, block)), analysis.totals.macs) ?? 0,
  },
  *check(analysis, { target, block, share }): Generator<RuleFinding> {
    const misaligned = misalignedOf(analysis, target, block);
    if (misaligned.length === 0) return;
    const work = macsOf(misaligned);
    const verdict = compareShare(work, analysis.totals.macs, share);
    if (verdict === 'depends') yield unboundFinding(analysis, [work, analysis.totals.macs]);
    if (verdict !== 'at-least') return;
    const layers = misaligned.map(({ layer }) => layer.index);
    const part = shareOf(work, analysis.totals.macs);
    const widths = [
      ...new Map(
        misaligned.flatMap((each) => each.channels.map((channels): [number, number] => [channels, each.block])),
      ),
    ].toSorted(([a], [b]) => a - b);
    const widened = widths.map(
      ([channels, size]) => `${exactText(channels)} → ${exactText(Math.ceil(channels / size) * size)}`,
    );
    const blocks = listText([...new Set(misaligned.map((each) => String(each.block)))]);
    const shareOfWork = part === undefined ? '' : `, ${shareText(part)} of the multiply-adds`;
    const wider = shortListText(widened, NAMED_WIDTHS);
    yield {
      layers,
      message:
        `${placeOf(analysis, layers)}: ${thingsText(layers.length, 'convolution')} whose channels are no multiple of ` +
        `${blocks}${shareOfWork}: widen ${wider}; ${target === 'cpu' ? 'a CPU' : 'tensor cores'} may run the wider ` +
        'one in less time',
      data: {
        target,
        multiplyAddsShare: part ?? null,
        widths: widths.map(([channels, size]) => ({
          channels,
          block: size,
          aligned: Math.ceil(channels / size) * size,
        })),
      },
      mending: () => ({ channels: alignedWidths(analysis, misaligned) }),
      key: target,
    };
  },
});

/** The free widths of misaligned convolutions, each group rounded up to whole blocks. */
function alignedWidths(analysis: Analysis, misaligned: readonly Misaligned[]): ReadonlyMap<Width, number> {
  const { of } = widthsOf(analysis);
  const byLayer = new Map(convolutionsOf(analysis).map((each) => [each.layer.index, each]));
  const widths = misaligned.flatMap(({ layer, block }) => {
    const convolution = byLayer.get(layer.index);
    if (convolution === undefined) return [];
    const { groups, isPreceded, isFollowed } = convolution;
    const free = [...(isPreceded ? [layer.inputs[0]] : []), ...(isFollowed ? [layer.outputs[0]] : [])];
    return free.flatMap((edge): readonly (readonly [Width, number])[] => {
      const width = of(edge);
      if (width === undefined || width.fixedBy !== undefined) return [];
      const size = block * groups;
      return width.channels % size === 0 ? [] : [[width, Math.ceil(width.channels / size) * size]];
    });
  });
  return new Map(widths);
}

function misalignedOf(analysis: Analysis, target: 'cpu' | 'tensor-core', block: number): readonly Misaligned[] {
  return convolutionsOf(analysis).flatMap((convolution): Misaligned[] => {
    const { layer } = convolution;
    if (isDepthwise(convolution) || !isRunning(layer)) return [];
    const size = block > 0 ? block : blockOf(layer, target);
    const channels = misalignedWidths(convolution, size);
    return channels.length === 0 ? [] : [{ layer, channels, block: size }];
  });
}

/**
 * The widths of a convolution that are free and no multiple of a block: those of the data that comes in and of the
 * answer are not free. Groups stand for themselves.
 */
function misalignedWidths(convolution: Convolution, size: number): readonly number[] {
  const input = convolution.inputChannels / convolution.groups;
  const output = convolution.outputChannels / convolution.groups;
  const isInput = input % size !== 0 && convolution.isPreceded;
  const isOutput = output % size !== 0 && (output !== input || !isInput) && convolution.isFollowed;
  return [...(isInput ? [input] : []), ...(isOutput ? [output] : [])];
}

function blockOf({ inputs: [input] }: Layer, target: 'cpu' | 'tensor-core'): number {
  if (target === 'cpu') return CPU_BLOCK;
  const bits = input?.type.kind === 'tensor' && input.type.dtype !== undefined ? (bitsOf(input.type.dtype) ?? 32) : 32;
  return bits <= 8 ? 16 : 8;
}

function macsOf(misaligned: readonly Misaligned[]): Dim {
  return macsIn(misaligned.map(({ layer }) => layer));
}
