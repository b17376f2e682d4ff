import { equals, toNumber } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { isRunning } from '../accounts/totals.js';
import { fusionOf } from './fusion.js';
import { dataInputs } from './readers.js';
import { remember } from './remember.js';
import { append } from '../../text/index.js';

/** The values that have one number of channels, which can only change together: the trunk of a residual stage, say. */
export interface Width {
  readonly channels: number;
  /** The layer beyond which the number is not free, or the end of the model that it is; undefined for a free width. */
  readonly fixedBy: number | 'an input' | 'an output' | undefined;
}

/** The figures of one inference before and after a change of widths, over all layers that read or give a changed one, less those taken in by others. */
export interface WidthChange {
  readonly layers: readonly number[];
  readonly before: { readonly multiplyAdds: number; readonly bytes: number };
  readonly after: { readonly multiplyAdds: number; readonly bytes: number };
}

/** The widths of a model. */
export interface Widths {
  /** The width of a value, whose channels lie along axis 1; undefined where no layer says what its channels are. */
  of(edge: Edge | undefined): Width | undefined;
  /** The figures of another number of channels for some widths. Undefined where a width is fixed, a size unknown, or a concatenation of another length. */
  change(channels: ReadonlyMap<Width, number>): WidthChange | undefined;
}

/** A width while classes are united: a union-find forest. */
interface Class {
  parent: Class | undefined;
  readonly channels: number;
  fixedBy: Width['fixedBy'];
  /** The classes that a concatenation puts one after the other. */
  parts: readonly Class[] | undefined;
}

function rootOf(one: Class): Class {
  let root = one;
  while (root.parent !== undefined) root = root.parent;
  // Later look-ups take one step.
  if (one !== root) one.parent = root;
  return root;
}

/** The view of which numbers of channels change together, and of what a change costs. */
export const widthsOf: (analysis: Analysis) => Widths = remember((analysis) => {
  const classes = classify(analysis);
  const widths = new Map<Class, Width>();
  const touching = new Map<Class, number[]>();
  for (const [edge, one] of classes) {
    const root = rootOf(one);
    const around = edge.producer === undefined ? edge.consumers : [edge.producer, ...edge.consumers];
    for (const index of around) append(touching, root, index);
  }
  const widthOf = (root: Class): Width => {
    const known = widths.get(root);
    if (known !== undefined) return known;
    const made = { channels: root.channels, fixedBy: root.fixedBy };
    widths.set(root, made);
    return made;
  };
  const classOf = (edge: Edge | undefined): Class | undefined => {
    const one = edge && classes.get(edge);
    return one && rootOf(one);
  };
  return {
    of(edge) {
      const root = classOf(edge);
      return root && widthOf(root);
    },
    change(channels) {
      const asked = new Map<Class, number>();
      for (const [root, width] of [...touching.keys()].map((root) => [root, widthOf(root)] as const)) {
        const wanted = channels.get(width);
        if (wanted !== undefined) asked.set(root, wanted);
      }
      const sizes = withConcatenations(asked, new Set([...classes.values()].map(rootOf)));
      if (sizes === undefined) return undefined;
      const layers = [...new Set([...sizes.keys()].flatMap((root) => touching.get(root) ?? []))];
      const scale = (edge: Edge | undefined): number => {
        const root = classOf(edge);
        const size = root && sizes.get(root);
        return root === undefined || size === undefined ? 1 : size / root.channels;
      };
      return changeOf(
        analysis,
        layers.toSorted((a, b) => a - b),
        scale,
      );
    },
  };
});

/** The sizes asked for, and those of concatenations that follow; undefined where one is fixed or they contradict. */
function withConcatenations(
  asked: ReadonlyMap<Class, number>,
  all: ReadonlySet<Class>,
): ReadonlyMap<Class, number> | undefined {
  const sizes = new Map(asked);
  // Concatenations stand in the order of the layers, so that the parts of one are known before it.
  for (const root of all) {
    const parts = root.parts?.map(rootOf);
    if (parts === undefined || ![root, ...parts].some((each) => sizes.has(each))) continue;
    const total = parts.reduce((size, part) => size + (sizes.get(part) ?? part.channels), 0);
    if (sizes.has(root) && sizes.get(root) !== total) return undefined;
    sizes.set(root, total);
  }
  const isBound = [...sizes].some(([root, size]) => root.fixedBy !== undefined && size !== root.channels);
  return isBound ? undefined : sizes;
}

