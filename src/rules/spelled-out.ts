import { dataInputs, isRunning, isView, readersOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { constantValue } from './constant-value.js';
import { evaluate } from './elementary-function.js';
import type { Samples } from './elementary-function.js';

/** A function of one value that several layers compute together. */
export interface SpelledOut {
  readonly input: Edge;
  readonly output: Edge;
  /** In execution order. */
  readonly layers: readonly Layer[];
  /** Its values at the points. */
  readonly samples: Samples;
}

/** The longest that is known, Gelu by tanh, takes 9 layers; exporters put Casts around. */
const MOST_LAYERS = 14;

/**
 * Points at which functions are told apart: on both sides of 0, of −3 and of 3, and no two the same distance from it.
 */
export const points: Samples = [-4.1, -2.3, -0.7, -0.2, 0.4, 1.1, 2.6, 5.3];

/**
 * The functions of one value that end in this layer: for each value that its ancestors read, nearest first, what the
 * layer is a function of if nothing else but constants goes in, and if nobody else reads what is between. A reduction
 * must be over the same last axes.
 */
export function* functionsEndingIn(analysis: Analysis, last: Layer): Generator<SpelledOut> {
  const [output] = last.outputs;
  if (output === undefined) return;
  const { layers, candidates } = ancestorsOf(analysis, last);
  if (![...layers.values()].some(isBent)) return;
  for (const input of candidates) {
    const between = layersBetween(input, output, layers);
    if (between === undefined || between.length < 2 || !isClosed(analysis, new Set(between), last, input)) continue;
    const samples = sample(input, output, between);
    if (samples !== undefined) yield { input, output, layers: between, samples };
  }
}

/** The elementary layers before this one, itself included, and the data they read, nearest first. */
function ancestorsOf(
  analysis: Analysis,
  last: Layer,
): { readonly layers: ReadonlyMap<number, Layer>; readonly candidates: ReadonlySet<Edge> } {
  const layers = new Map([[last.index, last]]);
  const candidates = new Set<Edge>();
  for (const layer of layers.values()) {
    for (const edge of dataInputs(layer)) {
      candidates.add(edge);
      const producer = edge.producer === undefined ? undefined : analysis.layers[edge.producer];
      if (
        producer !== undefined &&
        layers.size < MOST_LAYERS &&
        producer.region === last.region &&
        isElementary(producer)
      ) {
        layers.set(producer.index, producer);
      }
    }
  }
  return { layers, candidates };
}

/** Whether a layer may be part of a function of one value. */
function isElementary(layer: Layer): boolean {
  const { detail } = layer;
  if (!isRunning(layer) || isView(layer) || detail === undefined) return false;
  return (
    detail.kind === 'elementwise' ||
    detail.kind === 'reduction' ||
    (detail.kind === 'movement' && detail.function === 'cast')
  );
}

/** Whether a layer is neither a sum nor a product: without one, layers together are a polynomial. */
function isBent({ detail }: Layer): boolean {
  return detail?.kind === 'reduction' || (detail?.kind === 'elementwise' && bent.has(detail.function));
}

const bent: ReadonlySet<string> = new Set([
  'exp',
  'tanh',
  'erf',
  'sigmoid',
  'softplus',
  'hardsigmoid',
  'clip',
  'relu',
  'min',
  'max',
]);

/**
 * Those of the layers that compute one value from another and constants, in execution order; undefined when something
 * else goes in.
 */
function layersBetween(input: Edge, output: Edge, layers: ReadonlyMap<number, Layer>): readonly Layer[] | undefined {
  const needed = new Set<Layer>();
  const open = [output];
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const layer = edge.producer === undefined ? undefined : layers.get(edge.producer);
    if (layer === undefined) return undefined;
    if (needed.has(layer)) continue;
    needed.add(layer);
    for (const each of operandsOf(layer)) {
      if (each !== input && constantValue(each) === undefined) open.push(each);
    }
  }
  return [...needed].toSorted((a, b) => a.index - b.index);
}

/** The operands of a layer; the axes of a reduction are not among them. */
function operandsOf({ detail, inputs }: Layer): readonly Edge[] {
  return (detail?.kind === 'reduction' ? inputs.slice(0, 1) : inputs).filter((edge) => edge !== undefined);
}

function sample(input: Edge, output: Edge, layers: readonly Layer[]): Samples | undefined {
  const known = new Map<Edge, Samples>([[input, points]]);
  for (const layer of layers.values()) {
    const operands = operandsOf(layer).map((edge) => known.get(edge) ?? [constantValue(edge) ?? NaN]);
    const result = layer.detail === undefined ? undefined : evaluate(layer.detail, operands);
    const [made] = layer.outputs;
    if (result === undefined || made === undefined) return undefined;
    known.set(made, result);
  }
  return known.get(output);
}

/** Whether nobody but these layers reads what is between the input and the last of them. */
function isClosed(analysis: Analysis, used: ReadonlySet<Layer>, last: Layer, input: Edge): boolean {
  const readers = readersOf(analysis);
  return [...used].every(
    (layer) =>
      layer === last ||
      layer.outputs.every(
        (edge) =>
          edge === undefined ||
          edge === input ||
          (!readers.escapes(edge) && readers.of(edge).every((reader) => used.has(reader))),
      ),
  );
}
