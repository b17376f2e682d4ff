import { add, fromInteger, isKnown, multiply, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { longAxesStored, rankOf, storedBehind } from '../sizes.js';
import { frozenNormalizations } from './frozen-normalizations.js';
import { lookedUpTables } from './looked-up-tables.js';
import { madeNames } from './made-names.js';
import { remember } from './remember.js';
import { rerunsIn } from './reruns.js';
import { append } from '../../text/index.js';

/** The changes that an exporter made to a model's parameters, as far as the file shows. */
export interface AsTrained {
  /** The params of the network that was trained: what `model.parameters()` counted before the export. */
  readonly parameters: Dim;
  /** BatchNormalizations that were folded into the convolution before them, and the params that went with them. */
  readonly foldedNormalizations: number;
  readonly foldedParams: Dim;
  /** Parameters that have the values of another and share its tensor, and how many params these have. */
  readonly sharedTensors: number;
  readonly sharedParams: Dim;
  /** Tables of biases that stand looked up in the file, and the params that they have there beyond those learned. */
  readonly lookedUpTables: number;
  readonly lookedUpParams: Dim;
  /** BatchNormalizations of four buffers that became products and sums, and the params that the file has of them. */
  readonly frozenNormalizations: number;
  readonly frozenParams: Dim;
}

/**
 * The view of what the exporter took away. PyTorch's exporter folds a BatchNormalization into the convolution before it
 * and names the new weight and the new bias `onnx::Conv_…` (bare numbers before PyTorch 1.12): scale and shift of each
 * channel became a bias. A weight alone of that name was worked out from others, as weight normalisation does. Its
 * newer exporter, and whoever optimises by onnxscript, keeps the weight's name and calls a bias that was not there
 * before `…_bias`; where there was one, or where the new one is all zeros and was left out, the node's metadata name
 * the rewriting. tf2onnx and onnxruntime make up names of their own. Equal tensors are stored once: the others are an
 * Identity of the first. Biases of attention that a table gives by relative position are looked up, and frozen
 * BatchNormalizations are products and sums.
 */
export const asTrainedOf: (analysis: Analysis) => AsTrained = remember((analysis) => {
  const folded = foldedInto(analysis);
  const shared = sharedTensors(analysis);
  const lookedUp = lookedUpTables(analysis);
  const frozen = frozenNormalizations(analysis);
  const foldedParams = sum(folded);
  const sharedParams = sum(shared);
  const lookedUpParams = sum(lookedUp);
  const frozenParams = sum(frozen);
  return {
    parameters: subtract(
      sum([analysis.totals.parameterElements, foldedParams, sharedParams]),
      add(lookedUpParams, frozenParams),
    ),
    foldedNormalizations: folded.length,
    foldedParams,
    sharedTensors: shared.length,
    sharedParams,
    lookedUpTables: lookedUp.length,
    lookedUpParams,
    frozenNormalizations: frozen.length,
    frozenParams,
  };
});

/** Of each folded BatchNormalization, the params that it had beyond the bias that stands for it. */
function foldedInto(analysis: Analysis): readonly Dim[] {
  const isTorch = analysis.model.producer.startsWith('pytorch');
  const made = madeNames(analysis, 'Conv');
  const seen = new Set<StoredTensor>();
  const folded: Dim[] = [];
  for (const { detail, inputs, node } of analysis.layers) {
    if (detail?.kind !== 'convolution' && detail?.kind !== 'matmul') continue;
    const [data, , added] = inputs;
    const [, weight, bias] = inputs.map((edge) => (edge === undefined ? undefined : storedBehind(edge)));
    if (weight === undefined || seen.has(weight)) continue;
    if (bias?.name === `${weight.name}_bias` || (isTorch && bias?.name === `${data?.name}_bias`)) {
      seen.add(weight);
      folded.push(fromInteger(bias.dims.reduce((all, length) => BigInt(all) * BigInt(length), 1n)));
    } else if (tellsOfFold(node)) {
      // Scale and shift were taken into a bias that the layer had of its own, or into none that is left.
      const channels = detail.kind === 'convolution' ? detail.outputChannels : detail.n;
      seen.add(weight);
      folded.push(multiply(channels, 2));
    } else if (detail.kind === 'convolution' && !detail.transposed && made.test(weight.name)) {
      // A bias of the values of another one is an Identity of that.
      if (bias === undefined || ![bias.name, added?.name ?? ''].some((name) => made.test(name))) continue;
      seen.add(weight);
      folded.push(detail.outputChannels);
    } else if (detail.kind === 'convolution' && bias !== undefined) {
      const lost = lostByName(weight.name, bias.name);
      if (lost === 0) continue;
      seen.add(weight);
      folded.push(multiply(detail.outputChannels, lost));
    }
  }
  return folded;
}

/** Whether onnxscript says of a node that it took in a BatchNormalization. */
function tellsOfFold({ metadata }: Layer['node']): boolean {
  return metadata.get('pkg.onnxscript.rewriter.rule_name')?.includes('FuseBatchNormInto') ?? false;
}

/**
 * How many params of each channel a fold took away, by the names that it gave to what it worked out: 0 where they tell
 * of none. A bias stands for scale and shift (1), and for the convolution's own bias where there was one (2). tf2onnx
 * calls a convolution that took a bias in by the name of the addition; onnxruntime does not tell.
 */
function lostByName(weight: string, bias: string): number {
  const [, node = ''] = /^(.+)_weights_fused_bn$/u.exec(weight) ?? [];
  if (node !== '' && bias === `${node}_bias_fused_bn`) return /(?:^|\/)BiasAdd[^/]*$/u.test(node) ? 2 : 1;
  return weight.startsWith('ConvBnFusion_W_') && bias.startsWith('ConvBnFusion_BN_B_') ? 1 : 0;
}

/**
 * The elements of each parameter that is no tensor of its own. A matrix that is read twice was tied by its author and
 * is one parameter.
 */
function sharedTensors(analysis: Analysis): readonly Dim[] {
  const { layers } = analysis;
  const aliases = new Map<Edge, Edge[]>();
  for (const { inputs, outputs, category } of layers) {
    const [original] = inputs;
    const [alias] = outputs;
    if (category !== 'constant' || inputs.length !== 1 || original?.stored === undefined) continue;
    // The same elements in another shape are the same parameter.
    if (alias?.viewOf !== original || rankOf(alias) !== rankOf(original)) continue;
    if (longAxesStored(original) < 2) append(aliases, original, alias);
  }
  return [...aliases].flatMap(([original, all]) => {
    const others = new Set(all);
    const equals = [original, ...all];
    const again = rerunsIn(analysis).readAgain(equals);
    const parameters = equals.filter((edge) => !again.has(edge) && isParameter(edge, layers, others));
    return parameters.slice(1).map((edge): Dim => edge.elements ?? 0);
  });
}

/** Whether a layer learned it, in this shape or another; what reads one of the aliases is left out. */
function isParameter(edge: Edge, layers: readonly Layer[], aliases: ReadonlySet<Edge>): boolean {
  const { type, elements } = edge;
  if (type.kind !== 'tensor' || type.dtype === undefined || !isFloat(type.dtype)) return false;
  const single = elements !== undefined && isKnown(elements) && elements <= 1;
  const open = [edge];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const index of at.consumers) {
      const layer = layers[index];
      const view = layer?.category === 'constant' ? layer.outputs[0] : undefined;
      if (view?.viewOf === at) {
        if (!aliases.has(view)) open.push(view);
      } else if (layer?.inputs.some((input, position) => input === at && isLearnedAt(layer, position, single))) {
        return true;
      }
    }
  }
  return false;
}

function isLearnedAt({ operator }: Layer, position: number, single: boolean): boolean {
  const role = operator?.roleOf(position);
  return role === 'weight' || (role === 'activation' && !single);
}
