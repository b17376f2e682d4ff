import { ceilDivide, isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { averagePool, globalPools, maxPool } from '../ai.onnx/pooling.js';
import { floats, int, ints, required, text } from '../language/attributes.js';
import {
  convolutionAttributes,
  convolutionDetail,
  convolutionProducts,
  convolutionTerms,
  convolvedShape,
} from '../families/convolution.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { fusedActivationName, fusedActivationOperations } from '../families/fused-activation.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';

const domain = 'com.microsoft.nchwc';
const spec =
  'https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/graph/contrib_ops/nchwc_schema_defs.cc';

/** Channels come in blocks of 8 or 16, as the processor's vectors are wide; so many are a whole number of either. */
const WIDEST_BLOCK = 16;

/**
 * Convolution over blocked channels, with an addend and an activation. Its weights are stored padded to whole blocks,
 * and so is its input.
 */
export const blockedConv = defineOp({
  type: 'Conv',
  domain,
  since: 1,
  category: 'convolution',
  spec,
  inputs: { X: 'activation', W: 'weight', B: 'weight?', Sum: 'activation?' },
  outputs: { Y: 'X' },
  attributes: { ...convolutionAttributes, activation: text(''), activation_params: floats() },
  wants: ({ W: { shape } }, { group }) =>
    shape?.[1] === undefined
      ? {}
      : { X: [undefined, multiply(shape[1], group), ...shape.slice(2).map(() => undefined)] },
  infer: ({ X, W }, settings) => [convolvedShape(withChannelsOf(X, W, settings.group), W, settings)],
  detail({ X, W, B }, settings, [Y]) {
    const detail = convolutionDetail(withChannelsOf(X, W, settings.group), W, settings, Y, B !== undefined);
    return detail && { ...detail, activation: fusedActivationName(settings.activation) };
  },
  cost: {
    multiplyAdds: convolutionProducts,
    operations: '(bias + addend + activation)·∏Y',
    memory: 'stream',
    terms: ({ X, W, B, Sum }, settings, [Y]) => ({
      ...convolutionTerms(withChannelsOf(X, W, settings.group), W, settings, Y, B !== undefined),
      addend: Sum === undefined ? 0 : 1,
      activation: fusedActivationOperations(settings.activation),
    }),
    source:
      'as Conv, over the channels that are stored, padding of blocks included; an addition an output ' +
      'element for the bias and for the addend, the activation as the operator of its name',
  },
});

/** How many channels a reordering gave depends on the machine that saved the file; the weight it meets tells. */
function withChannelsOf(input: RankedTensor, weight: RankedTensor, group: number): RankedTensor {
  const [batch, , ...spatial] = input.shape;
  return batch === undefined || input.shape.length < 2
    ? input
    : { ...input, shape: [batch, multiply(dimension(weight, 1), group), ...spatial] };
}

/** Poolings, which treat each channel alike and so do not see the blocks. */
export const blockedPools: readonly Operator[] = [
  maxPool,
  averagePool,
  ...globalPools.filter(({ type }) => type !== 'GlobalLpPool'),
].map((operator) => ({ ...operator, domain, spec }));

/** From channels in the second or last axis into blocks. */
export const reorderInput = defineOp({
  type: 'ReorderInput',
  domain,
  since: 1,
  category: 'data-movement',
  spec,
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { channels_last: int(0) },
  infer({ X }, { channels_last }, context) {
    const rank = X.shape.length;
    if (rank < 2) throw new NodeError(`X needs batch and channels, not ${printShape(X.shape)}`);
    const channels = dimension(X, channels_last === 0 ? 1 : rank - 1);
    return [
      [
        dimension(X, 0),
        inBlocks(channels, context),
        ...(channels_last === 0 ? X.shape.slice(2) : X.shape.slice(1, -1)),
      ],
    ];
  },
  detail: () => ({ kind: 'movement', function: 'reorderinput' }),
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** Channels rounded up to whole blocks, which is one number where both widths of a block agree. */
function inBlocks(channels: Dim, context: Context): Dim {
  if (!isKnown(channels)) return context.fresh('channels');
  const widest = multiply(ceilDivide(channels, WIDEST_BLOCK), WIDEST_BLOCK);
  const narrow = multiply(ceilDivide(channels, WIDEST_BLOCK / 2), WIDEST_BLOCK / 2);
  return widest === narrow ? widest : context.fresh('channels', widest);
}

/** From blocks back to channels in the second or last axis, padding left behind. */
export const reorderOutput = defineOp({
  type: 'ReorderOutput',
  domain,
  since: 1,
  category: 'data-movement',
  spec,
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { channels: required(int()), channels_last: int(0) },
  infer({ X }, { channels, channels_last }) {
    if (X.shape.length < 2) throw new NodeError(`X needs batch and channels, not ${printShape(X.shape)}`);
    if (channels < 1) throw new NodeError(`channels is ${channels}`);
    const spatial = X.shape.slice(2);
    return [channels_last === 0 ? [dimension(X, 0), channels, ...spatial] : [dimension(X, 0), ...spatial, channels]];
  },
  detail: () => ({ kind: 'movement', function: 'reorderoutput' }),
  cost: { operations: '0', memory: { reads: { X: '∏Y' } }, source: 'moves data' },
});

/** Enlargement by whole factors. */
export const blockedUpsample = defineOp({
  type: 'Upsample',
  domain,
  since: 1,
  category: 'resize',
  spec,
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { scales: ints(), mode: text('nearest'), coordinate_transformation_mode: text('asymmetric') },
  infer({ X }, { scales }) {
    if (scales !== undefined && scales.length !== X.shape.length) {
      throw new NodeError(`scales has ${scales.length} numbers, X the rank ${X.shape.length}`);
    }
    return [X.shape.map((dim, axis) => multiply(dim, scales?.[axis] ?? 1))];
  },
  detail: (_, { mode }) => ({ kind: 'resize', mode }),
  cost: {
    operations: 'perElement·∏Y',
    memory: 'stream',
    terms: (_, { mode }) => ({ perElement: mode === 'nearest' ? 0 : 7 }),
    source: 'nearest moves data; linear weighs the 4 corners about a place and adds them up (4 + 3)',
  },
});
