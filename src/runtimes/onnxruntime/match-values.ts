import type { Node } from '../../ir/index.js';
import { activations, blockedTensor, marksIn } from './anchors.js';
import type { GraphIndex } from './graph-index.js';

/** Operators that onnxruntime puts into a graph by itself, and that leave a tensor's elements as they are. */
export const moves: ReadonlyMap<string, string> = new Map([
  ['ReorderInput', 'a change of layout'],
  ['ReorderOutput', 'a change of layout'],
  ['Transpose', 'a change of layout'],
  ['Reshape', 'a change of shape'],
  ['Squeeze', 'a change of shape'],
  ['Unsqueeze', 'a change of shape'],
  ['Cast', 'a change of precision'],
  ['MemcpyFromHost', 'a copy between devices'],
  ['MemcpyToHost', 'a copy between devices'],
]);

/**
 * How the names of tensors begin that hold another one in single precision, where a device computes half precision so.
 */
const widened = /^InsertedPrecisionFreeCast_/u;

/** Operators behind a convolution that it takes in. */
const takenIn: ReadonlySet<string> = new Set(['BatchNormalization', 'Mul', 'Add', 'Sub', 'Div', ...activations]);

/**
 * The most nodes of the model between what a kernel is named after and its main node: a normalisation and an
 * activation, say.
 */
const MOST_STEPS = 4;

/** Rounds in which what is known of some tensors is passed on to others. */
const MOST_ROUNDS = 8;

/** The purpose of a node that onnxruntime has put in by itself; undefined for a node that computes. */
export function purposeOf(node: Node, model: GraphIndex): string | undefined {
  const isOfModel = marksIn(node.name).length > 0 || (node.name !== '' && model.nodeNames.has(node.name));
  return isOfModel ? undefined : moves.get(node.opType);
}

/**
 * Finds out which tensor of the model each tensor of the optimised model holds, whatever its layout.
 *
 * A tensor that has its old name holds the old value. What onnxruntime puts in by itself gives what it reads. The
 * inputs of a kernel that is named after a node of its own kind are that node's. And a kernel gives what its node
 * gives, after the addition and activation that it has taken in.
 */
export function matchValues(optimised: GraphIndex, model: GraphIndex): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  let changed = false;
  const learn = (tensor: string | undefined, value: string | undefined): void => {
    if (tensor === undefined || value === undefined || known.has(tensor) || !optimised.values.has(tensor)) return;
    known.set(tensor, value);
    changed = true;
  };
  for (const tensor of optimised.values) {
    const bare = tensor.replace(widened, '');
    learn(tensor, model.values.has(tensor) ? tensor : model.values.has(bare) ? bare : undefined);
  }
  const mains = new Map(optimised.nodes.map((node) => [node, mainNode(node, model)]));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    changed = false;
    for (const node of round % 2 === 0 ? optimised.nodes : optimised.nodes.toReversed()) {
      if (purposeOf(node, model) !== undefined) {
        learn(node.inputs[0], known.get(node.outputs[0] ?? ''));
        learn(node.outputs[0], known.get(node.inputs[0] ?? ''));
        continue;
      }
      const main = mains.get(node);
      // A matrix product may have taken in what came before it.
      if (main !== undefined) {
        const count = kindOf(node) === 'Conv' ? 1 : node.inputs.length;
        for (let index = 0; index < count; index += 1) learn(node.inputs[index], inputOf(node, main, index, model));
      }
    }
    if (changed) continue;
    for (const node of optimised.nodes) {
      if (node.outputs.some((output) => output !== '' && !known.has(output))) learnOutputs(node);
    }
    if (!changed) break;
  }
  return known;

  function learnOutputs(node: Node): void {
    const main = mains.get(node);
    const named = blockedTensor(node.name) ?? main?.outputs[0];
    if (named === undefined) return;
    learn(node.outputs[0], afterEpilogue(node, valueOf(named.replace(widened, ''), model) ?? named));
    main?.outputs.slice(1).forEach((output, index) => learn(node.outputs[index + 1], valueOf(output, model)));
  }

  /** The tensor that a node gives: what it is named after, then the sum and the activation that it has taken in. */
  function afterEpilogue({ inputs, attributes }: Node, named: string): string | undefined {
    let value = named;
    const added = known.get(inputs[3] ?? '');
    if (added !== undefined) {
      const sum = (model.readersOf.get(value) ?? []).find(
        ({ opType, inputs: operands }) => (opType === 'Add' || opType === 'Sum') && operands.includes(added),
      );
      value = sum?.outputs[0] ?? value;
    }
    const activation = attributes.get('activation');
    return activation?.kind === 'string' && activation.value !== ''
      ? afterActivation(value, activation.value, model)
      : value;
  }
}

/** The operator of a node, whether or not something was fused with it before. */
function kindOf({ opType }: Node): string {
  return opType.replace(/^Fused(?=Conv)/u, '');
}

/** A value of the model; undefined for a constant. */
function valueOf(tensor: string | undefined, model: GraphIndex): string | undefined {
  return tensor !== undefined && model.values.has(tensor) ? tensor : undefined;
}

/**
 * The value of the model that a kernel reads in the place of an input of its node: where it pads more than its node
 * does, it has taken in the Pad before, and reads what that reads.
 */
function inputOf(node: Node, main: Node, index: number, model: GraphIndex): string | undefined {
  const value = valueOf(main.inputs[index], model);
  const before = value === undefined || index > 0 ? undefined : model.producerOf.get(value);
  if (before?.opType !== 'Pad' || paddingOf(node) === paddingOf(main)) return value;
  return valueOf(before.inputs[0], model);
}

/** The padding of a window as one text; none is as good as one of zeros. */
function paddingOf({ attributes }: Node): string {
  const pads = attributes.get('pads');
  return pads?.kind === 'ints' && pads.value.some((amount) => Number(amount) !== 0) ? pads.value.join() : '';
}

/** The node of the model whose operator a kernel has kept, back from what the kernel is named after. */
function mainNode(node: Node, model: GraphIndex): Node | undefined {
  const [origin] = marksIn(node.name);
  const blocked = blockedTensor(node.name);
  let candidate =
    origin === undefined
      ? blocked === undefined
        ? undefined
        : (model.producerOf.get(blocked) ?? model.producerOf.get(blocked.replace(widened, '')))
      : model.byOrigin.get(origin);
  for (let step = 0; candidate !== undefined && step < MOST_STEPS; step += 1) {
    if (kindOf(candidate) === kindOf(node)) return candidate;
    if (blocked === undefined || !takenIn.has(candidate.opType)) return undefined;
    candidate = model.producerOf.get(candidate.inputs[0] ?? '');
  }
  return undefined;
}

/**
 * The output of an activation of a tensor, written as one node or as two; the tensor itself where it is such an output.
 */
function afterActivation(value: string, activation: string, model: GraphIndex): string {
  if (model.producerOf.get(value)?.opType === activation) return value;
  const readers = model.readersOf.get(value) ?? [];
  const single = readers.find(({ opType }) => opType === activation);
  if (single !== undefined) return single.outputs[0] ?? value;
  // x · HardSigmoid(x) is HardSwish; x · Sigmoid(x) is SiLU.
  const gate = { HardSwish: 'HardSigmoid', Silu: 'Sigmoid', QuickGelu: 'Sigmoid' }[activation];
  const inner = readers.find(({ opType }) => opType === gate)?.outputs[0];
  const product = readers.find(
    ({ opType, inputs }) => opType === 'Mul' && inner !== undefined && inputs.includes(inner),
  );
  return product?.outputs[0] ?? value;
}
