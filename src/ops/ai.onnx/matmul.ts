import { isKnown, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { float, int } from '../attributes.js';
import { defineOp } from '../define.js';
import type { MatmulDetail } from '../detail.js';
import type { Terms } from '../formula.js';
import { NodeError } from '../node-error.js';
import { agreed, broadcastShapes, dimension, printShape } from '../shapes.js';

/** What two operands of a product say of it: batch × (m×k)·(k×n). */
interface Product {
  readonly batch: Shape;
  readonly m: Dim;
  readonly n: Dim;
  readonly k: Dim;
  readonly output: Shape;
}

/** Product of matrices after NumPy's rules: leading axes broadcast, operands of one axis are vectors. */
export const matMul = defineOp({
  type: 'MatMul',
  since: 1,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__MatMul.html',
  inputs: { A: 'activation', B: 'activation' },
  outputs: { Y: 'A' },
  infer: ({ A, B }) => [multiplied(A, B).output],
  detail: ({ A, B }) => detailOf(multiplied(A, B)),
  cost: {
    multiplyAdds: '∏batch·m·n·k',
    operations: '0',
    memory: 'stream',
    terms: ({ A, B }) => termsOf(multiplied(A, B)),
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
  infer: ({ A, B }) => [multiplied(A, B).output],
  detail: ({ A, B }) => detailOf(multiplied(A, B)),
  cost: {
    multiplyAdds: '∏batch·m·n·k',
    operations: 'aOffset·∏A + bOffset·∏B',
    memory: 'stream',
    terms: ({ A, B, a_zero_point, b_zero_point }) => ({
      ...termsOf(multiplied(A, B)),
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
    a: 'activation', a_scale: 'scale', a_zero_point: 'scale', b: 'weight', b_scale: 'scale', b_zero_point: 'scale',
    y_scale: 'scale', y_zero_point: 'scale',
  },
  outputs: { y: ({ y_zero_point, a }) => y_zero_point.dtype ?? a.dtype },
  infer: ({ a, b }) => [multiplied(a, b).output],
  detail: ({ a, b }) => detailOf(multiplied(a, b)),
  cost: {
    multiplyAdds: '∏batch·m·n·k',
    operations: '∏a + ∏b + 5·∏y',
    memory: 'stream',
    terms: ({ a, b }) => termsOf(multiplied(a, b)),
    source: 'as MatMul; zero points are subtracted once an element, the result is scaled, rounded, offset and clamped (1 + 1 + 1 + 2)',
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
    const { output } = gemmOf(A, B, settings);
    if (C !== undefined) requireBroadcast(C.shape, output);
    return [output];
  },
  detail: ({ A, B, C }, settings) => ({ ...detailOf(gemmOf(A, B, settings)), bias: C !== undefined && settings.beta !== 0 }),
  cost: {
    multiplyAdds: 'm·n·k',
    operations: 'alpha·m·n + beta·∏C + bias·m·n',
    memory: 'stream',
    terms: ({ A, B, C }, settings) => ({
      ...termsOf(gemmOf(A, B, settings)),
      alpha: settings.alpha === 1 ? 0 : 1,
      beta: settings.beta === 1 || settings.beta === 0 ? 0 : 1,
      bias: C === undefined || settings.beta === 0 ? 0 : 1,
    }),
    source: 'k products an output element; alpha scales the product and beta the addend where they are not 1, a beta of 0 leaves the addend out',
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
    source: 'elimination of an M×M matrix: M(M − 1)/2 quotients, a product and a difference for each of the Σk² other elements, the product of the diagonal with its sign',
  },
});

function multiplied(a: RankedTensor, b: RankedTensor): Product {
  if (a.shape.length === 0 || b.shape.length === 0) throw new NodeError('a product of matrices takes no scalar');
  const rows = a.shape.length === 1 ? [] : [dimension(a, a.shape.length - 2)];
  const columns = b.shape.length === 1 ? [] : [dimension(b, b.shape.length - 1)];
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const k = contracted(dimension(a, a.shape.length - 1), dimension(b, Math.max(0, b.shape.length - 2)), a, b);
  return { batch, m: rows[0] ?? 1, n: columns[0] ?? 1, k, output: [...batch, ...rows, ...columns] };
}

function gemmOf(a: RankedTensor, b: RankedTensor, { transA, transB }: { readonly transA: number; readonly transB: number }): Product {
  for (const { shape } of [a, b]) if (shape.length !== 2) throw new NodeError(`Gemm multiplies matrices, not ${printShape(shape)}`);
  const m = dimension(a, transA === 0 ? 0 : 1);
  const n = dimension(b, transB === 0 ? 1 : 0);
  const k = contracted(dimension(a, transA === 0 ? 1 : 0), dimension(b, transB === 0 ? 0 : 1), a, b);
  return { batch: [], m, n, k, output: [m, n] };
}

function contracted(left: Dim, right: Dim, a: RankedTensor, b: RankedTensor): Dim {
  if (isKnown(left) && isKnown(right) && left !== right) throw new NodeError(`${printShape(a.shape)} and ${printShape(b.shape)} do not multiply: ${left} meets ${right}`);
  return agreed([left, right]) ?? left;
}

/** Before opset 7 an attribute allowed what later always holds: C stretches to the product, which never stretches to C. */
function requireBroadcast(addend: Shape, output: Shape): void {
  if (addend.length > output.length) throw new NodeError(`an addend of shape ${printShape(addend)} does not broadcast to ${printShape(output)}`);
  const stretched = broadcastShapes([addend, output]);
  stretched.forEach((dim, axis) => {
    const wanted = output[axis] ?? dim;
    if (isKnown(dim) && isKnown(wanted) && dim !== wanted) throw new NodeError(`an addend of shape ${printShape(addend)} does not broadcast to ${printShape(output)}`);
  });
}

function detailOf({ batch, m, n, k }: Product): MatmulDetail {
  return { kind: 'matmul', batch: product(batch), m, n, k, bias: false };
}

function termsOf({ batch, m, n, k }: Product): Terms {
  return { batch, m, n, k };
}
