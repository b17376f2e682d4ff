import type { RankedTensor } from '../../ir/index.js';
import { convolutionDetail, convolutionProducts, convolutionTerms, convolvedShape } from '../families/convolution.js';
import type { ConvolutionSettings } from '../families/convolution.js';
import { int, ints } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { inTensorRt } from '../trt.plugins/domains.js';
import { inMmdeploy, mmdeploySpec } from './domains.js';

const attributes = {
  stride: ints([1, 1]),
  padding: ints([0, 0]),
  dilation: ints([1, 1]),
  groups: int(1),
  group: int(1),
  deform_groups: int(1),
  deformable_groups: int(1),
  deformable_group: int(1),
};

interface Settings {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly group: number;
}

/** The settings as the standard names them: a padding of two sizes pads both sides alike. */
function standard({ stride, padding, dilation, groups, group }: Settings): ConvolutionSettings {
  return {
    auto_pad: 'NOTSET',
    kernel_shape: undefined,
    strides: stride,
    pads: padding.length === 2 ? [...padding, ...padding] : padding,
    dilations: dilation,
    group: Math.max(groups, group),
  };
}

const operations = 'bias·∏output + ∏offset + (7 + masked)·N·Cin·∏out·∏k';
const source =
  'as Conv; each offset is added to a position, and each value met by a tap is interpolated (4 ' +
  'products, 3 additions) and scaled by its mask';

function termsOf(
  input: RankedTensor,
  weight: RankedTensor,
  settings: Settings,
  output: Parameters<typeof convolutionTerms>[3],
  options: { readonly bias: boolean; readonly masked: boolean },
): Terms {
  return {
    ...convolutionTerms(input, weight, standard(settings), output, options.bias),
    masked: options.masked ? 1 : 0,
  };
}

/** Convolution whose taps are displaced by data. */
export const deformableConvolution = inMmdeploy(
  defineOp({
    type: 'MMCVDeformConv2d',
    since: 1,
    category: 'convolution',
    spec: mmdeploySpec('onnxruntime'),
    inputs: { input: 'activation', offset: 'activation', weight: 'weight', bias: 'weight?' },
    outputs: { output: 'input' },
    attributes,
    infer: ({ input, weight }, settings) => [convolvedShape(input, weight, standard(settings))],
    detail: ({ input, weight, bias }, settings, [output]) =>
      convolutionDetail(input, weight, standard(settings), output, bias !== undefined),
    cost: {
      multiplyAdds: convolutionProducts,
      operations,
      memory: 'stream',
      terms: ({ input, weight, bias }, settings, [output]) =>
        termsOf(input, weight, settings, output, { bias: bias !== undefined, masked: false }),
      source,
    },
  }),
);

const modulated = defineOp({
  type: 'MMCVModulatedDeformConv2d',
  since: 1,
  category: 'convolution',
  spec: mmdeploySpec('onnxruntime'),
  inputs: { input: 'activation', offset: 'activation', mask: 'activation', weight: 'weight', bias: 'weight?' },
  outputs: { output: 'input' },
  attributes,
  infer: ({ input, weight }, settings) => [convolvedShape(input, weight, standard(settings))],
  detail: ({ input, weight, bias }, settings, [output]) =>
    convolutionDetail(input, weight, standard(settings), output, bias !== undefined),
  cost: {
    multiplyAdds: convolutionProducts,
    operations,
    memory: 'stream',
    terms: ({ input, weight, bias }, settings, [output]) =>
      termsOf(input, weight, settings, output, { bias: bias !== undefined, masked: true }),
    source,
  },
});

/** Deformable convolution, each tap scaled by data. TensorRT has a plugin of it by another name. */
export const modulatedDeformableConvolution: readonly Operator[] = [
  ...inMmdeploy(modulated),
  ...inTensorRt({ ...modulated, type: 'ModulatedDeformConv2d' }),
];
