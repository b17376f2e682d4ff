import { dataInputs, layersOfKind, overridableOf } from '../../analysis/index.js';
import type { Analysis, Edge, Layer } from '../../analysis/index.js';
import { isRanked } from '../../ir/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { channelsOfMap, constantOperand, isPerChannel } from '../per-channel.js';
import type { Channels } from '../per-channel.js';
import { placeOf } from '../place.js';
import { thingsText } from '../../text/index.js';

/** Whether onnxruntime makes an addition the bias when it loads the model: docs/fusion.md has its answers. */
type Loader = 'mends' | 'leaves';

export default defineRule({
  id: 'foldable-bias',
  severity: 'info',
  summary: 'A constant added to each channel of a convolution or product is its bias.',
  options: {},
  metric: { name: 'layers', unit: 'count', of: (analysis) => foldableOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const all = foldableOf(analysis);
    for (const loader of ['leaves', 'mends'] as const) {
      const layers = all.filter((one) => one.loader === loader).map(({ layer }) => layer.index);
      if (layers.length === 0) continue;
      const [where, advice] = words[loader];
      yield {
        layers,
        lostBytes: movedBytes(analysis, layers),
        message:
          `${placeOf(analysis, layers)}: ${thingsText(layers.length, 'addition')} of a constant per ` +
          `channel behind ${where} without a bias: make it the bias when exporting; ${advice}`,
        data: { count: layers.length },
        ...(loader === 'leaves' && { key: 'left at load' }),
      };
    }
  },
});

const words: Readonly<Record<Loader, readonly [where: string, advice: string]>> = {
  mends: ['a convolution or product', 'onnxruntime does so at load, and loses no time'],
  leaves: ['a transposed convolution or a Gemm', 'onnxruntime does not, but lost no time where it was measured'],
};

const additions = ['add', 'sum'] as const;

function foldableOf(analysis: Analysis): readonly { readonly layer: Layer; readonly loader: Loader }[] {
  return layersOfKind(analysis, 'elementwise').flatMap((layer) => {
    const found = constantOperand(analysis, layer, additions);
    if (found === undefined || dataInputs(found.producer).length !== 1) return [];
    if (overridableOf(analysis).isReadBy(found.producer)) return [];
    const { producer, data, constant } = found;
    return isPerChannel(constant, channelsOf(producer, data)) ? [{ layer, loader: loaderOf(producer) }] : [];
  });
}

function loaderOf({ detail }: Layer): Loader {
  const isKept =
    (detail?.kind === 'convolution' && detail.transposed) || (detail?.kind === 'matmul' && detail.affine === true);
  return isKept ? 'leaves' : 'mends';
}

/** The channels that a layer's bias would have a value for; undefined for a layer that has a bias or can have none. */
function channelsOf(layer: Layer, output: Edge): Channels | undefined {
  const { detail } = layer;
  if (detail?.kind === 'convolution') {
    return detail.bias || detail.activation !== undefined ? undefined : channelsOfMap(layer, output);
  }
  // Only the product of two matrices has a form with a bias.
  return detail?.kind === 'matmul' &&
    !detail.bias &&
    detail.activation === undefined &&
    isRanked(output.type) &&
    output.type.shape.length === 2
    ? { fromEnd: 1, length: detail.n }
    : undefined;
}
