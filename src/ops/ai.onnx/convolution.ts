import { int, ints } from '../language/attributes.js';
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

/** Convolution over any number of spatial axes; groups, dilation and `auto_pad` included. */
export const conv = defineOp({
  type: 'Conv',
  since: 1,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__Conv.html',
  inputs: { X: 'activation', W: 'weight', B: 'weight?' },
  outputs: { Y: 'X' },
  attributes: convolutionAttributes,
  infer: ({ X, W }, settings) => [convolvedShape(X, W, settings)],
  detail: ({ X, W, B }, settings, [Y]) => convolutionDetail(X, W, settings, Y, B !== undefined),
  cost: {
    multiplyAdds: convolutionProducts,
    operations: 'bias·N·Cout·∏out',
    memory: 'stream',
    terms: ({ X, W, B }, settings, [Y]) => convolutionTerms(X, W, settings, Y, B !== undefined),
    source: 'Ma et al. 2018, section 3; the bias is one addition an output element',
  },
});

/** Convolution of 8-bit integers into 32-bit ones. */
export const convInteger = defineOp({
  type: 'ConvInteger',
  since: 10,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConvInteger.html',
  inputs: { x: 'activation', w: 'weight', x_zero_point: 'scale?', w_zero_point: 'scale?' },
  outputs: { y: 'int32' },
  attributes: convolutionAttributes,
  infer: ({ x, w }, settings) => [convolvedShape(x, w, settings)],
  detail: ({ x, w }, settings, [y]) => convolutionDetail(x, w, settings, y, false),
  cost: {
    multiplyAdds: convolutionProducts,
    operations: 'xOffset·∏x + wOffset·∏w',
    memory: 'stream',
    terms: ({ x, w, x_zero_point, w_zero_point }, settings, [y]) => ({
      ...convolutionTerms(x, w, settings, y, false),
      xOffset: x_zero_point === undefined ? 0 : 1,
      wOffset: w_zero_point === undefined ? 0 : 1,
    }),
    source: 'as Conv; each operand with a zero point has it subtracted once an element',
  },
});

/** Convolution of quantised operands, requantised. */
export const qLinearConv = defineOp({
  type: 'QLinearConv',
  since: 10,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__QLinearConv.html',
  inputs: quantizedInputs,
  outputs: { y: ({ y_zero_point, x }) => y_zero_point.dtype ?? x.dtype },
  attributes: convolutionAttributes,
  infer: ({ x, w }, settings) => [convolvedShape(x, w, settings)],
  detail: ({ x, w, B }, settings, [y]) => convolutionDetail(x, w, settings, y, B !== undefined),
  cost: {
    multiplyAdds: convolutionProducts,
    operations: quantizedOperations,
    memory: 'stream',
    terms: ({ x, w, B }, settings, [y]) => convolutionTerms(x, w, settings, y, B !== undefined),
    source: `as Conv; ${quantizedSource}`,
  },
});

/** Transposed convolution: each input element meets each tap once, whatever is cropped afterwards. */
export const convTranspose = defineOp({
  type: 'ConvTranspose',
  since: 1,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__ConvTranspose.html',
  inputs: { X: 'activation', W: 'weight', B: 'weight?' },
  outputs: { Y: 'X' },
  attributes: { ...convolutionAttributes, output_padding: ints(), output_shape: ints() },
  infer: ({ X, W }, settings) => [transposedShape(X, W, settings)],
  detail: ({ X, W, B }, settings, [Y]) => transposedDetail(X, W, settings, Y, B !== undefined),
  cost: {
    multiplyAdds: transposedProducts,
    operations: 'bias·∏Y',
    memory: 'stream',
    terms: ({ X, W, B }, settings) => transposedTerms(X, W, settings, B !== undefined),
    source:
      'the adjoint of Conv: as many products as the convolution it transposes; the bias is one ' +
      'addition an output element',
  },
});

/** Convolution whose taps are displaced by data, each sampled by bilinear interpolation. */
export const deformConv = defineOp({
  type: 'DeformConv',
  since: 19,
  category: 'convolution',
  spec: 'https://onnx.ai/onnx/operators/onnx__DeformConv.html',
  inputs: { X: 'activation', W: 'weight', offset: 'activation', B: 'weight?', mask: 'activation?' },
  outputs: { Y: 'X' },
  attributes: { ...convolutionAttributes, offset_group: int(1) },
  infer: ({ X, W }, settings) => [convolvedShape(X, W, settings)],
  detail: ({ X, W, B }, settings, [Y]) => convolutionDetail(X, W, settings, Y, B !== undefined),
  cost: {
    multiplyAdds: convolutionProducts,
    operations: 'bias·∏Y + ∏offset + (sampling + masked)·N·Cin·∏out·∏k',
    memory: 'stream',
    terms: ({ X, W, B, mask }, settings, [Y]) => ({
      ...convolutionTerms(X, W, settings, Y, B !== undefined),
      // n-linear interpolation weighs the 2^n corners and adds them up.
      sampling: 2 ** (X.shape.length - 1) - 1,
      masked: mask === undefined ? 0 : 1,
    }),
    source:
      'as Conv; each offset is added to a position, and each value met by a tap is interpolated (2ⁿ ' +
      'products, 2ⁿ − 1 additions) and scaled by its mask',
  },
});
