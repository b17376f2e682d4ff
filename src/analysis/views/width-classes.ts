import { equals, toNumber } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { isRunning } from '../accounts/totals.js';
import { dataInputs } from './readers.js';

/**
 * The reason why a number of channels is fixed: a layer beyond which it cannot change, or an input or output of the
 * model.
 */
export type FixedBy = number | 'an input' | 'an output';

/** The values that have one number of channels; a node of the union-find forest in which such classes are united. */
export interface WidthClass {
  parent: WidthClass | undefined;
  readonly channels: number;
  fixedBy: FixedBy | undefined;
}

/**
 * A layer that joins channels or takes a part of them: the channels of the whole are the sum of its parts', or a
 * multiple of one part's.
 */
export interface WidthRelation {
  readonly layer: number;
  readonly whole: WidthClass;
  readonly parts: readonly WidthClass[];
  readonly times: number;
}

/** The classes of a model's values, and how they hang together. */
export interface WidthClasses {
  /** Of every value whose channels are known. */
  readonly classes: ReadonlyMap<Edge, WidthClass>;
  /** In the order of the layers. */
  readonly relations: readonly WidthRelation[];
  /**
   * Values in which the channels lie as groups along axis 1 and channels of a group along axis 2, with the value that
   * they came from; or the other way round.
   */
  readonly grouped: ReadonlyMap<Edge, GroupedChannels>;
  /** Values whose channels lie along another axis than 1: the last, between the products of a transformer. */
  readonly axes: ReadonlyMap<Edge, number>;
}

/** Channels laid out along two axes. */
export interface GroupedChannels {
  readonly of: Edge;
  readonly groups: number;
  /** The axis along which the channels of a group lie. */
  readonly axis: 1 | 2;
}

/** The representative of the united classes. */
export function rootOf(one: WidthClass): WidthClass {
  let root = one;
  while (root.parent !== undefined) root = root.parent;
  // Later look-ups take one step.
  if (one !== root) one.parent = root;
  return root;
}

