import { dataInputs, isRunning, readersOf } from '../../analysis/index.js';
import type { Analysis, Edge, Layer } from '../../analysis/index.js';
import { equals } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { thingsText } from '../../text/index.js';

export default defineRule({
  id: 'foldable-bias',
  severity: 'info',
  summary: 'A constant added to each channel of a convolution or product is its bias.',
  options: {},
  metric: { name: 'layers', unit: 'count', of: (analysis) => foldableOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const layers = foldableOf(analysis).map(({ index }) => index);
    if (layers.length === 0) return;
    yield {
      layers,
      lostBytes: movedBytes(analysis, layers),
      message: `${placeOf(analysis, layers)}: ${thingsText(layers.length, 'addition')} of a constant per channel behind a convolution or product without a bias: make it the bias when exporting; most runtimes do so at load, and lose no time`,
      data: { count: layers.length },
    };
  },
});

function foldableOf(analysis: Analysis): readonly Layer[] {
  return analysis.layers.filter((layer) => {
    const { detail, inputs } = layer;
    if (
      detail?.kind !== 'elementwise' ||
      (detail.function !== 'add' && detail.function !== 'sum') ||
      !isRunning(layer) ||
      inputs.length !== 2
    ) {
      return false;
    }
    const [data, another] = dataInputs(layer);
    const constant = inputs.find((edge) => edge?.provenance === 'constant');
    const producer = data?.producer === undefined ? undefined : analysis.layers[data.producer];
    if (data === undefined || another !== undefined || constant === undefined || producer === undefined) return false;
    return (
      readersOf(analysis).only(data) === layer &&
      dataInputs(producer).length === 1 &&
      isPerChannel(constant, channelsOf(producer, data))
    );
  });
}

/** The axis of a layer's output that its bias would lie along, from the end, and its length; undefined for one that has a bias or can have none. */
function channelsOf({ detail }: Layer, { type }: Edge): { readonly fromEnd: number; readonly length: Dim } | undefined {
  if (!isRanked(type)) return undefined;
  if (detail?.kind === 'convolution') {
    return detail.bias || detail.activation !== undefined
      ? undefined
      : { fromEnd: type.shape.length - 1, length: detail.outputChannels };
  }
  // Only the product of two matrices has a form with a bias.
  return detail?.kind === 'matmul' && !detail.bias && detail.activation === undefined && type.shape.length === 2
    ? { fromEnd: 1, length: detail.n }
    : undefined;
}

/** Whether a constant has a value for each channel and is the same along all other axes. */
function isPerChannel({ type }: Edge, channels: ReturnType<typeof channelsOf>): boolean {
  if (!isRanked(type) || channels === undefined) return false;
  const { shape } = type;
  const axis = shape.length - channels.fromEnd;
  return axis >= 0 && shape.every((size, position) => equals(size, position === axis ? channels.length : 1));
}
