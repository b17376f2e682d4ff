import { toNumber } from '../../dim/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { multiplies } from '../accounts/multiplies.js';
import { isRunning } from '../accounts/totals.js';
import { fusionOf } from './fusion.js';
import { dataInputs } from './readers.js';
import { remember } from './remember.js';
import { classifyWidths, isDepthwise, rootOf } from './width-classes.js';
import type { FixedBy, GroupedChannels, WidthClass, WidthRelation } from './width-classes.js';
import { append } from '../../text/index.js';

/**
 * The values that share one number of channels, which can only change in all of them together, such as the trunk of a
 * residual stage.
 */
export interface Width {
  readonly channels: number;
  /** The layer beyond which the number is not free, or the end of the model that it is; undefined for a free width. */
  readonly fixedBy: FixedBy | undefined;
}

/**
 * The figures of one inference before and after a change of widths, over all layers that read or give a changed one,
 * less those taken in by others.
 */
export interface WidthChange {
  readonly layers: readonly number[];
  readonly before: { readonly macs: number; readonly bytes: number };
  readonly after: { readonly macs: number; readonly bytes: number };
}

/** The effect on all values when some widths change. */
export type Resizing =
  | { readonly kind: 'possible'; readonly sizes: ReadonlyMap<Edge, number> }
  /** A width cannot change, by what fixes it; or a layer joins or divides channels, and the numbers do not fit it. */
  | { readonly kind: 'fixed'; readonly channels: number; readonly by: FixedBy }
  | { readonly kind: 'contradiction'; readonly layer: number };

/** The widths of a model. */
export interface Widths {
  /** The width of a value; undefined where no layer says what its channels are. */
  of(edge: Edge | undefined): Width | undefined;
  /** The axis along which the channels of a value lie: 1; of what products of rows give, the last. */
  axisOf(edge: Edge): number;
  /**
   * The figures of another number of channels for some widths. Undefined where a width is fixed, a size unknown, or a
   * concatenation of another length.
   */
  change(channels: ReadonlyMap<Width, number>): WidthChange | undefined;
  /** The channels of all values that another number of channels for some widths changes, the others with them. */
  resize(channels: ReadonlyMap<Width, number>): Resizing;
  /** How a value holds channels along two axes, as between the reshapes of a shuffle. */
  groupedIn(edge: Edge): GroupedChannels | undefined;
}

/** The numbers of channels that change together, and the cost of a change. */
export const widthsOf: (analysis: Analysis) => Widths = remember((analysis) => {
  const { classes, relations, grouped, axes } = classifyWidths(analysis);
  const widths = new Map<WidthClass, Width>();
  const touching = new Map<WidthClass, number[]>();
  for (const [edge, one] of classes) {
    const root = rootOf(one);
    const around = edge.producer === undefined ? edge.consumers : [edge.producer, ...edge.consumers];
    for (const index of around) append(touching, root, index);
  }
  const widthOf = (root: WidthClass): Width => {
    const known = widths.get(root);
    if (known !== undefined) return known;
    const made = { channels: root.channels, fixedBy: root.fixedBy };
    widths.set(root, made);
    return made;
  };
  const classOf = (edge: Edge | undefined): WidthClass | undefined => {
    const one = edge && classes.get(edge);
    return one && rootOf(one);
  };
  const solve = (channels: ReadonlyMap<Width, number>): ReadonlyMap<WidthClass, number> | Impossible => {
    const asked = new Map<WidthClass, number>();
    for (const root of touching.keys()) {
      const wanted = channels.get(widthOf(root));
      if (wanted !== undefined) asked.set(root, wanted);
    }
    return withRelations(asked, relations);
  };
  const costs = costsIn(analysis);
  return {
    of(edge) {
      const root = classOf(edge);
      return root && widthOf(root);
    },
    change(channels) {
      const sizes = solve(channels);
      if ('kind' in sizes) return undefined;
      const layers = [...new Set([...sizes.keys()].flatMap((root) => touching.get(root) ?? []))];
      const scale = (edge: Edge | undefined): number => {
        const root = classOf(edge);
        const size = root && sizes.get(root);
        return root === undefined || size === undefined ? 1 : size / root.channels;
      };
      const { fusedInto } = fusionOf(analysis);
      const sorted = layers.toSorted((a, b) => a - b);
      const figures = changeOf(sorted.map(costs), scale);
      return figures && { layers: sorted.filter((index) => fusedInto[index] === undefined), ...figures };
    },
    resize(channels) {
      const sizes = solve(channels);
      if ('kind' in sizes) return sizes;
      const changed = [...classes].flatMap(([edge, one]): readonly (readonly [Edge, number])[] => {
        const size = sizes.get(rootOf(one));
        return size === undefined || size === one.channels ? [] : [[edge, size]];
      });
      return { kind: 'possible', sizes: new Map(changed) };
    },
    axisOf: (edge) => axes.get(edge) ?? 1,
    groupedIn: (edge) => grouped.get(edge),
  };
});

