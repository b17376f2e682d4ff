import { float, int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import {
  contracted,
  matrixProduct,
  productDetail,
  productFormula,
  productOf,
  productTerms,
  requireBroadcast,
} from '../families/product.js';
import { dimension } from '../families/shapes.js';

/** Product of matrices after NumPy's rules: leading axes broadcast, operands of one axis are vectors. */
export const matMul = defineOp({
  type: 'MatMul',
  since: 1,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__MatMul.html',
  inputs: { A: 'activation', B: 'activation' },
  outputs: { Y: 'A' },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B }) => productDetail(productOf(A, B)),
  cost: {
    multiplyAdds: productFormula,
    operations: '0',
    memory: 'stream',
    terms: ({ A, B }) => productTerms(productOf(A, B)),
    source: 'numpy.matmul: k products an output element',
  },
});

/** Product of 8-bit matrices into 32-bit integers. */
export const matMulInteger = defineOp({
  type: 'MatMulInteger',
  since: 10,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__MatMulInteger.html',
  inputs: { A: 'activation', B: 'weight', a_zero_point: 'scale?', b_zero_point: 'scale?' },
  outputs: { Y: 'int32' },
  infer: ({ A, B }) => [productOf(A, B).output],
  detail: ({ A, B }) => productDetail(productOf(A, B)),
  cost: {
    multiplyAdds: productFormula,
    operations: 'aOffset·∏A + bOffset·∏B',
    memory: 'stream',
    terms: ({ A, B, a_zero_point, b_zero_point }) => ({
      ...productTerms(productOf(A, B)),
      aOffset: a_zero_point === undefined ? 0 : 1,
      bOffset: b_zero_point === undefined ? 0 : 1,
    }),
    source: 'as MatMul; each operand with a zero point has it subtracted once an element',
  },
});

/** Product of quantised matrices, requantised. */
export const qLinearMatMul = defineOp({
  type: 'QLinearMatMul',
  since: 10,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html',
  inputs: {
    a: 'activation',
    a_scale: 'scale',
    a_zero_point: 'scale',
    b: 'weight',
    b_scale: 'scale',
    b_zero_point: 'scale',
    y_scale: 'scale',
    y_zero_point: 'scale',
  },
  outputs: { y: ({ y_zero_point, a }) => y_zero_point.dtype ?? a.dtype },
  infer: ({ a, b }) => [productOf(a, b).output],
  detail: ({ a, b }) => productDetail(productOf(a, b)),
  cost: {
    multiplyAdds: productFormula,
    operations: '∏a + ∏b + 5·∏y',
    memory: 'stream',
    terms: ({ a, b }) => productTerms(productOf(a, b)),
    source:
      'as MatMul; zero points are subtracted once an element, the result is scaled, rounded, offset ' +
      'and clamped (1 + 1 + 1 + 2)',
  },
});

/** alpha·A·B + beta·C for matrices, each operand possibly transposed. */
export const gemm = defineOp({
  type: 'Gemm',
  since: 1,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__Gemm.html',
  inputs: { A: 'activation', B: 'weight', C: 'weight?' },
  outputs: { Y: 'A' },
  attributes: { transA: int(0), transB: int(0), alpha: float(1), beta: float(1) },
  infer({ A, B, C }, settings) {
    const { output } = matrixProduct(A, B, settings);
    if (C !== undefined) requireBroadcast(C.shape, output);
    return [output];
  },
  detail: ({ A, B, C }, settings) => ({
    ...productDetail(matrixProduct(A, B, settings)),
    bias: C !== undefined && settings.beta !== 0,
    affine: true,
  }),
  cost: {
    multiplyAdds: 'm·n·k',
    operations: 'alpha·m·n + beta·∏C + bias·m·n',
    memory: 'stream',
    terms: ({ A, B, C }, settings) => ({
      ...productTerms(matrixProduct(A, B, settings)),
      alpha: settings.alpha === 1 ? 0 : 1,
      beta: settings.beta === 1 || settings.beta === 0 ? 0 : 1,
      bias: C === undefined || settings.beta === 0 ? 0 : 1,
    }),
    source:
      'k products an output element; alpha scales the product and beta the addend where they are not ' +
      '1, a beta of 0 leaves the addend out',
  },
});

/** Determinants of the matrices in the last two axes. */
export const det = defineOp({
  type: 'Det',
  since: 11,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__Det.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer({ X }) {
    const rank = X.shape.length;
    if (rank < 2) throw new NodeError(`a determinant is of matrices, not ${printShape(X.shape)}`);
    contracted(dimension(X, rank - 2), dimension(X, rank - 1), X, X);
    return [X.shape.slice(0, -2)];
  },
  cost: {
    operations: '∏Y·(M·(M - 1)/2 + M·(M - 1)·(2·M - 1)/3 + M)',
    memory: 'stream',
    terms: ({ X }) => ({ M: dimension(X, X.shape.length - 1) }),
    source:
      'elimination of an M×M matrix: M(M − 1)/2 quotients, a product and a difference for each of the ' +
      'Σk² other elements, the product of the diagonal with its sign',
  },
});
