import { NetstatError, printOrigin } from '../ir/index.js';
import type { Attribute, Graph, Model, Node, StoredTensor } from '../ir/index.js';
import { DECODED_ELEMENTS, isInModelFolder } from '../onnx/index.js';

/** Weights that a model names and that are not there. */
export interface AbsentWeights {
  /** Files, by their path from the model, with the bytes that the model says they have. */
  readonly files: ReadonlyMap<string, number>;
  /** Files with weights that are there, by their path from the model. */
  readonly present: ReadonlySet<string>;
  /**
   * Those tensors in bodies and functions, by origin, with their bytes: a runtime can be handed files for the main
   * graph only.
   */
  readonly inBodies: ReadonlyMap<string, number>;
}

/**
 * The weights of a model that are not there; `isThere` says of a file, by its path from the model, whether it is. Zeros
 * can stand for weights, but not for the short lists of integers that steer shapes.
 * @throws NetstatError when such a list is in an absent file, or a weight outside the model's folder: some runtimes
 * would open any file
 */
export function absentWeights(model: Model, isThere: (location: string) => boolean): AbsentWeights {
  const files = new Map<string, number>();
  const inBodies = new Map<string, number>();
  const present = new Set<string>();
  for (const { name, dtype, dims, bytes, location, origin } of storedTensors(model)) {
    if (location.kind !== 'external') continue;
    checkInside(name, location.path);
    if (isThere(location.path)) {
      present.add(location.path);
      continue;
    }
    const elements = dims.reduce<number>((product, dim) => product * Number(dim), 1);
    if ((dtype === 'int64' || dtype === 'int32') && elements <= DECODED_ELEMENTS) {
      throw new NetstatError(
        'runtime-failed',
        `the integers of ${name} are in ${location.path}, which is not there; they may steer shapes ` +
          'and cannot be made up: put the file beside the model',
      );
    }
    const length = Number(location.length ?? bytes ?? 0);
    files.set(location.path, Math.max(files.get(location.path) ?? 0, Number(location.offset) + length));
    const place = printOrigin(origin);
    if (!isInMainGraph(place)) inBodies.set(place, Number(bytes ?? length));
  }
  return { files, present, inBodies };
}

function checkInside(tensor: string, location: string): void {
  if (isInModelFolder(location)) return;
  throw new NetstatError(
    'runtime-failed',
    `the weights of ${tensor} are said to be in ${location}, outside the model's folder; no runtime ` +
      'is handed such a model',
  );
}

/** Whether a tensor is an initializer of the main graph, or an attribute of a node there. */
function isInMainGraph(origin: string): boolean {
  return /^graph\.(?:node\[\d+\]\.attribute\[\d+\]\.t|initializer\[\d+\])$/u.test(origin);
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
