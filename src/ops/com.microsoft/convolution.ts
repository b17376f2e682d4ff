import { equals, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Attribute, RankedTensor, Shape, Value } from '../../ir/index.js';
import { floats, intsOrInput, dynamic, int, ints, text } from '../language/attributes.js';
import { qLinearConv } from '../ai.onnx/convolution.js';
import {
  convolutionAttributes,
  convolutionDetail,
  convolutionProducts,
  convolutionTerms,
  convolvedShape,
  quantizedInputs,
  quantizedOperations,
  quantizedSource,
  transposedDetail,
  transposedProducts,
  transposedShape,
  transposedTerms,
} from '../families/convolution.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { fusedActivationName, fusedActivationOperations } from '../families/fused-activation.js';
import { channelsFirst, channelsLastTwin, isSet, relaid } from '../families/layout.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** Convolution with an activation and, before it, the addition of a tensor like the output. */
export const fusedConv = defineOp({
  type: 'FusedConv',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('FusedConv'),
  inputs: { X: 'activation', W: 'weight', B: 'weight?', Z: 'activation?' },
  outputs: { Y: 'X' },
  attributes: { ...convolutionAttributes, activation: text(''), activation_params: floats() },
  infer: ({ X, W }, settings) => [convolvedShape(X, W, settings)],
  detail({ X, W, B }, settings, [Y]) {
    const detail = convolutionDetail(X, W, settings, Y, B !== undefined);
    return detail && { ...detail, activation: fusedActivationName(settings.activation) };
  },
  cost: {
    multiplyAdds: convolutionProducts,
    operations: '(bias + addend + activation)·∏Y',
    memory: 'stream',
    terms: ({ X, W, B, Z }, settings, [Y]) => ({
      ...convolutionTerms(X, W, settings, Y, B !== undefined),
      addend: Z === undefined ? 0 : 1,
      activation: fusedActivationOperations(settings.activation),
    }),
    source:
      'as Conv; an addition an output element for the bias and for the addend, the activation as the ' +
      'operator of its name',
  },
});

/** A convolution with the channels of its maps in the last axis. */
export const nhwcFusedConv = channelsLastTwin(fusedConv, {
  type: 'NhwcFusedConv',
  domain: microsoft,
  spec: contribSpec('NhwcFusedConv'),
});

const overLastChannels = channelsLastTwin(fusedConv, {
  type: 'NhwcConv',
  domain: microsoft,
  spec: contribSpec('NhwcConv'),
});

/**
 * Convolution with the channels of its maps in the last axis. The documentation has the weight as Conv does;
 * onnxruntime's own tools for diffusion models write `[M, …kernel, C/group]`, which its kernels for graphics processors
 * take.
 */
export const nhwcConv: Operator = {
  ...overLastChannels,
  apply([map, weight, ...others], attributes, context) {
    const asConv = hasChannelsLast(map, weight, attributes) ? relaid(weight, channelsFirst) : weight;
    return overLastChannels.apply([map, asConv, ...others], attributes, context);
  },
};

/** Whether the channels of a weight stand last: as the sizes of the kernel or, without these, of the map say. */
function hasChannelsLast(
  map: Value | undefined,
  weight: Value | undefined,
  attributes: ReadonlyMap<string, Attribute>,
): weight is RankedTensor {
  if (!isRanked(map) || !isRanked(weight) || weight.shape.length < 3) return false;
  const kernel = attributes.get('kernel_shape');
  if (kernel?.kind === 'ints') {
    const isKernel = (sizes: Shape): boolean => sizes.every((size, axis) => equals(size, Number(kernel.value[axis])));
    const [asConv, asLast] = [isKernel(weight.shape.slice(2)), isKernel(weight.shape.slice(1, -1))];
    if (asConv !== asLast) return asLast;
  }
  const group = attributes.get('group');
  const groups = group?.kind === 'int' ? Number(group.value) : 1;
  const channels = map.shape.at(-1) ?? 0;
  const isOf = (dim: Dim | undefined): boolean => dim !== undefined && equals(multiply(dim, groups), channels);
  return !isOf(weight.shape[1]) && isOf(weight.shape.at(-1));
}

/** Convolution of quantised maps whose channels may stand in the last axis. */
export const qLinearConvLayout = channelsLastTwin(
  qLinearConv,
  { domain: microsoft, since: 1, spec: contribSpec('QLinearConv') },
  isSet('channels_last'),
);

/** Transposed convolution of quantised operands, requantised. */
export const qLinearConvTranspose = defineOp({
  type: 'QLinearConvTranspose',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('QLinearConvTranspose'),
  inputs: quantizedInputs,
  outputs: { y: ({ y_zero_point, x }) => y_zero_point.dtype ?? x.dtype },
  attributes: { ...convolutionAttributes, output_padding: ints(), output_shape: ints() },
  infer: ({ x, w }, settings) => [transposedShape(x, w, settings)],
  detail: ({ x, w, B }, settings, [y]) => transposedDetail(x, w, settings, y, B !== undefined),
  cost: {
    multiplyAdds: transposedProducts,
    operations: quantizedOperations,
    memory: 'stream',
    terms: ({ x, w, B }, settings) => transposedTerms(x, w, settings, B !== undefined),
    source: `as ConvTranspose; ${quantizedSource}`,
  },
});

/** Transposed convolution whose padding is an input. */
export const convTransposeWithDynamicPads = defineOp({
  type: 'ConvTransposeWithDynamicPads',
  domain: microsoft,
  since: 1,
  category: 'convolution',
  spec: contribSpec('ConvTransposeWithDynamicPads'),
  inputs: { X: 'activation', W: 'weight', Pads: 'config?', B: 'weight?' },
  outputs: { Y: 'X' },
  attributes: {
    ...convolutionAttributes,
    pads: intsOrInput({ input: 'Pads' }),
    output_padding: ints(),
    output_shape: ints(),
    group: int(1),
  },
  infer({ X, W }, { pads, ...settings }, context) {
    if (pads !== dynamic) return [transposedShape(X, W, { ...settings, pads })];
    const [batch, channels, ...spatial] = transposedShape(X, W, { ...settings, pads: undefined });
    return [
      [
        batch ?? dimension(X, 0),
        channels ?? dimension(W, 1),
        ...spatial.map((_, axis) => context.fresh(`axis_${axis + 2}`)),
      ],
    ];
  },
  detail: ({ X, W, B }, settings, [Y]) => transposedDetail(X, W, { ...settings, pads: undefined }, Y, B !== undefined),
  cost: {
    multiplyAdds: transposedProducts,
    operations: 'bias·∏Y',
    memory: 'stream',
    terms: ({ X, W, B }, settings) => transposedTerms(X, W, { ...settings, pads: undefined }, B !== undefined),
    source: 'as ConvTranspose: what is cropped is computed, too',
  },
});
