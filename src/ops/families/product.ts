import { isKnown, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import type { MatmulDetail } from '../language/detail.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed, broadcastShapes, dimension } from './shapes.js';

/** The facts that two operands of a product tell: batch × (m×k)·(k×n). */
export interface Product {
  readonly batch: Shape;
  readonly m: Dim;
  readonly n: Dim;
  readonly k: Dim;
  readonly output: Shape;
}

/** Multiply-adds of a product: k an output element. */
export const productFormula = '∏batch·m·n·k';

/**
 * The product of two tensors after NumPy's rules.
 * @throws NodeError when they do not multiply
 */
export function productOf(a: RankedTensor, b: RankedTensor): Product {
  if (a.shape.length === 0 || b.shape.length === 0) throw new NodeError('a product of matrices takes no scalar');
  const rows = a.shape.length === 1 ? [] : [dimension(a, a.shape.length - 2)];
  const columns = b.shape.length === 1 ? [] : [dimension(b, b.shape.length - 1)];
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const k = contracted(dimension(a, a.shape.length - 1), dimension(b, Math.max(0, b.shape.length - 2)), a, b);
  return { batch, m: rows[0] ?? 1, n: columns[0] ?? 1, k, output: [...batch, ...rows, ...columns] };
}

/**
 * The product of two matrices, each possibly transposed.
 * @throws NodeError when they do not multiply
 */
export function matrixProduct(
  a: RankedTensor,
  b: RankedTensor,
  { transA, transB }: { readonly transA: number; readonly transB: number },
): Product {
  for (const { shape } of [a, b]) {
    if (shape.length !== 2) throw new NodeError(`Gemm multiplies matrices, not ${printShape(shape)}`);
  }
  const m = dimension(a, transA === 0 ? 0 : 1);
  const n = dimension(b, transB === 0 ? 1 : 0);
  const k = contracted(dimension(a, transA === 0 ? 1 : 0), dimension(b, transB === 0 ? 0 : 1), a, b);
  return { batch: [], m, n, k, output: [m, n] };
}

/**
 * The dimension over which two operands are multiplied.
 * @throws NodeError when they are known and differ
 */
export function contracted(left: Dim, right: Dim, a: RankedTensor, b: RankedTensor): Dim {
  if (isKnown(left) && isKnown(right) && left !== right) {
    throw new NodeError(`${printShape(a.shape)} and ${printShape(b.shape)} do not multiply: ${left} meets ${right}`);
  }
  return agreed([left, right]) ?? left;
}

/**
 * Before opset 7 an attribute allowed what later always holds: C stretches to the product, which never stretches to C.
 */
export function requireBroadcast(addend: Shape, output: Shape): void {
  if (addend.length > output.length) {
    throw new NodeError(`an addend of shape ${printShape(addend)} does not broadcast to ${printShape(output)}`);
  }
  const stretched = broadcastShapes([addend, output]);
  stretched.forEach((dim, axis) => {
    const wanted = output[axis] ?? dim;
    if (isKnown(dim) && isKnown(wanted) && dim !== wanted) {
      throw new NodeError(`an addend of shape ${printShape(addend)} does not broadcast to ${printShape(output)}`);
    }
  });
}

/** A product as a layer's detail. */
export function productDetail({ batch, m, n, k }: Product): MatmulDetail {
  return { kind: 'matmul', batch: product(batch), m, n, k, bias: false };
}

/** The terms of `productFormula`. */
export function productTerms({ batch, m, n, k }: Product): Terms {
  return { batch, m, n, k };
}
