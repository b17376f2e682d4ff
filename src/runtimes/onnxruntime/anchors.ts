import type { Graph, Model, Node } from '../../ir/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';

/** The name that a node is given for measuring: what onnxruntime makes of it keeps it whole. */
export function markOf(origin: string): string {
  return `@${origin}@`;
}

/** Such names, and the places in them. */
export const marks = /@([^@]+)@/gu;

/** Operators that only onnxruntime puts into a graph, to change the layout of tensors or the memory they are in. */
const inserted = new Set(['ReorderInput', 'ReorderOutput', 'MemcpyFromHost', 'MemcpyToHost']);

/** How tensors and conversions begin that are put in where a device computes half precision in single. */
const widened = /^InsertedPrecisionFreeCast_/u;

/** What is known of the kernels of an optimised model, by their name. */
export type KernelFacts = ReadonlyMap<string, Pick<KernelProfile, 'anchors' | 'epilogue'>>;

/** Reads from a model that onnxruntime has optimised what each of its kernels computes; `marked` where nodes were named by `markOf`. */
export function kernelFacts(optimised: Model, marked: boolean): KernelFacts {
  const facts = new Map<string, Pick<KernelProfile, 'anchors' | 'epilogue'>>();
  const visit = ({ nodes }: Graph): void => {
    for (const node of nodes) {
      facts.set(node.name, {
        anchors: [...anchorsOfName(node.name, marked), ...anchorsOfOutputs(node, marked)],
        epilogue: epilogueOf(node),
      });
      for (const attribute of node.attributes.values()) {
        if (attribute.kind === 'graph') visit(attribute.value);
        if (attribute.kind === 'graphs') attribute.value.forEach(visit);
      }
    }
  };
  visit(optimised.graph);
  return facts;
}

/**
 * What the name of a kernel says. A blocked convolution or pooling (NCHWc) is named after the tensor that it gave before other nodes were
 * taken in; all else after a node, with what was done to it behind.
 */
export function anchorsOfName(name: string, marked: boolean): readonly Anchor[] {
  const blocked = /^(?<tensor>.+?)(?:_bn)?_nchwc(?:_token_\d+)?$/su
    .exec(name)
    ?.groups?.['tensor']?.replace(widened, '');
  const nodes = marked ? [...name.matchAll(marks)].map(([, origin = '']): Anchor => ({ kind: 'origin', origin })) : [];
  if (blocked !== undefined) return [...nodes, { kind: 'output', tensor: blocked }];
  return marked ? nodes : [{ kind: 'name', name }];
}

/** Tensors of the optimised model bear their old names where they hold the old values; moves that were put in give such tensors, too. */
function anchorsOfOutputs({ name, opType, outputs }: Node, marked: boolean): readonly Anchor[] {
  const isOwn =
    inserted.has(opType) ||
    (opType === 'Cast' && widened.test(name)) ||
    (opType === 'Transpose' && marked && !name.includes('@'));
  return isOwn
    ? []
    : outputs
        .filter((tensor) => tensor !== '')
        .map((tensor) => ({ kind: 'output', tensor: tensor.replace(widened, '') }));
}

/** What a fused convolution applies at its end: the addition of a fourth input, then an activation. */
function epilogueOf({ opType, inputs, attributes }: Node): readonly string[] {
  if (!opType.endsWith('Conv')) return [];
  const activation = attributes.get('activation');
  return [
    ...(inputs[3] === undefined || inputs[3] === '' ? [] : ['Add', 'Sum']),
    ...(activation?.kind === 'string' && activation.value !== '' ? [activation.value] : []),
  ];
}
