import type { Analysis, Edge, Layer } from '../src/analysis/index.js';
import { alignUp } from '../src/arena/piece.js';
import { placeInExecutionOrder } from '../src/arena/execution-order.js';

/** Onnxruntime's own alignment. */
export const ALIGNMENT = 256;

/** Operators whose output is their first input, by onnxruntime's kernels on a CPU. */
const aliases: ReadonlySet<string> = new Set(['Dropout', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']);

/** Operators whose kernels write over an input that nobody else needs, with its position. */
const inPlace: ReadonlyMap<string, number> = new Map([
  ...['Relu', 'Clip', 'Sigmoid', 'Tanh', 'Softmax', 'LogSoftmax', 'LeakyRelu', 'Elu', 'HardSigmoid', 'Selu'].map(
    (name): [string, number] => [name, 0],
  ),
  ...['ScatterND', 'ScatterElements', 'Scatter', 'Trilu', 'MoE', 'Softplus', 'Softsign', 'ThresholdedRelu'].map(
    (name): [string, number] => [name, 0],
  ),
  ['com.microsoft.nchwc.Conv', 3],
  ['com.microsoft.FusedConv', 3],
]);

/** A piece of the block, with the steps for which it is taken. */
interface Piece {
  readonly bytes: number;
  readonly kind: string;
  readonly from: number;
  to: number;
  /** Readings that are still to come. */
  uses: number;
}

/**
 * The block that onnxruntime's planner makes for the graph that it runs (core/framework/allocation_planner.cc and
 * mem_pattern_planner.h): an output is its input where the kernel says so, takes over the memory of an input that
 * nobody else needs, or of a dead value of the same shape and type, the latest that died; else it is a new piece. A
 * piece is taken until what it last holds has been read. Pieces are placed in execution order, each in the smallest
 * gap that holds it. Inputs, outputs and stored tensors lie outside. Undefined where a size is unknown.
 */
export function plannedBlockOf({ layers, edges }: Analysis): number | undefined {
  const main = layers.filter(({ region }) => region === 0);
  const readings = new Map<Edge, number>();
  for (const edge of edges) {
    const readers = edge.consumers.map((index) => layers[index]);
    const count = readers.reduce(
      (sum, layer) => sum + (layer?.region === 0 ? layer.inputs.filter((each) => each === edge).length : 1),
      0,
    );
    readings.set(edge, count);
  }
  const pieces: Piece[] = [];
  const held = new Map<Edge, Piece>();
  const dead: Piece[] = [];
  let unknown = false;
  const use = (edge: Edge | undefined): Piece | undefined => (edge === undefined ? undefined : held.get(edge));
  const take = (layer: Layer, edge: Edge, position: number, step: number): Piece | undefined => {
    const name = layer.node.domain === 'ai.onnx' ? layer.node.opType : `${layer.node.domain}.${layer.node.opType}`;
    if (aliases.has(name) && position === 0) return use(layer.inputs[0]);
    const over = inPlace.get(name);
    const given = over === undefined || position !== 0 ? undefined : use(layer.inputs[over]);
    const kind = kindOf(edge);
    if (given?.uses === 1 && given.kind === kind) return given;
    const free = dead.findLastIndex((piece) => piece.kind === kind);
    const [freed] = free === -1 ? [] : dead.splice(free, 1);
    if (freed !== undefined) return freed;
    const bytes = Number(edge.bytes);
    if (edge.bytes === undefined || !Number.isFinite(bytes)) {
      unknown = true;
      return undefined;
    }
    const piece = { bytes: alignUp(bytes, ALIGNMENT), kind, from: step, to: step, uses: 0 };
    pieces.push(piece);
    return piece;
  };
  main.forEach((layer, step) => {
    const made = layer.outputs.flatMap((edge, position) => {
      if (edge === undefined || edge.stored !== undefined || layer.node.opType === 'Constant') return [];
      if (edge.isOutput) return [];
      const piece = take(layer, edge, position, step);
      if (piece === undefined) return [];
      held.set(edge, piece);
      // The layer itself holds what it makes.
      piece.uses += (readings.get(edge) ?? 0) + 1;
      return [piece];
    });
    const read = layer.inputs.flatMap((edge) => use(edge) ?? []);
    for (const piece of [...read, ...made]) {
      piece.uses -= 1;
      piece.to = step;
      if (piece.uses === 0) dead.push(piece);
    }
  });
  return unknown ? undefined : placeInExecutionOrder(pieces).bytes;
}

function kindOf({ type }: Edge): string {
  return type.kind === 'tensor' ? `${type.dtype ?? '?'} ${type.shape?.map(Number).join('x') ?? '?'}` : type.kind;
}
