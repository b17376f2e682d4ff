import type { Node } from '../../ir/index.js';
import type { GraphIndex } from './graph-index.js';

/** The kernels that onnxruntime makes of GELUs that a model writes out, by the operator that they are known by. */
const kernels: ReadonlyMap<string, string> = new Map([
  ['Erf', 'Gelu'],
  ['Tanh', 'FastGelu'],
]);

/**
 * The GELUs that a model writes out (½·x·(1 + erf(x/√2)), or with tanh), in listed order, by the operator of the kernel
 * that onnxruntime makes of one and does not name after a node: from the node that they are known by to the last,
 * without those before it.
 */
export function writtenOutGelus(model: GraphIndex): ReadonlyMap<string, readonly (readonly Node[])[]> {
  const found = new Map<string, (readonly Node[])[]>();
  for (const node of model.nodes) {
    const kernel = kernels.get(node.opType);
    const nodes = kernel === undefined ? undefined : geluFrom(node, model);
    if (kernel === undefined || nodes === undefined) continue;
    found.set(kernel, [...(found.get(kernel) ?? []), nodes]);
  }
  return found;
}

/**
 * Whatever comes first, 1 is added, then x and ½ are multiplied in either order; ½ may have been multiplied with x
 * before.
 */
function geluFrom(node: Node, model: GraphIndex): readonly Node[] | undefined {
  const sum = onlyReader(node, 'Add', model);
  const product = sum === undefined ? undefined : onlyReader(sum, 'Mul', model);
  if (sum === undefined || product === undefined) return undefined;
  const other = otherOperand(product, sum);
  const before = model.producerOf.get(other ?? '');
  const scaled = model.producerOf.get(node.inputs[0] ?? '');
  const isInput = scaled?.inputs.includes(other ?? '') === true;
  const isHalved = !isInput && before?.opType === 'Mul' && before.inputs.some((input) => isConstant(input, model));
  if (isHalved) return [node, sum, product];
  const last = onlyReader(product, 'Mul', model);
  if (last === undefined) return undefined;
  // Of x and ½ each is in one of the products.
  return isConstant(other, model) === isConstant(otherOperand(last, product), model)
    ? undefined
    : [node, sum, product, last];
}

function onlyReader({ outputs: [output = ''] }: Node, opType: string, model: GraphIndex): Node | undefined {
  const [reader, ...others] = model.readersOf.get(output) ?? [];
  return others.length === 0 && reader?.opType === opType ? reader : undefined;
}

function isConstant(tensor: string | undefined, { values, producerOf }: GraphIndex): boolean {
  return tensor !== undefined && (!values.has(tensor) || producerOf.get(tensor)?.opType === 'Constant');
}

function otherOperand({ inputs }: Node, { outputs }: Node): string | undefined {
  return inputs.find((input) => !outputs.includes(input));
}
