import type { Layer } from '../analysis/index.js';
import type { NewTensor } from './edits.js';

/** A layer's channels before and after a change. */
export interface ChannelChange {
  readonly inputs: Step;
  readonly outputs: Step;
  /** Groups and sides of the kernel after the change, of a convolution. */
  readonly groups: number;
  readonly kernel: readonly number[] | undefined;
  /** The axis of the channels of what the layer gives, from the end: -1 for the last. */
  readonly axis: number;
}

/** A number that may change. */
export interface Step {
  readonly from: number;
  readonly to: number;
}

/** The tensor that a layer needs at an input in place of the one there; undefined where that one still fits. */
export function resizedInput(
  { node, detail }: Layer,
  position: number,
  now: NewTensor,
  { inputs, outputs, groups, kernel, axis }: ChannelChange,
): NewTensor | undefined {
  const { dims, elements } = now;
  const resized = (next: readonly number[]): NewTensor | undefined =>
    next.every((dim, axis) => dim === dims[axis]) ? undefined : { ...now, dims: next, elements: undefined };
  if (detail?.kind === 'convolution') {
    return position === 1
      ? resized([outputs.to, inputs.to / groups, ...(kernel ?? dims.slice(2))])
      : resized(alongAxis(dims, 0, outputs));
  }
  if (detail?.kind === 'matmul') {
    if (position !== 1) return resized(alongAxis(dims, dims.length - 1, outputs));
    const isTransposed = node.attributes.get('transB')?.value === 1;
    // An input that keeps its size may have its channels, as far as anybody knows, along another axis.
    const size = inputs.from === inputs.to ? (dims[isTransposed ? 1 : 0] ?? 0) : inputs.to;
    return resized(isTransposed ? [outputs.to, size] : [size, outputs.to]);
  }
  const list = lists[node.opType];
  if (list !== undefined) {
    const next = elements === undefined ? undefined : list(elements, position, outputs, inputs);
    return next === undefined || next.every((each, place) => each === elements?.[place])
      ? undefined
      : { ...now, elements: next };
  }
  // Scales, shifts and slopes: a vector of the channels, or broadcast from the last axis.
  const place = detail?.kind === 'normalization' ? 0 : dims.length + axis;
  return resized(alongAxis(dims, place, outputs));
}

/** The dims with those along one axis changed, where they have this many there. */
function alongAxis(dims: readonly number[], axis: number, { from, to }: Step): readonly number[] {
  return dims.map((dim, place) => (place === axis && dim === from ? to : dim));
}

/** The new content of a list that steers sizes. */
type Resize = (list: readonly number[], position: number, outputs: Step, inputs: Step) => readonly number[] | undefined;

const keep = (): undefined => undefined;

const shape =
  (at: number): Resize =>
  (list, position, outputs) =>
    position === at ? withSize(list, 1, outputs) : undefined;

/** Operators whose stored inputs are lists that steer sizes. */
const lists: Readonly<Record<string, Resize>> = {
  Reshape: shape(1),
  Expand: shape(1),
  Resize: shape(3),
  Split: (list, position, outputs) => (position === 1 ? list.map(() => outputs.to) : undefined),
  Slice: (list, position, _, inputs) => (position <= 2 ? list.map((bound) => scaledBound(bound, inputs)) : undefined),
  Upsample: keep,
  Pad: keep,
  Tile: keep,
  Clip: keep,
  Squeeze: keep,
  Unsqueeze: keep,
  ReduceMean: keep,
  ReduceSum: keep,
  ReduceMax: keep,
  ReduceL2: keep,
};

/** A list of sizes with one of them changed, where it is the one that was. */
export function withSize(list: readonly number[], place: number, { from, to }: Step): readonly number[] {
  return list.map((size, at) => (at === place && size === from ? to : size));
}

/** The channel where a slice begins or ends; bounds beyond the last channel mean the end. */
export function scaledBound(bound: number, { from, to }: Step): number {
  return Math.abs(bound) > from ? bound : (bound * to) / from;
}
