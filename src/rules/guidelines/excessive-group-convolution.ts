import { convolutionsOf, elementBytes, fusionOf } from '../../analysis/index.js';
import type { Analysis, Convolution } from '../../analysis/index.js';
import { add, floorDivide, isKnown, multiply, subtract, sum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { inBlocks } from '../blocks.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { placeOf } from '../place.js';
import { compareShare, excessMetric, excessShareOption, shareOf, unboundFinding } from '../share.js';
import { ungrouped } from '../ungrouped.js';
import { bytesText, listText, ratioText, shareText, thingsText } from '../../text/index.js';

/** A group convolution that moves more than one without groups would. */
interface Excessive {
  readonly convolution: Convolution;
  /** The memory access of the layer ÷ that of an ungrouped convolution of equal input and multiply-adds. */
  readonly ratio: number | undefined;
  /** The bytes that it moves beyond that, in all its runs. */
  readonly excessBytes: Dim;
}

export default defineRule({
  id: 'excessive-group-convolution',
  guideline: 'G2',
  severity: 'warning',
  summary:
    'At given input and multiply-adds a convolution moves more the more groups it has, as its output grows with them.',
  options: {
    ratio: {
      default: 1.2,
      minimum: 1,
      description:
        'A layer counts from so many times the memory access of the ungrouped convolution of equal ' +
        'input and multiply-adds.',
    },
    share: excessShareOption,
  },
  metric: excessMetric((analysis, { ratio }: { readonly ratio: number }) => {
    const { excessive, open } = measure(analysis, ratio);
    return open.length > 0 ? undefined : excessOf(excessive);
  }),
  *check(analysis, { ratio, share }): Generator<RuleFinding> {
    const total = fusionOf(analysis).totalBytes;
    const { excessive, open } = measure(analysis, ratio);
    if (excessive.length === 0 && open.length === 0) return;
    const verdict = compareShare(excessOf(excessive), total, share);
    if (verdict === 'at-least') {
      for (const block of inBlocks(analysis, excessive, ({ convolution }) => convolution.layer.index)) {
        yield findingOf(analysis, block, total);
      }
    } else if (open.length > 0 || verdict === 'depends') {
      yield unboundFinding(analysis, [...open, excessOf(excessive), total]);
    }
  },
});

/** The flagged layers, and the sizes on which it depends whether there are more. */
function measure(
  analysis: Analysis,
  threshold: number,
): { readonly excessive: readonly Excessive[]; readonly open: readonly Dim[] } {
  const excessive: Excessive[] = [];
  const open: Dim[] = [];
  for (const convolution of convolutionsOf(analysis)) {
    const { inputChannels, outputChannels, groups, kernelSize, detail, layer, inputPositions, outputPositions } =
      convolution;
    if (detail.transposed || groups <= 1 || groups >= Math.min(inputChannels, outputChannels)) continue;
    const input = multiply(inputPositions, inputChannels);
    const output = multiply(outputPositions, outputChannels);
    const weights = (inputChannels * outputChannels * kernelSize) / groups;
    const moved = sum([input, output, weights]);
    // Times the groups, so that it is whole: as many multiply-adds without groups make a groups-th of the output.
    const ungrouped = add(multiply(add(input, weights), groups), output);
    const verdict = compareShare(multiply(moved, groups), ungrouped, threshold);
    const width = elementBytes(analysis, layer, 'write');
    if (verdict === 'depends') open.push(moved);
    if (verdict !== 'at-least' || width === undefined) continue;
    const ratio = shareOf(multiply(moved, groups), ungrouped);
    const excess = subtract(output, multiply(outputPositions, Math.round(outputChannels / groups)));
    excessive.push({ convolution, ratio, excessBytes: multiply(layer.times, bytesAt(excess, width)) });
  }
  return { excessive, open: open.filter((dim) => !isKnown(dim)) };
}

/** So many elements in bytes; widths below a byte are rounded down. */
function bytesAt(elements: Dim, width: number): Dim {
  return Number.isInteger(width) ? multiply(elements, width) : floorDivide(multiply(elements, width * 8), 8);
}

function excessOf(excessive: readonly Excessive[]): Dim {
  return sum(excessive.map(({ excessBytes }) => excessBytes));
}

function findingOf(analysis: Analysis, block: readonly Excessive[], total: Dim): RuleFinding {
  const layers = block.map(({ convolution }) => convolution.layer.index);
  const lostBytes = excessOf(block);
  const lost = toNumber(lostBytes);
  const share = shareOf(lostBytes, total);
  const ratios = block.map(({ ratio }) => ratio).filter((ratio) => ratio !== undefined);
  const groups = [...new Set(block.map(({ convolution }) => convolution.groups))];
  const details = [
    ...(ratios.length === 0 ? [] : [`${ratioText(Math.max(...ratios))} times as much`]),
    ...(share === undefined ? [] : [`${shareText(share)} of the model's memory access`]),
  ];
  const many = block.length === 1 ? 'a convolution' : thingsText(block.length, 'convolution');
  return {
    layers,
    lostBytes,
    message:
      `${placeOf(analysis, layers)}: ${many} of ${listText(groups.map(String))} groups ` +
      `${block.length === 1 ? 'moves' : 'move'} ` +
      `${lost === undefined ? 'more' : `${bytesText(lost)} more`} than without groups at the same input ` +
      `and multiply-adds${details.length === 0 ? '' : ` (${details.join(', ')})`}; use fewer groups and ` +
      'fewer channels',
    mending: () =>
      ungrouped(
        analysis,
        block.map(({ convolution }) => convolution),
      ),
    data: {
      share: share ?? null,
      convolutions: block.map(({ convolution, ratio, excessBytes }) => ({
        layer: convolution.layer.index,
        inputChannels: convolution.inputChannels,
        outputChannels: convolution.outputChannels,
        groups: convolution.groups,
        ratio: ratio ?? null,
        excessBytes: toNumber(excessBytes) ?? null,
      })),
    },
  };
}
