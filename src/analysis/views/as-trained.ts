import { fromInteger, isKnown, multiply, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { remember } from './remember.js';
import { append } from '../../text/index.js';

/** The changes that an exporter made to a model's parameters, as far as the file shows. */
export interface AsTrained {
  /** The params of the network that was trained: what `model.parameters()` counted before the export. */
  readonly params: Dim;
  /** BatchNormalizations that were folded into the convolution before them, and the params that went with them. */
  readonly foldedNormalizations: number;
  readonly foldedParams: Dim;
  /** Parameters that have the values of another and share its tensor, and how many params these have. */
  readonly sharedTensors: number;
  readonly sharedParams: Dim;
}

/**
 * The view of what the exporter took away. PyTorch's exporter folds a BatchNormalization into the convolution before it
 * and names the new weight `onnx::Conv_…` (a bare number before PyTorch 1.12): scale and shift of each channel became a
 * bias. Its newer exporter, and whoever optimises by onnxscript, keeps the weight's name and calls a bias that was not
 * there before `…_bias`; where there was one, nothing shows. And equal tensors are stored once: the others are an
 * Identity of the first.
 */
export const asTrainedOf: (analysis: Analysis) => AsTrained = remember((analysis) => {
  const folded = foldedInto(analysis);
  const shared = sharedTensors(analysis);
  const foldedParams = sum(folded);
  const sharedParams = sum(shared);
  return {
    params: sum([analysis.totals.params, foldedParams, sharedParams]),
    foldedNormalizations: folded.length,
    foldedParams,
    sharedTensors: shared.length,
    sharedParams,
  };
});

/** Of each folded BatchNormalization, the params that it had beyond the bias that stands for it. */
function foldedInto({ model, layers }: Analysis): readonly Dim[] {
  const isTorch = model.producer.startsWith('pytorch');
  const isFolded = (weight: StoredTensor, bias: StoredTensor | undefined): boolean =>
    /^onnx::Conv_\d+/.test(weight.name) ||
    (isTorch && /^\d+$/.test(weight.name) && bias !== undefined && /^\d+$/.test(bias.name));
  const seen = new Set<StoredTensor>();
  const folded: Dim[] = [];
  for (const { detail, inputs } of layers) {
    if (detail?.kind !== 'convolution' && detail?.kind !== 'matmul') continue;
    const [data] = inputs;
    const [, weight, bias] = inputs.map((edge) => (edge === undefined ? undefined : storedBehind(edge)));
    if (weight === undefined || seen.has(weight)) continue;
    if (bias?.name === `${weight.name}_bias` || (isTorch && bias?.name === `${data?.name}_bias`)) {
      seen.add(weight);
      folded.push(fromInteger(bias.dims.reduce((all, length) => BigInt(all) * BigInt(length), 1n)));
    } else if (detail.kind === 'convolution' && !detail.transposed && isFolded(weight, bias)) {
      seen.add(weight);
      folded.push(bias === undefined ? multiply(2, detail.outputChannels) : detail.outputChannels);
    }
  }
  return folded;
}

/** The stored tensor that a value shares memory with. */
function storedBehind(edge: Edge): StoredTensor | undefined {
  let at: Edge | undefined = edge;
  while (at !== undefined && at.stored === undefined) at = at.viewOf;
  return at?.stored;
}

/**
 * The elements of each parameter that is no tensor of its own. A matrix that is read twice was tied by its author and
 * is one parameter.
 */
function sharedTensors({ layers }: Analysis): readonly Dim[] {
  const aliases = new Map<Edge, Edge[]>();
  for (const { inputs, outputs, category } of layers) {
    const [original] = inputs;
    const [alias] = outputs;
    if (category !== 'constant' || inputs.length !== 1 || original?.stored === undefined) continue;
    if (alias?.viewOf === original && longAxes(original) < 2) append(aliases, original, alias);
  }
  return [...aliases].flatMap(([original, all]) => {
    const params = [original, ...all].filter((edge) => isParameter(edge, layers));
    return params.slice(1).map((edge): Dim => edge.elements ?? 0);
  });
}

function isParameter(edge: Edge, layers: readonly Layer[]): boolean {
  const { type, elements } = edge;
  if (type.kind !== 'tensor' || type.dtype === undefined || !isFloat(type.dtype)) return false;
  const single = elements !== undefined && isKnown(elements) && elements <= 1;
  return edge.consumers.some((index) => {
    const layer = layers[index];
    if (layer === undefined || (layer.category === 'constant' && layer.outputs[0]?.viewOf === edge)) return false;
    return layer.inputs.some((input, position) => {
      const role = layer.operator?.roleOf(position);
      return input === edge && (role === 'weight' || (role === 'activation' && !single));
    });
  });
}

function longAxes({ stored }: Edge): number {
  return stored?.dims.filter((length) => length !== 1).length ?? 0;
}