type Impossible = Exclude<Resizing, { kind: 'possible' }>;

/** The sizes asked for, and those that follow of wholes and of parts. */
function withRelations(
  asked: ReadonlyMap<WidthClass, number>,
  relations: readonly WidthRelation[],
): ReadonlyMap<WidthClass, number> | Impossible {
  const sizes = new Map(asked);
  const sizeOf = (one: WidthClass): number => sizes.get(rootOf(one)) ?? one.channels;
  const isNew = (one: WidthClass): boolean => sizes.has(rootOf(one));
  const fits = ({ whole, parts, times }: WidthRelation): boolean =>
    sizeOf(whole) === times * parts.reduce((sum, part) => sum + sizeOf(part), 0);
  // In the order of the layers, so that the parts of a whole are known before it, and it before those who take a part
  // of it.
  for (const { whole, parts, times } of relations) {
    const [part] = parts;
    if (times > 1 && part !== undefined) {
      if (isNew(whole) && !isNew(part)) sizes.set(rootOf(part), sizeOf(whole) / times);
      else if (isNew(part) && !isNew(whole)) sizes.set(rootOf(whole), sizeOf(part) * times);
    } else if (parts.some(isNew) && !isNew(whole)) {
      sizes.set(
        rootOf(whole),
        parts.reduce((sum, each) => sum + sizeOf(each), 0),
      );
    }
  }
  for (const [root, size] of sizes) {
    if (root.fixedBy !== undefined && size !== root.channels) {
      return { kind: 'fixed', channels: root.channels, by: root.fixedBy };
    }
  }
  const broken = relations.find(
    (relation) => !fits(relation) || !Number.isInteger(sizeOf(relation.parts[0] ?? relation.whole)),
  );
  return broken === undefined ? sizes : { kind: 'contradiction', layer: broken.layer };
}

/** What a change of widths needs to know of a layer that runs. */
interface LayerCost {
  readonly read: Edge | undefined;
  readonly written: Edge | undefined;
  /** Multiply-adds in all runs. */
  readonly macs: number;
  readonly isProduct: boolean;
  readonly isDepthwise: boolean;
  /** The bytes of each value that it moves in all runs, and whether the value is its weight. */
  readonly moved: readonly { readonly edge: Edge; readonly bytes: number; readonly isWeight: boolean }[];
}

/**
 * The costs of layers, each worked out when it is first asked for: a rule tries several widths. Undefined of a layer
 * with an open size, `idle` of one that does not run.
 */
function costsIn(analysis: Analysis): (index: number) => LayerCost | 'idle' | undefined {
  const known = new Map<number, LayerCost | 'idle' | undefined>();
  return (index) => {
    if (!known.has(index)) known.set(index, costOf(analysis, index));
    return known.get(index);
  };
}

function costOf(analysis: Analysis, index: number): LayerCost | 'idle' | undefined {
  const layer = analysis.layers[index];
  if (layer === undefined || !isRunning(layer)) return 'idle';
  const { inputs, outputs, macs, times } = layer;
  const work = macs === undefined ? undefined : toNumber(macs);
  const runs = toNumber(times);
  if (work === undefined || runs === undefined) return undefined;
  const moved: LayerCost['moved'][number][] = [];
  for (const { edge, bytes } of fusionOf(analysis).trafficOf(index)) {
    const size = bytes === undefined ? undefined : toNumber(bytes);
    if (size === undefined) return undefined;
    moved.push({ edge, bytes: size * runs, isWeight: edge === inputs[1] });
  }
  return {
    read: dataInputs(layer)[0],
    written: outputs[0],
    macs: work * runs,
    isProduct: multiplies(layer),
    isDepthwise: isDepthwise(layer),
    moved,
  };
}

/** The figures of some layers as they are, and with each value's channels scaled; undefined while one is unknown. */
function changeOf(
  costs: readonly (LayerCost | 'idle' | undefined)[],
  scale: (edge: Edge | undefined) => number,
): Pick<WidthChange, 'before' | 'after'> | undefined {
  const before = { macs: 0, bytes: 0 };
  const after = { macs: 0, bytes: 0 };
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    if (cost === 'idle') continue;
    const { read, written: output, macs, isProduct, moved } = cost;
    const written = scale(output);
    // Each channel of a depthwise convolution reads one; of others every channel reads all.
    const product = cost.isDepthwise ? written : written * scale(read);
    before.macs += macs;
    after.macs += macs * (isProduct ? product : written);
    for (const { edge, bytes, isWeight } of moved) {
      const factor = edge.provenance === 'data' ? scale(edge) : isWeight ? product : written;
      before.bytes += bytes;
      after.bytes += bytes * factor;
    }
  }
  return { before, after };
}
