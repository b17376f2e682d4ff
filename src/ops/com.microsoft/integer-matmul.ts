import { dtypeOfCode } from '../../ir/index.js';
import { float, int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { fusedActivationName, fusedActivationOperations } from '../families/fused-activation.js';
import { matrixProduct, productDetail, productFormula, productOf, productTerms } from '../families/product.js';
import { contribSpec, microsoft } from './specification.js';

const offsets = 'each operand with a zero point has it subtracted once an element';
const requantised = 'the result is scaled, rounded, offset and clamped (1 + 1 + 1 + 2)';
const given = (tensor: unknown): number => (tensor === undefined ? 0 : 1);

/** Product of 16-bit matrices into 32-bit integers. */
export const matMulInteger16 = defineOp({
  type: 'MatMulInteger16',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulInteger16'),
  inputs: { A: 'activation', B: 'weight' },
  outputs: { Y: ({ A, B }) => (A.dtype === 'uint16' && B.dtype === 'uint16' ? 'uint32' : 'int32') },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B }) => productDetail(productOf(A, B)),
  cost: {
    multiplyAdds: productFormula,
    operations: '0',
    memory: 'stream',
    terms: ({ A, B }) => productTerms(productOf(A, B)),
    source: 'as MatMul',
  },
});

/** Product of 8-bit matrices, scaled to real numbers. */
export const matMulIntegerToFloat = defineOp({
  type: 'MatMulIntegerToFloat',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulIntegerToFloat'),
  inputs: {
    A: 'activation',
    B: 'weight',
    a_scale: 'scale',
    b_scale: 'scale',
    a_zero_point: 'scale?',
    b_zero_point: 'scale?',
    bias: 'weight?',
  },
  outputs: { Y: 'a_scale' },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B, bias }) => ({ ...productDetail(productOf(A, B)), bias: bias !== undefined }),
  cost: {
    multiplyAdds: productFormula,
    operations: 'aOffset·∏A + bOffset·∏B + (1 + biased)·∏Y',
    memory: 'stream',
    terms: ({ A, B, a_zero_point, b_zero_point, bias }) => ({
      ...productTerms(productOf(A, B)),
      aOffset: given(a_zero_point),
      bOffset: given(b_zero_point),
      biased: given(bias),
    }),
    source: `as MatMul; ${offsets}, each result is scaled and has its bias added`,
  },
});

/** Product of a matrix, quantised on the way, with an 8-bit one. */
export const dynamicQuantizeMatMul = defineOp({
  type: 'DynamicQuantizeMatMul',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('DynamicQuantizeMatMul'),
  inputs: { A: 'activation', B: 'weight', b_scale: 'scale', b_zero_point: 'scale?', bias: 'weight?' },
  outputs: { Y: 'A' },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B, bias }) => ({ ...productDetail(productOf(A, B)), bias: bias !== undefined }),
  cost: {
    multiplyAdds: productFormula,
    operations: '7·∏A + 7 + ∏A + bOffset·∏B + (1 + biased)·∏Y',
    memory: 'stream',
    terms: ({ A, B, b_zero_point, bias }) => ({
      ...productTerms(productOf(A, B)),
      bOffset: given(b_zero_point),
      biased: given(bias),
    }),
    source: `DynamicQuantizeLinear of A, then as MatMulIntegerToFloat; ${offsets}`,
  },
});

/** alpha·A·B + C of quantised matrices, given out quantised or, without a scale, as real numbers. */
export const qGemm = defineOp({
  type: 'QGemm',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('QGemm'),
  inputs: {
    A: 'activation',
    a_scale: 'scale',
    a_zero_point: 'scale',
    B: 'weight',
    b_scale: 'scale',
    b_zero_point: 'scale',
    C: 'weight?',
    y_scale: 'scale?',
    y_zero_point: 'scale?',
  },
  outputs: { Y: ({ y_zero_point }) => (y_zero_point === undefined ? 'float32' : y_zero_point.dtype) },
  attributes: { transA: int(0), transB: int(0), alpha: float(1) },
  infer: ({ A, B }, settings) => [matrixProduct(A, B, settings).output],
  detail: ({ A, B, C }, settings) => ({ ...productDetail(matrixProduct(A, B, settings)), bias: C !== undefined }),
  cost: {
    multiplyAdds: productFormula,
    operations: '∏A + ∏B + (biased + finish)·m·n',
    memory: 'stream',
    terms: ({ A, B, C, y_zero_point }, settings) => ({
      ...productTerms(matrixProduct(A, B, settings)),
      biased: given(C),
      finish: y_zero_point === undefined ? 1 : 5,
    }),
    source: `as Gemm; ${offsets}; ${requantised}, or only scaled to a real number`,
  },
});

/** Product of 8-bit matrices laid out for tensor cores. */
export const qOrderedMatMul = defineOp({
  type: 'QOrderedMatMul',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('QOrderedMatMul'),
  inputs: {
    A: 'activation',
    scale_A: 'scale',
    B: 'weight',
    scale_B: 'scale',
    scale_Y: 'scale',
    bias: 'weight?',
    C: 'activation?',
    scale_C: 'scale?',
  },
  outputs: { Y: 'A' },
  attributes: { order_A: int(), order_B: int(), order_Y: int() },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B, bias }) => ({ ...productDetail(productOf(A, B)), bias: bias !== undefined }),
  cost: {
    multiplyAdds: productFormula,
    operations: '(biased + 2·added + 4)·∏Y',
    memory: 'stream',
    terms: ({ A, B, bias, C }) => ({ ...productTerms(productOf(A, B)), biased: given(bias), added: given(C) }),
    source: 'as MatMul; a bias is added, C scaled and added, the result scaled, rounded and clamped (1 + 1 + 2)',
  },
});

/** alpha·A·B + beta·C of 8-bit or wider floating-point matrices. */
export const gemmFloat8 = defineOp({
  type: 'GemmFloat8',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('GemmFloat8'),
  inputs: { A: 'activation', B: 'weight', C: 'weight?', scaleA: 'scale?', scaleB: 'scale?', scaleY: 'scale?' },
  outputs: { Y: (_, { dtype }) => dtypeOfCode(dtype) },
  attributes: { transA: int(0), transB: int(0), alpha: float(1), beta: float(0), dtype: int(1), activation: text('') },
  infer: ({ A, B }, settings) => [matrixProduct(A, B, settings).output],
  detail: ({ A, B, C }, settings) => ({
    ...productDetail(matrixProduct(A, B, settings)),
    bias: C !== undefined && settings.beta !== 0,
    activation: fusedActivationName(settings.activation),
  }),
  cost: {
    multiplyAdds: productFormula,
    operations: 'alpha·m·n + beta·∏C + (biased + scaled + activation)·m·n',
    memory: 'stream',
    terms: ({ A, B, C, scaleA, scaleB, scaleY }, settings) => ({
      ...productTerms(matrixProduct(A, B, settings)),
      alpha: settings.alpha === 1 ? 0 : 1,
      beta: settings.beta === 1 || settings.beta === 0 ? 0 : 1,
      biased: C === undefined || settings.beta === 0 ? 0 : 1,
      // The scales of the operands are one factor of the product; that of the output is another.
      scaled: (scaleA === undefined && scaleB === undefined ? 0 : 1) + given(scaleY),
      activation: fusedActivationOperations(settings.activation),
    }),
    source: 'as Gemm; scales of 8-bit operands and output, the activation as the operator of its name',
  },
});
