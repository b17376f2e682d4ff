import { isRunning, onlyDataInput, overridableOf, readersOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { equals } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isRanked } from '../ir/index.js';

/** The axis of a layer's output that its channels lie along, counted from the end, and how many there are. */
export interface Channels {
  readonly fromEnd: number;
  readonly length: Dim;
}

/** The channels of a convolution's map. */
export function channelsOfMap({ detail }: Layer, { type }: Edge): Channels | undefined {
  return detail?.kind === 'convolution' && isRanked(type)
    ? { fromEnd: type.shape.length - 1, length: detail.outputChannels }
    : undefined;
}

/**
 * The layer before one that adds or multiplies one value and a constant, and that constant. Undefined where the value
 * has other readers, or the layer is not one of these functions.
 */
export function constantOperand(
  analysis: Analysis,
  layer: Layer,
  functions: readonly string[],
): { readonly producer: Layer; readonly data: Edge; readonly constant: Edge } | undefined {
  const { detail, inputs } = layer;
  if (detail?.kind !== 'elementwise' || !functions.includes(detail.function)) return undefined;
  if (!isRunning(layer) || inputs.length !== 2) return undefined;
  const data = onlyDataInput(layer);
  const producer = data?.producer === undefined ? undefined : analysis.layers[data.producer];
  const constant = inputs.find((edge) => edge?.provenance === 'constant');
  if (data === undefined || constant === undefined || producer === undefined) return undefined;
  if (overridableOf(analysis).isReadBy(layer)) return undefined;
  return readersOf(analysis).only(data) === layer ? { producer, data, constant } : undefined;
}

/** Whether a constant has a value for each channel and is the same along all other axes. */
export function isPerChannel({ type }: Edge, channels: Channels | undefined): boolean {
  if (!isRanked(type) || channels === undefined) return false;
  const { shape } = type;
  const axis = shape.length - channels.fromEnd;
  return axis >= 0 && shape.every((size, position) => equals(size, position === axis ? channels.length : 1));
}
