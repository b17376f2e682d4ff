import { isKnown, multiply, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { dimsOrInput, dynamic, float, int, required, text } from '../language/attributes.js';
import type { AttributeReader, Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { PackedWeight } from '../language/define.js';
import { fusedActivationName, fusedActivationOperations } from '../families/fused-activation.js';
import type { MatmulDetail } from '../language/detail.js';
import { NodeError } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

const given = (tensor: unknown): number => (tensor === undefined ? 0 : 1);
/** A size that the weights no longer tell, packed as they are. */
const size: AttributeReader<number> = (name, source) => {
  const value = required(int())(name, source);
  if (value < 0) throw new NodeError(`attribute ${name} is ${value}, should be a size`);
  return value;
};
/** Weights of so many bits each; where there is no zero point, they lie around 0. */
const integers = (bits: number, numbers: Dim | undefined): PackedWeight => ({ numbers, type: `int${bits}` });
const dequantised = 'each weight is unpacked once: less its zero point, times the scale of its block (2)';

/** The axes before the last, whose product is the rows of a matrix. */
function leading(a: RankedTensor, width: Dim): Shape {
  const rank = a.shape.length;
  if (rank === 0) throw new NodeError('a product of matrices takes no scalar');
  const last = dimension(a, rank - 1);
  if (isKnown(last) && isKnown(width) && last !== width) {
    throw new NodeError(`an input of width ${last} meets weights for ${width}`);
  }
  return a.shape.slice(0, -1);
}

function packedDetail(a: RankedTensor, k: Dim, n: Dim, bias: boolean): MatmulDetail {
  return { kind: 'matmul', batch: 1, m: product(leading(a, k)), n, k, bias };
}

/** Product with weights of 2 to 8 bits, packed in bytes by blocks along K that share a scale and a zero point. */
export const matMulNBits = defineOp({
  type: 'MatMulNBits',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulNBits'),
  inputs: { A: 'activation', B: 'weight', scales: 'scale', zero_points: 'scale?', g_idx: 'index?', bias: 'weight?' },
  outputs: { Y: 'A' },
  attributes: { K: size, N: size, bits: int(4), block_size: int(), accuracy_level: int(0), weight_prepacked: int(0) },
  infer: ({ A }, { K, N }) => [[...leading(A, K), N]],
  detail: ({ A, bias }, { K, N }) => packedDetail(A, K, N, bias !== undefined),
  packed: (_, { K, N, bits }) => ({ B: integers(bits, multiply(K, N)) }),
  cost: {
    multiplyAdds: '∏M·N·K',
    operations: '2·N·K + biased·∏Y',
    memory: 'stream',
    terms: ({ A, bias }, { K, N }) => ({ M: leading(A, K), N, K, biased: given(bias) }),
    source: `K products an output element; ${dequantised}`,
  },
});

/** Product with weights of 4-bit floating-point or quantile numbers. */
export const matMulBnb4 = defineOp({
  type: 'MatMulBnb4',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulBnb4'),
  inputs: { A: 'activation', B: 'weight', absmax: 'scale' },
  outputs: { Y: 'A' },
  attributes: { K: size, N: size, block_size: int(), quant_type: int(), training_mode: int(0), transB: int(1) },
  infer: ({ A }, { K, N, transB }) => [[...leading(A, transB === 0 ? N : K), transB === 0 ? K : N]],
  detail: ({ A }, { K, N, transB }) => (transB === 0 ? packedDetail(A, N, K, false) : packedDetail(A, K, N, false)),
  packed: (_, { K, N, quant_type }) => ({ B: { numbers: multiply(K, N), type: quant_type === 0 ? 'fp4' : 'nf4' } }),
  cost: {
    multiplyAdds: '∏M·N·K',
    operations: 'N·K',
    memory: 'stream',
    terms: ({ A }, { K, N, transB }) => ({ M: leading(A, transB === 0 ? N : K), N, K }),
    source: 'K products an output element; each weight is looked up and scaled once',
  },
});

function sizeTold(shape: readonly (Dim | undefined)[] | Dynamic | undefined): Dim | undefined {
  if (shape === undefined || shape === dynamic || !shape.every((dim) => dim !== undefined)) return undefined;
  return product(shape);
}

/** Product with a blob of 4-bit weights whose shape is an input. */
export const matMulFpQ4 = defineOp({
  type: 'MatMulFpQ4',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulFpQ4'),
  inputs: { A: 'activation', B: 'weight', B_shape: 'config' },
  outputs: { Y: 'A' },
  attributes: { blk_quant_type: int(1), shape: dimsOrInput({ input: 'B_shape' }) },
  infer({ A }, { shape }, context) {
    const [, columns = context.fresh('columns')] = shape === undefined || shape === dynamic ? [] : shape;
    return [[...leading(A, dimension(A, A.shape.length - 1)), columns]];
  },
  detail: ({ A }, _, [Y]) =>
    packedDetail(A, dimension(A, A.shape.length - 1), Y?.kind === 'tensor' ? (Y.shape?.at(-1) ?? 1) : 1, false),
  packed: (_, { shape }) => ({ B: integers(4, sizeTold(shape)) }),
  cost: {
    multiplyAdds: '∏Y·K',
    operations: '2·K·N',
    memory: 'stream',
    terms: ({ A }, _, [Y]) => ({
      K: dimension(A, A.shape.length - 1),
      N: Y?.kind === 'tensor' ? Y.shape?.at(-1) : undefined,
    }),
    source: `K products an output element; ${dequantised}`,
  },
});

/** Product with weights of 4-bit floating-point numbers, two in a byte. */
export const matMulBlockQuantizedFp4Weight = defineOp({
  type: 'MatMulBlockQuantizedFp4Weight',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulBlockQuantizedFp4Weight'),
  inputs: {
    A: 'activation',
    B: 'weight',
    weight_scale: 'scale',
    weight_scale_2: 'scale',
    input_scale: 'scale?',
    bias: 'weight?',
  },
  outputs: { Y: 'A' },
  attributes: { block_size: int(16) },
  infer: ({ A, B }) => [[...leading(A, multiply(2, dimension(B, 1))), dimension(B, 0)]],
  detail: ({ A, B, bias }) => packedDetail(A, multiply(2, dimension(B, 1)), dimension(B, 0), bias !== undefined),
  packed: ({ B }) => ({
    B: { numbers: B.shape === undefined ? undefined : multiply(2, product(B.shape)), type: 'float4e2m1' },
  }),
  cost: {
    multiplyAdds: '∏Y·K',
    operations: '2·N·K + biased·∏Y',
    memory: 'stream',
    terms: ({ B, bias }) => ({ N: dimension(B, 0), K: multiply(2, dimension(B, 1)), biased: given(bias) }),
    source: 'K products an output element; each weight is multiplied by the scale of its block and the global one',
  },
});

/** Product with weights of 8-bit floating-point numbers, the other operand possibly rounded to 8 bits. */
export const matMulBlockQuantizedFp8Weight = defineOp({
  type: 'MatMulBlockQuantizedFp8Weight',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulBlockQuantizedFp8Weight'),
  inputs: { A: 'activation', B: 'weight', b_scale: 'scale', a_scale: 'scale?', bias: 'weight?' },
  outputs: { Y: 'A' },
  attributes: { block_size: int(128) },
  infer: ({ A, B }) => [[...leading(A, dimension(B, 1)), dimension(B, 0)]],
  detail: ({ A, B, bias }) => packedDetail(A, dimension(B, 1), dimension(B, 0), bias !== undefined),
  cost: {
    multiplyAdds: '∏Y·K',
    operations: '∏B + 2·rounded·∏A + biased·∏Y',
    memory: 'stream',
    terms: ({ B, a_scale, bias }) => ({ K: dimension(B, 1), rounded: given(a_scale), biased: given(bias) }),
    source:
      'K products an output element; each weight is scaled once; with a_scale each activation is ' +
      'divided and multiplied by it',
  },
});

const packing = { K: size, bits: int(4), block_size: int(), accuracy_level: int(0), epsilon: float(1e-5) };
const normalisation = 'skip·∏A + normed·(4·∏A + 2·∏M)';
const normalised =
  'a residual addition and root-mean-square normalisation (4 an element, 2 a row) where the node has them';

/** Two products of one input with packed weights, the first of which gates the second. */
export const matMulNBitsMlp = defineOp({
  type: 'MatMulNBitsMlp',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulNBitsMlp'),
  inputs: {
    A: 'activation',
    skip: 'activation?',
    norm_scale: 'weight?',
    gate_B: 'weight',
    gate_scales: 'scale',
    gate_bias: 'weight?',
    up_B: 'weight',
    up_scales: 'scale',
    up_bias: 'weight?',
  },
  outputs: { Y: 'A', input_skip_bias_sum: 'A' },
  attributes: { ...packing, N: size, activation: text('') },
  infer: ({ A }, { K, N }) => [[...leading(A, K), N], A.shape],
  detail: ({ A, gate_bias }, { K, N, activation }) => ({
    ...packedDetail(A, K, multiply(2, N), gate_bias !== undefined),
    activation: fusedActivationName(activation),
  }),
  packed: (_, { K, N, bits }) => ({ gate_B: integers(bits, multiply(K, N)), up_B: integers(bits, multiply(K, N)) }),
  cost: {
    multiplyAdds: '2·∏M·N·K',
    operations: `4·N·K + (biases + activation + 1)·∏Y + ${normalisation}`,
    memory: 'stream',
    terms: ({ A, skip, norm_scale, gate_bias, up_bias }, { K, N, activation }) => ({
      M: leading(A, K),
      N,
      K,
      biases: given(gate_bias) + given(up_bias),
      activation: fusedActivationOperations(activation),
      skip: given(skip),
      normed: given(norm_scale),
    }),
    source: `twice MatMulNBits; ${dequantised}; the activation of the gate and a product with it; ${normalised}`,
  },
});

/** Three products of one normalised input with packed weights: queries, keys and values. */
export const matMulNBitsQkv = defineOp({
  type: 'MatMulNBitsQkv',
  domain: microsoft,
  since: 1,
  category: 'matmul',
  spec: contribSpec('MatMulNBitsQkv'),
  inputs: {
    A: 'activation',
    skip: 'activation?',
    norm_scale: 'weight',
    q_B: 'weight',
    q_scales: 'scale',
    q_bias: 'weight?',
    k_B: 'weight',
    k_scales: 'scale',
    k_bias: 'weight?',
    v_B: 'weight',
    v_scales: 'scale',
    v_bias: 'weight?',
  },
  outputs: { Q: 'A', K: 'A', V: 'A', input_skip_bias_sum: 'A' },
  attributes: { ...packing, Nq: size, Nkv: size },
  infer({ A }, { K, Nq, Nkv }) {
    const rows = leading(A, K);
    return [[...rows, Nq], [...rows, Nkv], [...rows, Nkv], A.shape];
  },
  detail: ({ A, q_bias }, { K, Nq, Nkv }) => packedDetail(A, K, Nq + 2 * Nkv, q_bias !== undefined),
  packed: (_, { K, Nq, Nkv, bits }) => ({
    q_B: integers(bits, multiply(K, Nq)),
    k_B: integers(bits, multiply(K, Nkv)),
    v_B: integers(bits, multiply(K, Nkv)),
  }),
  cost: {
    multiplyAdds: '∏M·(Nq + 2·Nkv)·width',
    operations: `2·(Nq + 2·Nkv)·width + biases + ${normalisation}`,
    memory: 'stream',
    terms({ A, skip, q_bias, k_bias, v_bias }, { K, Nq, Nkv }) {
      const rows = leading(A, K);
      const biased = given(q_bias) * Nq + (given(k_bias) + given(v_bias)) * Nkv;
      return { M: rows, width: K, Nq, Nkv, biases: multiply(product(rows), biased), skip: given(skip), normed: 1 };
    },
    source: `three times MatMulNBits; ${dequantised}; ${normalised}`,
  },
});