/** The class of every value whose channels are known. */
function classify(analysis: Analysis): ReadonlyMap<Edge, Class> {
  const classes = new Map<Edge, Class>();
  const classOf = (edge: Edge): Class | undefined => {
    const known = classes.get(edge);
    if (known !== undefined) return known;
    const channels = channelsOf(edge);
    if (channels === undefined) return undefined;
    const made: Class = { parent: undefined, channels, fixedBy: undefined, parts: undefined };
    classes.set(edge, made);
    return made;
  };
  const fix = (edge: Edge, by: Width['fixedBy']): void => {
    const one = classOf(edge);
    if (one !== undefined) rootOf(one).fixedBy ??= by;
  };
  const unite = (a: Class, b: Class): void => {
    const [kept, joined] = [rootOf(a), rootOf(b)];
    if (kept === joined) return;
    joined.parent = kept;
    kept.fixedBy ??= joined.fixedBy;
    kept.parts ??= joined.parts;
  };
  for (const input of analysis.inputs) fix(input, 'an input');
  for (const layer of analysis.layers) {
    if (!isRunning(layer)) continue;
    const [output] = layer.outputs;
    const data = dataInputs(layer);
    if (output === undefined) continue;
    if (layer.detail?.kind === 'movement' && layer.detail.function === 'concat' && layer.detail.axis === 1) {
      const parts = data.map(classOf).filter((part) => part !== undefined);
      const whole = classOf(output);
      if (whole !== undefined && parts.length === data.length) whole.parts = parts;
      else for (const edge of [...data, output]) fix(edge, layer.index);
    } else if (multiplies(layer) && hasFreeWidths(layer)) {
      classOf(output);
      if (isDepthwise(layer)) for (const edge of data) uniteEdges(edge, output, classOf, unite);
    } else if (keepsChannels(layer, data, output)) {
      for (const edge of data) uniteEdges(edge, output, classOf, unite);
    } else for (const edge of [...data, ...layer.outputs]) if (edge !== undefined) fix(edge, layer.index);
  }
  for (const output of analysis.outputs) fix(output, 'an output');
  return classes;
}

function uniteEdges(
  a: Edge,
  b: Edge,
  classOf: (edge: Edge) => Class | undefined,
  unite: (a: Class, b: Class) => void,
): void {
  const [one, other] = [classOf(a), classOf(b)];
  // A value of one channel is stretched over the others.
  if (one !== undefined && other !== undefined && one.channels === other.channels) unite(one, other);
}

/** The length of axis 1, where a value has one and it is known. */
function channelsOf({ type }: Edge): number | undefined {
  return isRanked(type) && type.shape.length > 1 ? toNumber(type.shape[1] ?? 0) : undefined;
}

/** Whether a convolution, or a product of a matrix and a stored one, reads and gives channels along axis 1. */
function hasFreeWidths({ detail, inputs: [input], outputs: [output] }: Layer): boolean {
  if (detail?.kind === 'convolution') return !detail.transposed;
  const isMatrix = [input, output].every((edge) => edge !== undefined && rankOf(edge) === 2);
  return detail?.kind === 'matmul' && isMatrix;
}

function isDepthwise({ detail }: Layer): boolean {
  return detail?.kind === 'convolution' && detail.groups !== 1 && equals(detail.groups, detail.inputChannels);
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
      return detail.axes?.every((axis) => axis !== 1 && axis !== 1 - rankOf(output)) === true;
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
  if (input === undefined || !isRanked(input.type) || !isRanked(output.type)) return false;
  const [before, after] = [input.type.shape, output.type.shape];
  return [0, 1].every((place) => equals(before[place] ?? 0, after[place] ?? -1));
}

function rankOf({ type }: Edge): number {
  return isRanked(type) ? type.shape.length : 0;
}

/** The figures of some layers as they are, and with each value's channels scaled. */
function changeOf(
  analysis: Analysis,
  layers: readonly number[],
  scale: (edge: Edge | undefined) => number,
): WidthChange | undefined {
  const { trafficOf, fusedInto } = fusionOf(analysis);
  const before = { multiplyAdds: 0, bytes: 0 };
  const after = { multiplyAdds: 0, bytes: 0 };
  for (const index of layers) {
    const layer = analysis.layers[index];
    if (layer === undefined || !isRunning(layer)) continue;
    const { outputs, multiplyAdds, times } = layer;
    const work = multiplyAdds === undefined ? undefined : toNumber(multiplyAdds);
    const runs = toNumber(times);
    if (work === undefined || runs === undefined) return undefined;
    const [read] = dataInputs(layer);
    const written = scale(outputs[0]);
    // Each channel of a depthwise convolution reads one; of others every channel reads all.
    const product = isDepthwise(layer) ? written : written * scale(read);
    before.multiplyAdds += work * runs;
    after.multiplyAdds += work * runs * (multiplies(layer) ? product : written);
    for (const { edge, bytes } of trafficOf(index)) {
      const size = bytes === undefined ? undefined : toNumber(bytes);
      if (size === undefined) return undefined;
      const factor = edge.provenance === 'data' ? scale(edge) : edge === layer.inputs[1] ? product : written;
      before.bytes += size * runs;
      after.bytes += size * runs * factor;
    }
  }
  return { layers: layers.filter((index) => fusedInto[index] === undefined), before, after };
}
