import { convolutionsOf, fragmentsOf, fusionOf, isDepthwise } from '../../analysis/index.js';
import type { Analysis, Branch, Convolution, Fragmented } from '../../analysis/index.js';
import type { Dim } from '../../dim/index.js';
import { oneBranch, stacked } from '../../changes/index.js';
import type { OneBranch, Wishes } from '../../changes/index.js';
import { inBlocks } from '../blocks.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { compareShare, shareOf, unboundFinding } from '../share.js';
import { ungrouped } from '../ungrouped.js';
import { listText, shareText, thingsText } from '../../text/index.js';

/** The layers that cost parallelism in a model. */
interface Fragmentation {
  readonly branches: readonly Fragmented[];
  /** Group convolutions with enough groups, each of which is as many small ones. */
  readonly grouped: readonly Convolution[];
  /** Memory access of those branches and convolutions. */
  readonly bytes: Dim;
}

export default defineRule({
  id: 'network-fragmentation',
  guideline: 'G3',
  severity: 'warning',
  summary: 'Many small operators side by side keep a parallel device less busy than one large one.',
  options: {
    width: {
      default: 4,
      minimum: 2,
      description:
        'So many convolutions, poolings and products side by side, or groups of one convolution, are reported.',
    },
    share: {
      default: 0.01,
      minimum: 0,
      maximum: 1,
      description:
        "The branches and group convolutions are reported where they hold this share of the model's " +
        'memory access after fusion.',
    },
  },
  metric: {
    name: 'fragments side by side',
    unit: 'count',
    of: (analysis, { width }) =>
      Math.max(
        1,
        ...fragmentsOf(analysis, width, Math.min(2, width)).map(({ fragments }) => fragments.length),
        ...groupedOf(analysis, width).map(({ groups }) => groups),
      ),
  },
  *check(analysis, { width, share }): Generator<RuleFinding> {
    const { branches, grouped, bytes } = measure(analysis, width);
    if (branches.length === 0 && grouped.length === 0) return;
    const total = fusionOf(analysis).totalBytes;
    switch (compareShare(bytes, total, share)) {
      case 'below':
        return;
      case 'depends':
        yield unboundFinding(analysis, [bytes, total]);
        return;
      case 'at-least':
        for (const branch of branches) yield describeBranch(analysis, branch, total);
        for (const block of inBlocks(analysis, grouped, ({ layer }) => layer.index)) {
          yield describeGroups(analysis, block);
        }
    }
  },
});

function measure(analysis: Analysis, threshold: number): Fragmentation {
  const branches = fragmentsOf(analysis, threshold, threshold);
  const grouped = groupedOf(analysis, threshold);
  const layers = new Set([
    ...branches.flatMap(({ branch }) => branch.layers),
    ...grouped.map(({ layer }) => layer.index),
  ]);
  return { branches, grouped, bytes: movedBytes(analysis, [...layers]) };
}

function groupedOf(analysis: Analysis, threshold: number): readonly Convolution[] {
  return convolutionsOf(analysis).filter((each) => each.groups >= threshold && !isDepthwise(each));
}

const caution = 'slow on parallel devices, little on one CPU core; fragments one after another are not counted';

function describeBranch(analysis: Analysis, { branch, fragments }: Fragmented, total: Dim): RuleFinding {
  const found = fragments.flatMap((index) => analysis.layers[index] ?? []);
  const share = shareOf(movedBytes(analysis, branch.layers), total);
  const kinds = listText([...new Set(found.map(({ category }) => fragmentNames[category] ?? category))]);
  const inputs = new Set(found.map((layer) => layer.inputs[0]));
  const isStackable = inputs.size === 1 && found.every(({ category }) => category === 'matmul');
  const one = isStackable ? undefined : branchInPlace(analysis, branch);
  const advice = isStackable
    ? 'they are products of one input: stack the weights into one'
    : one === undefined
      ? 'use fewer and wider operators, such as one for those that read one input alike'
      : `use fewer and wider operators, such as ${branchText(one)} in place of the whole block`;
  return {
    layers: fragments,
    message:
      `${placeOf(analysis, fragments)}: ${fragments.length} ${kinds} side by ` +
      `side${share === undefined ? '' : `, in a block with ${shareText(share)} of the model's memory access`}; ` +
      `${advice} (${caution})`,
    mending: () => one?.wishes ?? stacked(analysis, branch.layers),
    data: { width: fragments.length, share: share ?? null, join: branch.join, stackable: isStackable },
  };
}

/** One branch in place of a block; undefined where stacking its layers into one computes what they do. */
function branchInPlace(analysis: Analysis, branch: Branch): OneBranch | undefined {
  return isWhole(analysis, branch, stacked(analysis, branch.layers)) ? undefined : oneBranch(analysis, branch);
}

/** Whether stacking leaves one convolution or product of all, which computes what they do. */
function isWhole({ layers }: Analysis, branch: Branch, stack: Wishes | undefined): boolean {
  const gone = new Set(stack?.gone);
  return (
    stack?.nodes?.size === 1 &&
    branch.layers.every((index) => gone.has(index) || stack.nodes?.has(index) === true || !(layers[index]?.macs ?? 0))
  );
}

/** `one 1×3 convolution of 95 % of the multiply-adds`. */
function branchText({ kernels, share }: OneBranch): string {
  const [first = '', second] = kernels.map((sides) => sides.join('×'));
  const what = second === undefined ? `one ${first} convolution` : `a ${first} and a ${second} convolution`;
  return `${what} of ${shareText(share)} of the multiply-adds`;
}

const fragmentNames: Readonly<Record<string, string>> = {
  convolution: 'convolutions',
  matmul: 'products',
  pooling: 'poolings',
  recurrent: 'recurrent layers',
};

function describeGroups(analysis: Analysis, block: readonly Convolution[]): RuleFinding {
  const layers = block.map(({ layer }) => layer.index);
  const groups = [...new Set(block.map((each) => each.groups))];
  const many = block.length === 1 ? 'a convolution' : thingsText(block.length, 'convolution');
  return {
    layers,
    message:
      `${placeOf(analysis, layers)}: ${many} of ${listText(groups.map(String))} groups ` +
      `${block.length === 1 ? 'is' : 'are'} as many small ones side by side; use fewer groups ` +
      `(${caution})`,
    mending: () => ungrouped(analysis, block),
    data: { width: Math.max(...groups), groups },
  };
}
