import { dataInputs, isRunning, readersOf } from '../analysis/index.js';
import type { Analysis, Branch, Edge, Layer } from '../analysis/index.js';
import { toNumber } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import type { NewNode, NewTensor } from './edits.js';
import type { Wishes } from './wishes.js';

/** One branch in place of a block's many: its convolutions, and the change. */
export interface OneBranch {
  /** The sides of the kernels, in execution order: one convolution, or a pointwise one and a 3×3 one behind it. */
  readonly kernels: readonly (readonly [number, number])[];
  /** Its multiply-adds over those of the block. */
  readonly share: number;
  readonly wishes: Wishes;
}

/** The bounds between which the multiply-adds of one branch ÷ those of the block count as equal. */
const [LEAST, MOST] = [0.8, 1.06];

/** How far the multiply-adds of one convolution may be off before two convolutions are tried first. */
const NEAR = 0.1;

/** Kernels that are tried, the squarest of equal work first. */
const KERNELS = [1, 3, 5, 7]
  .flatMap((height) => [1, 3, 5, 7].map((width) => [height, width] as const))
  .toSorted(([a, b], [c, d]) => a * b - c * d || Math.abs(a - b) - Math.abs(c - d) || a - c);

/** Channels inside a branch of two convolutions are multiples of this, which fill vectors. */
const STEP = 16;

/**
 * One branch in place of all between a fork and the layer where its paths meet, that layer included, of about as many
 * multiply-adds: a convolution from the block's input to its output, of a kernel that makes it so, or where none does,
 * a pointwise convolution and a 3×3 one. As in table 3 of the ShuffleNet V2 paper, it computes something else.
 * Undefined where the block is not of convolutions from one map to another, or sizes are open.
 */
export function oneBranch(analysis: Analysis, { join, layers: indices }: Branch): OneBranch | undefined {
  const last = analysis.layers[join];
  const layers = [...indices.flatMap((index) => analysis.layers[index] ?? []), ...(last === undefined ? [] : [last])];
  const inside = new Set(layers.map(({ index }) => index));
  const reads = new Set(
    layers
      .flatMap((layer) => dataInputs(layer))
      .filter(({ producer }) => producer === undefined || !inside.has(producer)),
  );
  const [input] = reads;
  const [output] = last?.outputs ?? [];
  if (last === undefined || input === undefined || output === undefined || reads.size > 1) return undefined;
  const isApart = layers.every((layer) => layer === last || !isReadOutside(layer, inside));
  if (!isApart || !layers.every(isOfBlock)) return undefined;
  const [from, to] = [mapOf(input), mapOf(output)];
  const macs = layers.reduce((sum, layer) => sum + (toNumber(layer.macs ?? 0) ?? Number.NaN), 0);
  if (from === undefined || to === undefined || !(macs > 0)) return undefined;
  const bias = layers.some(({ detail, inputs }) => detail?.kind === 'convolution' && inputs[2] !== undefined);
  const place = { from, to, bias, base: `netstat_branch_${join}`, activation: activationOf(analysis, layers) };
  for (const steps of candidates(from, to, macs)) {
    const made = branchOf(place, input.name, output.name, steps);
    if (made === undefined) continue;
    const wishes = { nodes: new Map([[join, made.nodes]]), tensors: made.tensors, gone: [...indices] };
    return { kernels: steps.map(({ kernel }) => kernel), share: workOf(steps, from, to) / macs, wishes };
  }
  return undefined;
}

/** Branches of about so many multiply-adds, one convolution before two, unless two come nearer by far. */
function candidates(from: MapSize, to: MapSize, macs: number): readonly (readonly Step[])[] {
  const whole = KERNELS.map((kernel): readonly Step[] => [{ channels: to.channels, kernel }]);
  const pair = (channels: number): readonly Step[] => [
    { channels, kernel: [1, 1] },
    { channels: to.channels, kernel: [3, 3] },
  ];
  const missOf = (steps: readonly Step[]): number => Math.abs(workOf(steps, from, to) / macs - 1);
  const isEqual = (steps: readonly Step[]): boolean => {
    const share = workOf(steps, from, to) / macs;
    return share >= LEAST && share <= MOST;
  };
  const blocks = macs / workOf(pair(STEP), from, to);
  const pairs = [Math.floor(blocks), Math.ceil(blocks)].map((count) => pair(Math.max(1, count) * STEP));
  const [singles, doubles] = [whole, pairs].map((each) =>
    each
      .filter(isEqual)
      .toSorted((left, right) => missOf(left) - missOf(right))
      .slice(0, 1),
  );
  const near = (singles ?? []).filter((steps) => missOf(steps) <= NEAR);
  return [...near, ...(doubles ?? []), ...(singles ?? [])];
}

/** The multiply-adds of a branch, the last of whose convolutions strides. */
function workOf(steps: readonly Step[], from: MapSize, to: MapSize): number {
  let [work, channels] = [0, from.channels];
  for (const [at, { channels: next, kernel }] of steps.entries()) {
    const { batch, height, width } = at === steps.length - 1 ? to : from;
    work += batch * height * width * channels * next * kernel[0] * kernel[1];
    channels = next;
  }
  return work;
}

