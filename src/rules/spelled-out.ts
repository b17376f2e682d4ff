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
 * The functions of one value that end in this layer, the longest first: for each value that its ancestors read, what
 * the layer is a function of if nothing else but constants goes in, and if nobody else reads what is between. A
 * reduction must be over the same last axes.
 */
export function* functionsEndingIn(analysis: Analysis, last: Layer): Generator<SpelledOut> {
  const [output] = last.outputs;
  if (output === undefined || !operandsOf(last).every(isDataOrNumber)) return;
  const ancestors = ancestorsOf(analysis, last);
  if (ancestors.size < 2 || ![...ancestors.values()].some(isBent)) return;
  for (const { input, layers } of partsOf(output, ancestors).toReversed()) {
    if (layers.length < 2 || !isClosed(analysis, new Set(layers), last, input)) continue;
    const samples = sample(input, output, layers);
    if (samples !== undefined) yield { input, output, layers, samples };
  }
}

/** The elementary layers before this one, itself included, by index. */
function ancestorsOf(analysis: Analysis, last: Layer): ReadonlyMap<number, Layer> {
  const layers = new Map([[last.index, last]]);
  for (const layer of layers.values()) {
    for (const { producer } of dataInputs(layer)) {
      const before = producer === undefined ? undefined : analysis.layers[producer];
      if (before !== undefined && layers.size < MOST_LAYERS && before.region === last.region && isElementary(before)) {
        layers.set(before.index, before);
      }
    }
  }
  return layers;
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

/** The layers that compute a value from one input and constants, in execution order. */
type Part = Pick<SpelledOut, 'input' | 'layers'>;

/**
 * The parts of these layers that compute a value from one input and constants, short ones first: layer by layer
 * backwards, wherever just one value is left that was not yet gone back from.
 */
function partsOf(output: Edge, among: ReadonlyMap<number, Layer>): readonly Part[] {
  const parts: Part[] = [];
  const passed: Layer[] = [];
  const open = [output];
  for (;;) {
    // The one that is made last: whatever else leads to it has been gone back from by then.
    let latest: Edge | undefined;
    let layer: Layer | undefined;
    for (const edge of open) {
      const producer = edge.producer === undefined ? undefined : among.get(edge.producer);
      if (producer !== undefined && (layer === undefined || producer.index > layer.index)) {
        latest = edge;
        layer = producer;
      }
    }
    if (latest === undefined || layer === undefined) return parts;
    open.splice(open.indexOf(latest), 1);
    if (!passed.includes(layer)) {
      passed.push(layer);
      for (const edge of operandsOf(layer)) {
        if (!isDataOrNumber(edge)) return parts;
        if (edge.provenance === 'data' && !open.includes(edge)) open.push(edge);
      }
    }
    const [input, another] = open;
    if (input !== undefined && another === undefined) parts.push({ input, layers: passed.toReversed() });
  }
}

/** Whether an operand is data, or a constant whose elements are all one number. */
function isDataOrNumber(edge: Edge): boolean {
  return edge.provenance === 'data' || constantValue(edge) !== undefined;
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
