import { existsSync } from 'node:fs';
import path from 'node:path';
import { isInteger, NetstatError } from '../ir/index.js';
import type { Attribute, Graph, Model, Node, StoredTensor } from '../ir/index.js';
import { DECODED_ELEMENTS } from '../onnx/index.js';

/** A file of weights that is not beside its model, and how long the model says it is. */
export interface AbsentWeights {
  readonly location: string;
  readonly bytes: number;
}

/**
 * The files of weights that a model in `folder` names and that are not there. Zeros can stand for weights, but not for the short lists of
 * integers that steer shapes.
 * @throws NetstatError when such a list is in an absent file
 */
export function absentWeights(model: Model, folder: string | undefined): readonly AbsentWeights[] {
  const lengths = new Map<string, number>();
  for (const { name, dtype, dims, bytes, location } of storedTensors(model)) {
    if (location.kind !== 'external' || (folder !== undefined && existsSync(path.resolve(folder, location.path)))) continue;
    const elements = dims.reduce<number>((product, dim) => product * Number(dim), 1);
    if (dtype !== undefined && (dtype === 'int64' || dtype === 'int32') && isInteger(dtype) && elements <= DECODED_ELEMENTS) {
      throw new NetstatError('runtime-failed', `the integers of ${name} are in ${location.path}, which is not there; they may steer shapes and cannot be made up: put the file beside the model`);
    }
    const end = Number(location.offset) + Number(location.length ?? bytes ?? 0);
    lengths.set(location.path, Math.max(lengths.get(location.path) ?? 0, end));
  }
  return [...lengths].map(([location, bytes]) => ({ location, bytes }));
}

function* storedTensors({ graph, functions }: Model): Generator<StoredTensor> {
  yield* tensorsOfGraph(graph);
  for (const { nodes, defaults } of functions) {
    yield* tensorsOfNodes(nodes);
    for (const attribute of defaults.values()) yield* tensorsOfAttribute(attribute);
  }
}

function* tensorsOfGraph({ initializers, nodes }: Graph): Generator<StoredTensor> {
  yield* initializers;
  yield* tensorsOfNodes(nodes);
}

function* tensorsOfNodes(nodes: readonly Node[]): Generator<StoredTensor> {
  for (const { attributes } of nodes) {
    for (const attribute of attributes.values()) yield* tensorsOfAttribute(attribute);
  }
}

function* tensorsOfAttribute(attribute: Attribute): Generator<StoredTensor> {
  switch (attribute.kind) {
    case 'tensor':
      yield attribute.value;
      break;
    case 'tensors':
      yield* attribute.value;
      break;
    case 'graph':
      yield* tensorsOfGraph(attribute.value);
      break;
    case 'graphs':
      for (const graph of attribute.value) yield* tensorsOfGraph(graph);
      break;
    default:
  }
}