/** Whether a layer may be part of a block that one convolution stands for. */
function isOfBlock(layer: Layer): boolean {
  const { detail, region, path } = layer;
  if (!isRunning(layer) || region !== 0 || path.length > 0) return false;
  switch (detail?.kind) {
    case 'convolution':
      return !detail.transposed;
    case 'pool':
    case 'elementwise':
    case 'normalization':
      return true;
    case 'movement':
      return ['concat', 'split', 'slice', 'identity', 'pad'].includes(detail.function);
    default:
      return false;
  }
}

function isReadOutside({ outputs }: Layer, inside: ReadonlySet<number>): boolean {
  return outputs.some(
    (edge) => edge !== undefined && (edge.isOutput || edge.consumers.some((each) => !inside.has(each))),
  );
}

/** A map of features: N × C × H × W, of numbers. */
interface MapSize {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly dtype: NewTensor['dtype'];
}

function mapOf({ type }: Edge): MapSize | undefined {
  if (!isRanked(type) || type.shape.length !== 4 || type.dtype === undefined) return undefined;
  const [batch, channels, height, width] = type.shape.map((dim) => toNumber(dim));
  if (batch === undefined || channels === undefined || height === undefined || width === undefined) return undefined;
  return { batch, channels, height, width, dtype: type.dtype };
}

/** The activation of the block's convolutions, where most have one alike. */
function activationOf(analysis: Analysis, layers: readonly Layer[]): Layer | undefined {
  const after = layers.flatMap(({ detail, outputs: [output] }) => {
    const next = detail?.kind === 'convolution' && output !== undefined ? readersOf(analysis).only(output) : undefined;
    return next?.detail?.kind === 'elementwise' && next.inputs.slice(1).every(isNumber) ? [next] : [];
  });
  const [first] = after;
  const count = layers.filter(({ detail }) => detail?.kind === 'convolution').length;
  const alike = after.filter(({ node }) => node.opType === first?.node.opType);
  return 2 * alike.length > count ? first : undefined;
}

/** Whether an operand is left out, or one stored number, as the ends of a Clip are. */
function isNumber(edge: Edge | undefined): boolean {
  return edge === undefined || (edge.provenance === 'constant' && isRanked(edge.type) && edge.type.shape.length === 0);
}

interface Maker {
  readonly from: MapSize;
  readonly to: MapSize;
  readonly bias: boolean;
  /** The beginning of new names. */
  readonly base: string;
  readonly activation: Layer | undefined;
}

/** A convolution of a branch. */
interface Step {
  readonly channels: number;
  readonly kernel: readonly [number, number];
}

/** The nodes and weights of a branch; undefined where no padding gives the block's output. */
function branchOf(
  { from, to, bias, base, activation }: Maker,
  input: string,
  output: string,
  steps: readonly Step[],
): { readonly nodes: readonly NewNode[]; readonly tensors: ReadonlyMap<string, NewTensor> } | undefined {
  const tensors = new Map<string, NewTensor>();
  const nodes: NewNode[] = [];
  let [channels, read] = [from.channels, input];
  for (const [at, { channels: next, kernel }] of steps.entries()) {
    const isLast = at === steps.length - 1;
    const sizes = [
      [from.height, isLast ? to.height : from.height],
      [from.width, isLast ? to.width : from.width],
    ] as const;
    const strides = sizes.map(([ins, outs]) => Math.max(1, Math.round(ins / outs)));
    const pads = sizes.map(([ins, outs], axis) => {
      const all = Math.max(0, (outs - 1) * (strides[axis] ?? 1) + (kernel[axis] ?? 1) - ins);
      return [Math.floor(all / 2), Math.ceil(all / 2)] as const;
    });
    const fits = sizes.every(([ins, outs], axis) => {
      const padded = ins + (pads[axis]?.[0] ?? 0) + (pads[axis]?.[1] ?? 0);
      return Math.floor((padded - (kernel[axis] ?? 1)) / (strides[axis] ?? 1)) + 1 === outs;
    });
    if (!fits) return undefined;
    const [weights, shift] = [`${base}_w${at}`, `${base}_b${at}`];
    tensors.set(weights, { dtype: from.dtype, dims: [next, channels, ...kernel], elements: undefined });
    if (bias) tensors.set(shift, { dtype: from.dtype, dims: [next], elements: undefined });
    const end = isLast ? output : `${base}_${at}`;
    const plain = activation === undefined ? end : `${end}_plain`;
    nodes.push({
      opType: 'Conv',
      domain: 'ai.onnx',
      inputs: [read, weights, ...(bias ? [shift] : [])],
      outputs: [plain],
      attributes: new Map([
        ['kernel_shape', { kind: 'ints', value: [...kernel] }],
        ['strides', { kind: 'ints', value: strides }],
        ['pads', { kind: 'ints', value: [...pads.map(([before]) => before), ...pads.map(([, after]) => after)] }],
      ]),
    });
    if (activation !== undefined) {
      nodes.push({ ...activation.node, inputs: [plain, ...activation.node.inputs.slice(1)], outputs: [end] });
    }
    [channels, read] = [next, end];
  }
  return { nodes, tensors };
}