/** The class of every value whose channels are known. */
export function classifyWidths(analysis: Analysis): WidthClasses {
  const classes = new Map<Edge, WidthClass>();
  const relations: WidthRelation[] = [];
  const grouped = new Map<Edge, GroupedChannels>();
  const axes = new Map<Edge, number>();
  const channelsOf = (edge: Edge): number | undefined => sizeAlong(edge, axes.get(edge) ?? 1);
  const classOf = (edge: Edge): WidthClass | undefined => {
    const known = classes.get(edge);
    if (known !== undefined) return known;
    const channels = channelsOf(edge);
    if (channels === undefined) return undefined;
    const made: WidthClass = { parent: undefined, channels, fixedBy: undefined };
    classes.set(edge, made);
    return made;
  };
  const fix = (edge: Edge, by: FixedBy): void => {
    const one = classOf(grouped.get(edge)?.of ?? edge);
    if (one !== undefined) rootOf(one).fixedBy ??= by;
  };
  const unite = (a: Edge, b: Edge): void => {
    const [one, other] = [classOf(a), classOf(b)];
    // A value of one channel is stretched over the others.
    if (one === undefined || other === undefined || one.channels !== other.channels) return;
    const [kept, joined] = [rootOf(one), rootOf(other)];
    if (kept === joined) return;
    joined.parent = kept;
    kept.fixedBy ??= joined.fixedBy;
  };
  const relate = (layer: Layer, whole: Edge, parts: readonly Edge[], times: number): boolean => {
    const [around, within] = [classOf(whole), parts.map(classOf).filter((part) => part !== undefined)];
    if (around === undefined || within.length < parts.length) return false;
    relations.push({ layer: layer.index, whole: around, parts: within, times });
    return true;
  };
  const joins = (layer: Layer, data: readonly Edge[], outputs: readonly Edge[]): boolean => {
    const [input] = data;
    const [output] = outputs;
    if (layer.detail?.kind !== 'movement' || input === undefined || output === undefined) return false;
    const { function: moved, axis } = layer.detail;
    if (moved === 'concat') return axis === 1 && relate(layer, output, partsOf(layer), 1);
    const times = timesOf(input, output);
    if (moved === 'slice') return times !== undefined && relate(layer, input, [output], times);
    return (
      moved === 'split' &&
      axis === 1 &&
      outputs.every((part) => timesOf(input, part) === outputs.length) &&
      outputs.every((part) => relate(layer, input, [part], outputs.length))
    );
  };
  const shuffles = ({ detail }: Layer, input: Edge | undefined, output: Edge): boolean => {
    if (detail?.kind !== 'movement' || input === undefined) return false;
    const before = grouped.get(input);
    if (detail.function === 'transpose' && before !== undefined) {
      const { permutation = [] } = detail;
      if (permutation.some((axis, place) => axis !== ([0, 2, 1][place] ?? place))) return false;
      grouped.set(output, { ...before, axis: before.axis === 2 ? 1 : 2 });
      return true;
    }
    if (detail.function !== 'reshape') return false;
    const groups = before === undefined ? groupsOf(input, output) : undefined;
    if (groups !== undefined) {
      grouped.set(output, { of: input, groups, axis: 2 });
      return true;
    }
    if (before === undefined || groupsOf(output, input) === undefined) return false;
    unite(before.of, output);
    return true;
  };
  for (const input of analysis.inputs) fix(input, 'an input');
  for (const layer of analysis.layers) {
    if (!isRunning(layer)) continue;
    const outputs = layer.outputs.filter((edge) => edge !== undefined);
    const [output] = outputs;
    const data = dataInputs(layer);
    if (output === undefined) continue;
    if (isProductOfRows(layer)) {
      for (const edge of data) if (!axes.has(edge)) fix(edge, layer.index);
      axes.set(output, shapeOf(output).length - 1);
      classOf(output);
      continue;
    }
    if (data.some((edge) => axes.has(edge))) {
      const axis = shapeOf(output).length - 1;
      const isCarried =
        layer.detail?.kind === 'elementwise' &&
        data.every((edge) => axes.get(edge) === axis && equals(shapeOf(edge)[axis] ?? -1, shapeOf(output)[axis] ?? -2));
      if (isCarried) {
        axes.set(output, axis);
        for (const edge of data) unite(edge, output);
      } else for (const edge of [...data, ...outputs]) fix(edge, layer.index);
      continue;
    }
    if (joins(layer, data, outputs) || shuffles(layer, data[0], output)) continue;
    if (multiplies(layer) && hasFreeWidths(layer)) {
      classOf(output);
      if (isDepthwise(layer)) for (const edge of data) unite(edge, output);
    } else if (keepsChannels(layer, data, output)) {
      for (const edge of data) unite(edge, output);
    } else for (const edge of [...data, ...outputs]) fix(edge, layer.index);
  }
  for (const output of analysis.outputs) fix(output, 'an output');
  return { classes, relations, grouped, axes };
}

/** Whether a convolution has one channel of input a group. */
export function isDepthwise({ detail }: Layer): boolean {
  return detail?.kind === 'convolution' && detail.groups !== 1 && equals(detail.groups, detail.inputChannels);
}

/** The values that a concatenation joins, those that come twice included. */
function partsOf({ inputs }: Layer): readonly Edge[] {
  return inputs.filter((edge) => edge !== undefined);
}

/** How often a part goes into the channels of a whole whose other axes are equal. */
function timesOf(whole: Edge, part: Edge): number | undefined {
  const [around, within] = [shapeOf(whole), shapeOf(part)];
  if (around.length < 2 || around.length !== within.length) return undefined;
  const areAlike = around.every((size, axis) => axis === 1 || equals(size, within[axis] ?? -1));
  const times = (channelsOf(whole) ?? 0) / (channelsOf(part) ?? 0);
  return areAlike && Number.isInteger(times) && times > 1 ? times : undefined;
}

