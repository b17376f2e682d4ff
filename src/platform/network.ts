import { isRunning } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { bind, isExpression, symbolsOf, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { readFacts } from './facts.js';
import type { Facts } from './facts.js';

/**
 * A network in plain numbers: the form that both an analysis and a published report are brought into for prediction.
 */
export interface Network {
  /**
   * By position in the report; undefined for layers that do not run: constant, shape arithmetic, branches not taken.
   */
  readonly layers: readonly (NetworkLayer | undefined)[];
  /** Values that the model takes in and gives out. */
  readonly inputs: readonly NetworkValue[];
  readonly outputs: readonly NetworkValue[];
}

/** The operator that makes floats of integers. */
export const DEQUANTIZE = 'DequantizeLinear';

/** A layer that runs. */
export interface NetworkLayer {
  readonly index: number;
  readonly op: string;
  readonly category: string;
  /** How often it runs in one inference; undefined while unknown. */
  readonly times: number | undefined;
  /** Arithmetic operations of one run; undefined while unknown. */
  readonly arithmetic: number | undefined;
  readonly inputs: readonly (NetworkValue | undefined)[];
  readonly outputs: readonly (NetworkValue | undefined)[];
  /** Undefined where a size is open, and for kinds of which there is no more to say. */
  readonly facts: Facts | undefined;
}

/** A tensor. Other values, such as sequences, have no dtype and no size. */
export interface NetworkValue {
  /** Equal for one value and different between values. */
  readonly id: number | string;
  readonly dtype: string | undefined;
  /** Undefined where the rank or a size is unknown. */
  readonly dims: readonly number[] | undefined;
  /** Whether the file alone determines it: a weight, or what is computed from weights at load. */
  readonly constant: boolean;
  /** Whether it is a constant that is stored in few bits, which runtimes dequantize when they run. */
  readonly dequantized: boolean;
  /** The layer that gives it, if that layer runs. */
  readonly producer: number | undefined;
}

/** How many elements a value has; undefined where a size is unknown. */
export function sizeOf(value: NetworkValue | undefined): number | undefined {
  return value?.dims?.reduce((product, dim) => product * dim, 1);
}

/** The network of an analysis, `assumed` saying what symbols are taken for. */
export function networkOf(analysis: Analysis, assumed: ReadonlyMap<string, number> = new Map()): Network {
  const numberOf = numbersWith(assumed);
  const numbersOf = (dims: readonly Dim[] | undefined): readonly number[] | undefined => {
    const numbers = dims?.flatMap((dim) => numberOf(dim) ?? []);
    return numbers?.length === dims?.length ? numbers : undefined;
  };
  const runs = (layer: Layer | undefined): layer is Layer =>
    layer !== undefined && isRunning(layer) && layer.times !== 0;
  const weights = overridable(analysis);
  const known = new Map<Edge, NetworkValue>();
  const valueOf = (edge: Edge): NetworkValue => {
    const before = known.get(edge);
    if (before !== undefined) return before;
    const { type } = edge;
    const producer = edge.producer === undefined ? undefined : analysis.layers[edge.producer];
    const value: NetworkValue = {
      id: edge.id,
      dtype: type.kind === 'tensor' ? type.dtype : undefined,
      dims: type.kind === 'tensor' ? numbersOf(type.shape) : undefined,
      constant: edge.provenance === 'constant' && !weights.has(edge.name),
      dequantized: edge.provenance === 'constant' && producer?.node.opType === DEQUANTIZE,
      producer: runs(producer) ? producer.index : undefined,
    };
    known.set(edge, value);
    return value;
  };
  const optional = (edge: Edge | undefined): NetworkValue | undefined => edge && valueOf(edge);
  return {
    layers: analysis.layers.map((layer) =>
      runs(layer)
        ? {
            index: layer.index,
            op: layer.node.opType,
            category: layer.category,
            times: numberOf(layer.times),
            arithmetic: numberOf(layer.arithmetic),
            inputs: layer.inputs.map(optional),
            outputs: layer.outputs.map(optional),
            facts: readFacts(layer.detail, numberOf),
          }
        : undefined,
    ),
    inputs: analysis.inputs.map(valueOf),
    outputs: analysis.outputs.map(valueOf),
  };
}

/**
 * Stored tensors that a caller may replace, so that a runtime cannot prepare them at load: initializers that are inputs
 * too, from IR version 4.
 */
function overridable({ model }: Analysis): ReadonlySet<string> {
  if (model.irVersion < 4) return new Set();
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  return new Set(model.graph.initializers.flatMap(({ name }) => (inputs.has(name) ? [name] : [])));
}

/** Reads dims as numbers; undefined for a dim with an unbound symbol, and for text that is no dim. */
function numbersWith(assumed: ReadonlyMap<string, number>): (dim: unknown) => number | undefined {
  return (dim) => {
    if (typeof dim === 'number' || typeof dim === 'bigint') return Number(dim);
    if (!isExpression(dim) || assumed.size === 0) return undefined;
    const bound = unlessTooLarge(() => bind(dim, assumed));
    return bound === undefined || typeof bound === 'object' ? undefined : Number(bound);
  };
}

/**
 * The symbols of batches, the first axes of inputs, that nobody bound, each taken for 1: what runs on one sample has.
 */
export function openBatches({ inputs }: Analysis): ReadonlyMap<string, number> {
  const batches = new Map<string, number>();
  for (const { type } of inputs) {
    const [batch] = (type.kind === 'tensor' ? type.shape : undefined) ?? [];
    if (batch !== undefined) for (const symbol of symbolsOf(batch)) batches.set(symbol, 1);
  }
  return batches;
}
