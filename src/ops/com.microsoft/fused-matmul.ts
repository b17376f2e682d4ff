import type { RankedTensor } from '../../ir/index.js';
import { float, int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { fusedActivationName, fusedActivationOperations } from '../families/fused-activation.js';
import {
  matrixProduct,
  productDetail,
  productFormula,
  productOf,
  productTerms,
  requireBroadcast,
} from '../families/product.js';
import type { Product } from '../families/product.js';
import { contribSpec, microsoft } from './specification.js';

const transposition = { transA: int(0), transB: int(0), transBatchA: int(0), transBatchB: int(0), alpha: float(1) };

interface Transposition {
  readonly transA: number;
  readonly transB: number;
  readonly transBatchA: number;
  readonly transBatchB: number;
}

function transposedProduct(
  a: RankedTensor,
  b: RankedTensor,
  { transA, transB, transBatchA, transBatchB }: Transposition,
): Product {
  return productOf(transposed(a, transA !== 0, transBatchA !== 0), transposed(b, transB !== 0, transBatchB !== 0));
}

/**
 * An operand as it is multiplied. With its batch transposed the first axis, in place of the second to last, is that of
 * the rows and the others move up; then the last two change places. A vector stays.
 */
function transposed(operand: RankedTensor, last: boolean, batch: boolean): RankedTensor {
  const rank = operand.shape.length;
  if (rank < 2) return operand;
  const [first, ...others] = operand.shape;
  const moved = batch && first !== undefined ? [...others.slice(0, -1), first, ...others.slice(-1)] : operand.shape;
  const shape = last ? [...moved.slice(0, -2), ...moved.slice(-1), ...moved.slice(-2, -1)] : moved;
  return { kind: 'tensor', dtype: operand.dtype, shape };
}

/** alpha·A·B after NumPy's rules, each operand possibly transposed; TransposeMatMul is its name of old. */
export const fusedMatMuls: readonly Operator[] = ['FusedMatMul', 'TransposeMatMul'].map((type) =>
  defineOp({
    type,
    domain: microsoft,
    since: 1,
    category: 'matmul',
    spec: contribSpec(type),
    inputs: { A: 'activation', B: 'activation' },
    outputs: { Y: 'A' },
    attributes: transposition,
    infer: ({ A, B }, settings) => [transposedProduct(A, B, settings).output],
    detail: ({ A, B }, settings) => productDetail(transposedProduct(A, B, settings)),
    cost: {
      multiplyAdds: productFormula,
      operations: 'alpha·∏Y',
      memory: 'stream',
      terms: ({ A, B }, settings) => ({
        ...productTerms(transposedProduct(A, B, settings)),
        alpha: settings.alpha === 1 ? 0 : 1,
      }),
      source: 'k products an output element; alpha scales each where it is not 1',
    },
  }),
);

/** A fused product with an activation. */
export const fusedMatMulActivation = defineOp({
  type: 'FusedMatMulActivation',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('FusedMatMulActivation'),
  inputs: { A: 'activation', B: 'activation' },
  outputs: { Y: 'A' },
  attributes: {
    ...transposition,
    activation: text(''),
    activation_alpha: float(),
    activation_beta: float(),
    activation_gamma: float(),
    activation_axis: int(),
  },
  infer: ({ A, B }, settings) => [transposedProduct(A, B, settings).output],
  detail: ({ A, B }, settings) => ({
    ...productDetail(transposedProduct(A, B, settings)),
    activation: fusedActivationName(settings.activation),
  }),
  cost: {
    multiplyAdds: productFormula,
    operations: '(alpha + activation)·∏Y',
    memory: 'stream',
    terms: ({ A, B }, settings) => ({
      ...productTerms(transposedProduct(A, B, settings)),
      alpha: settings.alpha === 1 ? 0 : 1,
      activation: fusedActivationOperations(settings.activation),
    }),
    source: 'as FusedMatMul; the activation as the operator of its name',
  },
});

/** alpha·A·B + beta·C with an activation. */
export const fusedGemm = defineOp({
  type: 'FusedGemm',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('FusedGemm'),
  inputs: { A: 'activation', B: 'weight', C: 'weight?' },
  outputs: { Y: 'A' },
  attributes: {
    transA: int(0),
    transB: int(0),
    alpha: float(1),
    beta: float(1),
    activation: text(''),
    activation_alpha: float(),
    activation_beta: float(),
    activation_gamma: float(),
  },
  infer({ A, B, C }, settings) {
    const { output } = matrixProduct(A, B, settings);
    if (C !== undefined) requireBroadcast(C.shape, output);
    return [output];
  },
  detail: ({ A, B, C }, settings) => ({
    ...productDetail(matrixProduct(A, B, settings)),
    bias: C !== undefined && settings.beta !== 0,
    affine: true,
    activation: fusedActivationName(settings.activation),
  }),
  cost: {
    multiplyAdds: productFormula,
    operations: 'alpha·m·n + beta·∏C + (bias + activation)·m·n',
    memory: 'stream',
    terms: ({ A, B, C }, settings) => ({
      ...productTerms(matrixProduct(A, B, settings)),
      alpha: settings.alpha === 1 ? 0 : 1,
      beta: settings.beta === 1 || settings.beta === 0 ? 0 : 1,
      bias: C === undefined || settings.beta === 0 ? 0 : 1,
      activation: fusedActivationOperations(settings.activation),
    }),
    source: 'as Gemm; the activation as the operator of its name',
  },
});

/** A product, its bias and the approximate GELU. */
export const gemmFastGelu = defineOp({
  type: 'GemmFastGelu',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('GemmFastGelu'),
  inputs: { X: 'activation', W: 'weight', bias: 'weight?' },
  outputs: { Y: 'X' },
  infer: ({ X, W }) => [productOf(X, W).output],
  detail: ({ X, W, bias }) => ({ ...productDetail(productOf(X, W)), bias: bias !== undefined, activation: 'fastgelu' }),
  cost: {
    multiplyAdds: productFormula,
    operations: '(biased + gelu)·∏Y',
    memory: 'stream',
    terms: ({ X, W, bias }) => ({
      ...productTerms(productOf(X, W)),
      biased: bias === undefined ? 0 : 1,
      gelu: fusedActivationOperations('FastGelu'),
    }),
    source: 'as MatMul; an addition and FastGelu an output element',
  },
});

/** A product of a sparse matrix with a dense one. How many elements it stores is data, so it is counted as if dense. */
export const sparseToDenseMatMul = defineOp({
  type: 'SparseToDenseMatMul',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('SparseToDenseMatMul'),
  inputs: { A: 'activation', B: 'activation' },
  outputs: { Y: 'B' },
  attributes: { alpha: float(1), transA: int(0), transB: int(0) },
  infer: ({ A, B }, settings) => [transposedProduct(A, B, { ...settings, transBatchA: 0, transBatchB: 0 }).output],
  detail: ({ A, B }, settings) =>
    productDetail(transposedProduct(A, B, { ...settings, transBatchA: 0, transBatchB: 0 })),
  cost: {
    multiplyAdds: productFormula,
    operations: 'alpha·∏Y',
    memory: 'stream',
    terms: ({ A, B }, settings) => ({
      ...productTerms(transposedProduct(A, B, { ...settings, transBatchA: 0, transBatchB: 0 })),
      alpha: settings.alpha === 1 ? 0 : 1,
    }),
    source: 'as MatMul, the most that a sparse operand can cost',
  },
});