/** In how many groups the second value has the channels of the first: [n, c, …] as [n, groups, c ÷ groups, …]. */
function groupsOf(flat: Edge, apart: Edge): number | undefined {
  const [whole, parts] = [shapeOf(flat), shapeOf(apart)];
  if (whole.length < 2 || parts.length !== whole.length + 1) return undefined;
  const [groups, size, channels] = [toNumber(parts[1] ?? 0), toNumber(parts[2] ?? 0), channelsOf(flat)];
  const isSame = whole.every((length, axis) => axis === 1 || equals(length, parts[axis === 0 ? 0 : axis + 1] ?? -1));
  if (!isSame || groups === undefined || size === undefined || groups * size !== channels) return undefined;
  return groups;
}

/** The length of axis 1, where a value has one and it is known. */
function channelsOf(edge: Edge): number | undefined {
  return sizeAlong(edge, 1);
}

/** The length of an axis, where a value has it and it is known. */
function sizeAlong(edge: Edge, axis: number): number | undefined {
  const shape = shapeOf(edge);
  return shape.length > axis ? toNumber(shape[axis] ?? 0) : undefined;
}

function shapeOf({ type }: Edge) {
  return isRanked(type) ? type.shape : [];
}

/** Whether a convolution, or a product of a matrix and a stored one, reads and gives channels along axis 1. */
function hasFreeWidths({ detail, inputs: [input], outputs: [output] }: Layer): boolean {
  if (detail?.kind === 'convolution') return !detail.transposed;
  const isMatrix = [input, output].every((edge) => edge !== undefined && shapeOf(edge).length === 2);
  return detail?.kind === 'matmul' && isMatrix;
}

/** Whether a layer multiplies each row of a stack, along the last axis, by one stored matrix. */
function isProductOfRows({ detail, inputs: [input, weights], outputs: [output] }: Layer): boolean {
  if (detail?.kind !== 'matmul' || input === undefined || weights === undefined || output === undefined) return false;
  const rank = shapeOf(output).length;
  const isStack = rank > 2 && shapeOf(input).length === rank && input.provenance === 'data';
  return isStack && weights.provenance === 'constant' && shapeOf(weights).length === 2;
}

/** Whether channel c of a layer's output is made of channel c of its data alone. */
function keepsChannels({ detail }: Layer, data: readonly Edge[], output: Edge): boolean {
  if (data.length === 0) return false;
  switch (detail?.kind) {
    case 'elementwise':
      return data.every((edge) => [channelsOf(output), 1].includes(channelsOf(edge)));
    case 'normalization':
      return detail.function === 'batch' || detail.function === 'instance';
    case 'pool':
      return detail.function !== 'roi';
    case 'resize':
    case 'quantization':
      return true;
    case 'reduction':
      return detail.axes?.every((axis) => axis !== 1 && axis !== 1 - shapeOf(output).length) === true;
    case 'movement':
      return keepsPlace(detail.function, detail.permutation, detail.axis, data, output);
    default:
      return false;
  }
}

function keepsPlace(
  function_: string,
  permutation: readonly number[] | undefined,
  axis: number | undefined,
  [input]: readonly Edge[],
  output: Edge,
): boolean {
  if (function_ === 'transpose') return permutation?.[1] === 1;
  if (['cast', 'identity', 'dropout', 'pad'].includes(function_)) return true;
  // A reshape that keeps the first two axes keeps what lies along them.
  if (!['reshape', 'flatten', 'squeeze', 'unsqueeze'].includes(function_)) return axis !== undefined && axis !== 1;
  if (input === undefined) return false;
  const [before, after] = [shapeOf(input), shapeOf(output)];
  return [0, 1].every((place) => equals(before[place] ?? 0, after[place] ?? -1));
}
