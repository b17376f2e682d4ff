import { equals } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { isRunning } from '../accounts/totals.js';
import { rankOf } from '../sizes.js';
import { overridableOf } from './overridable.js';
import { dataInputs, isView, onlyDataInput, readersOf } from './readers.js';
import type { Readers } from './readers.js';

/** The layers that a kernel takes in after its first one. */
export interface Chains {
  readonly fusedInto: readonly (number | undefined)[];
  /** By layer that takes others in, or could: the value that its kernel gives. */
  readonly results: ReadonlyMap<number, Edge>;
}

/** A kernel, as far as it has grown. */
interface Kernel {
  /** The layer that it is for. */
  readonly anchor: Layer;
  /** Whether no activation has been taken in, so that a BatchNormalization can still be folded into the weights. */
  readonly linear: boolean;
  /** Whether nothing has been taken in. */
  readonly bare: boolean;
}

/** An activation spelled out takes up to 9 layers (Gelu by tanh); beyond so many no runtime looks for one. */
const MAX_SPELLED_OUT_LAYERS = 16;

/**
 * Finds the layers that kernels take in. docs/fusion.md has the table of patterns and the answer of onnxruntime to
 * each:
 * - a BatchNormalization after a convolution, or right after a product of two matrices, whose weights absorb it;
 * - an element-wise layer of one operand besides constants, after a convolution, product, addition, normalisation,
 *   pooling or softmax;
 * - a function of one value that several element-wise layers spell out (x·sigmoid(x)), after one of these. A transposed
 * convolution takes in nothing. A product with an addend of its own (Gemm) takes in activations only. The value between
 * must have no other reader, and no graph may give it out. An initializer that a caller may replace is no constant:
 * what reads it is a layer of its own.
 */
export function fuseChains(analysis: Analysis): Chains {
  const { layers } = analysis;
  const readers = readersOf(analysis);
  const overridable = overridableOf(analysis);
  const fusedInto: (number | undefined)[] = new Array<number | undefined>(layers.length).fill(undefined);
  const kernels = new Map<Edge, Kernel>();
  const results = new Map<number, Edge>();
  const grow = (edge: Edge, kernel: Kernel): void => {
    kernels.set(edge, kernel);
    results.set(kernel.anchor.index, edge);
  };
  const takeIn = (layer: Layer, output: Edge, kernel: Kernel): void => {
    fusedInto[layer.index] = kernel.anchor.index;
    grow(output, kernel);
  };

  for (const layer of layers) {
    const output = layer.outputs[0];
    if (output === undefined || !isRunning(layer) || fusedInto[layer.index] !== undefined) continue;
    const kernel = overridable.isReadBy(layer) ? undefined : kernelBefore(layer, kernels, readers);
    if (kernel !== undefined && isView(layer)) grow(output, kernel);
    else if (kernel !== undefined && !overridable.isReadBy(kernel.anchor) && isFoldable(layer, kernel)) {
      takeIn(layer, output, { ...kernel, bare: false });
    } else if (kernel !== undefined && isPointwise(layer, output) && accepts(kernel.anchor, layer)) {
      takeIn(layer, output, { anchor: kernel.anchor, linear: kernel.linear && isScaleOrBias(layer), bare: false });
    } else if (isAnchor(layer)) grow(output, { anchor: layer, linear: true, bare: true });

    const grown = kernels.get(output);
    const spelledOut = grown === undefined ? undefined : pointwiseFunction(output, grown.anchor, readers);
    if (grown === undefined || spelledOut === undefined || spelledOut.layers.some(overridable.isReadBy)) continue;
    for (const part of spelledOut.layers) fusedInto[part.index] = grown.anchor.index;
    grow(spelledOut.result, { anchor: grown.anchor, linear: false, bare: false });
  }
  return { fusedInto, results };
}

/** The kernel whose result the layer alone reads. */
function kernelBefore(layer: Layer, kernels: ReadonlyMap<Edge, Kernel>, readers: Readers): Kernel | undefined {
  const input = onlyDataInput(layer);
  const kernel = input === undefined ? undefined : kernels.get(input);
  // Few values are a kernel's, so their readers are asked for last.
  return input !== undefined && kernel?.anchor.region === layer.region && readers.only(input) === layer
    ? kernel
    : undefined;
}

/** Whether the weights of a kernel's layer absorb a normalisation. */
function isFoldable({ detail, outputs }: Layer, { anchor, linear, bare }: Kernel): boolean {
  if (detail?.kind !== 'normalization' || detail.function !== 'batch') return false;
  if (anchor.detail?.kind === 'convolution') return linear;
  // The channels of the normalisation are the columns of the product in a matrix only.
  return bare && anchor.detail?.kind === 'matmul' && anchor.detail.affine !== true && rankOf(outputs[0]) === 2;
}

/** Whether a kernel takes in an element-wise layer of this kind. */
function accepts({ detail }: Layer, layer: Layer): boolean {
  return !(detail?.kind === 'matmul' && detail.affine === true && isScaleOrBias(layer));
}

/** Whether an element of the output is a function of the one element at its place in the data read. */
function isPointwise(layer: Layer, output: Edge): boolean {
  return layer.detail?.kind === 'elementwise' && dataInputs(layer).every((input) => sameShape(input, output));
}

function isScaleOrBias({ detail }: Layer): boolean {
  return detail?.kind === 'elementwise' && scalesAndBiases.has(detail.function);
}

const scalesAndBiases: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div']);

function isAnchor(layer: Layer): boolean {
  const { detail } = layer;
  switch (detail?.kind) {
    case 'convolution':
      return !detail.transposed;
    case 'matmul':
    case 'normalization':
    case 'pool':
    case 'softmax':
      return true;
    case 'elementwise':
      return detail.function === 'add' || detail.function === 'sum';
    default:
      return multiplies(layer);
  }
}

/**
 * The layers that compute a value from `start` by element-wise work alone, where nobody else reads it or the values
 * between.
 */
function pointwiseFunction(
  start: Edge,
  anchor: Layer,
  readers: Readers,
): { readonly layers: readonly Layer[]; readonly result: Edge } | undefined {
  if (readers.escapes(start) || readers.of(start).length < 2) return undefined;
  const values = new Set([start]);
  const layers = new Set<Layer>();
  // Readers that are not yet among the layers. As layers stand in execution order, only the lowest of them can be the
  // next.
  const open = new Set(readers.of(start));
  while (layers.size < MAX_SPELLED_OUT_LAYERS) {
    const next = [...open].reduce((least, layer) => (layer.index < least.index ? layer : least));
    const [output] = next.outputs;
    if (
      output === undefined ||
      next.region !== anchor.region ||
      !dataInputs(next).every((input) => values.has(input)) ||
      !(isPointwise(next, output) || isView(next))
    ) {
      return undefined;
    }
    layers.add(next);
    open.delete(next);
    if (open.size === 0) return { layers: [...layers].filter((layer) => !isView(layer)), result: output };
    const after = readers.of(output);
    if (readers.escapes(output) || after.length === 0) return undefined;
    values.add(output);
    for (const reader of after) open.add(reader);
  }
  return undefined;
}

function sameShape({ type: a }: Edge, { type: b }: Edge): boolean {
  return (
    isRanked(a) &&
    isRanked(b) &&
    // Equal types are often one object.
    (a === b || (a.shape.length === b.shape.length && a.shape.every((dim, axis) => equals(dim, b.shape[axis] ?? 0))))
  );
}
