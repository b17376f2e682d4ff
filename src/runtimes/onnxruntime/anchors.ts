import type { Node } from '../../ir/index.js';
import type { Anchor } from '../../measurement/index.js';

/** The name that a node is given for measuring: what onnxruntime makes of it keeps it whole. */
export function markOf(origin: string): string {
  return `@${origin}@`;
}

/** Names that netstat gave to nodes, and the places in them. */
export const marks = /@([^@]+)@/gu;

/** The places in a name, in order. */
export function marksIn(name: string): readonly string[] {
  return [...name.matchAll(marks)].map(([, origin = '']) => origin);
}

/**
 * The tensor after which a blocked convolution or pooling (NCHWc) is named: what it gave before other nodes were taken
 * in.
 */
export function blockedTensor(name: string): string | undefined {
  return /^(?<tensor>.+?)(?:_bn)?_nchwc(?:_token_\d+)?$/su.exec(name)?.groups?.['tensor'];
}

/** Activations that convolutions take in. */
export const activations = ['Relu', 'Clip', 'Sigmoid', 'Tanh', 'LeakyRelu', 'HardSigmoid', 'HardSwish'] as const;

/** How tensors begin that hold another one in single precision. */
const widened = /^InsertedPrecisionFreeCast_/u;

/**
 * The anchors in the name of a kernel: a blocked kernel is named after a tensor; all else after a node, with what was
 * done to it behind.
 */
export function anchorsOfName(name: string, marked: boolean): readonly Anchor[] {
  const nodes = marked ? marksIn(name).map((origin): Anchor => ({ kind: 'origin', origin })) : [];
  const blocked = blockedTensor(name);
  if (blocked !== undefined) return [...nodes, ...tensorAnchors(blocked)];
  return marked ? nodes : [{ kind: 'name', name }];
}

/** Tensors of the optimised model bear their old names where they hold the old values. */
export function anchorsOfOutputs({ outputs }: Node): readonly Anchor[] {
  return outputs.filter((tensor) => tensor !== '').flatMap(tensorAnchors);
}

/** The tensor itself first: a model that onnxruntime has optimised before may have such names of its own. */
function tensorAnchors(tensor: string): readonly Anchor[] {
  const bare = tensor.replace(widened, '');
  return [...new Set([tensor, bare])].map((name) => ({ kind: 'output', tensor: name }));
}

/** The operators that a fused convolution applies at its end: the addition of a fourth input, then an activation. */
export function epilogueOf({ opType, inputs, attributes }: Node): readonly string[] {
  if (!opType.endsWith('Conv')) return [];
  const activation = attributes.get('activation');
  return [
    ...(inputs[3] === undefined || inputs[3] === '' ? [] : ['Add', 'Sum']),
    ...(activation?.kind === 'string' && activation.value !== '' ? [activation.value] : []),
  ];
}
