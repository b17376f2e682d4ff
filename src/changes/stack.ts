import { isRunning, readersOf } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { toNumber } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import { groupBy } from '../text/index.js';
import type { NewNode, NewTensor } from './edits.js';
import type { Wishes } from './wishes.js';

/** From this opset on, a Split reads the lengths of its parts. */
const SPLIT_READS_LENGTHS = 13;

/** A layer that may be stacked: its weights, and the axis of these along which its outputs lie. */
interface Stackable {
  readonly layer: Layer;
  readonly output: Edge;
  /** Its weights and its bias, if it has one. */
  readonly stored: readonly Required<Pick<NewTensor, 'dtype' | 'dims'>>[];
  readonly axis: number;
  readonly width: number;
  /** The activation that alone reads the output. */
  readonly after: Layer | undefined;
}

/**
 * Convolutions and products of one input as one with all their outputs, which a Split takes apart; an activation that
 * follows each of them runs before it. Undefined where no two read one input with equal settings.
 */
export function stacked(analysis: Analysis, layers: readonly number[]): Wishes | undefined {
  const candidates = layers.flatMap((index) => stackableOf(analysis, analysis.layers[index]) ?? []);
  const sets = [...groupBy(candidates, keyOf).values()].filter((set) => set.length > 1);
  if (sets.length === 0) return undefined;
  const nodes = new Map<number, readonly NewNode[]>();
  const tensors = new Map<string, NewTensor>();
  const gone: number[] = [];
  const splitReads = (analysis.model.opsets.get('ai.onnx') ?? 0) >= SPLIT_READS_LENGTHS;
  for (const set of sets) {
    const [first] = set;
    if (first === undefined) continue;
    const { node } = first.layer;
    const base = `netstat_stack_${first.layer.index}`;
    const widths = set.map(({ width }) => width);
    const width = widths.reduce((sum, each) => sum + each, 0);
    first.stored.forEach(({ dtype, dims }, at) => {
      const axis = at === 0 ? first.axis : 0;
      tensors.set(`${base}_${at}`, { dtype, dims: dims.with(axis, width), elements: undefined });
    });
    const [input = ''] = node.inputs;
    const isActive = set.every(({ after }) => after !== undefined && isAlike(after, first.after));
    const activation = isActive ? first.after?.node : undefined;
    const ends = set.map(({ output, after }) => (isActive ? (after?.outputs[0]?.name ?? '') : output.name));
    if (splitReads) tensors.set(`${base}_parts`, { dtype: 'int64', dims: [widths.length], elements: widths });
    const along = first.layer.detail?.kind === 'convolution' ? 1 : -1;
    nodes.set(first.layer.index, [
      { ...node, inputs: [input, ...first.stored.map((_, at) => `${base}_${at}`)], outputs: [`${base}_all`] },
      ...(activation === undefined ? [] : [{ ...activation, inputs: [`${base}_all`], outputs: [`${base}_active`] }]),
      {
        opType: 'Split',
        domain: 'ai.onnx',
        inputs: [activation === undefined ? `${base}_all` : `${base}_active`, ...(splitReads ? [`${base}_parts`] : [])],
        outputs: ends,
        attributes: new Map([
          ['axis', { kind: 'int', value: along }],
          ...(splitReads ? [] : [['split', { kind: 'ints', value: widths }] as const]),
        ]),
      },
    ]);
    gone.push(...set.slice(1).map(({ layer }) => layer.index));
    if (isActive) gone.push(...set.flatMap(({ after }) => after?.index ?? []));
  }
  return { nodes, tensors, gone };
}

function stackableOf(analysis: Analysis, layer: Layer | undefined): Stackable | undefined {
  const { detail } = layer ?? {};
  const [output] = layer?.outputs ?? [];
  if (layer === undefined || output === undefined || !isRunning(layer)) return undefined;
  const [input, ...others] = layer.inputs.filter((edge) => edge !== undefined);
  const stored = others.flatMap((edge) => constantOf(edge) ?? []);
  const [weights] = stored;
  if (input?.provenance !== 'data' || weights === undefined || stored.length !== others.length) return undefined;
  const axis = axisOfOutputs(layer, weights.dims);
  const width = axis === undefined ? undefined : weights.dims[axis];
  const isGrouped = detail?.kind === 'convolution' && detail.groups !== 1;
  const isLinear = stored.length <= 2 && stored.slice(1).every(({ dims }) => dims.length === 1 && dims[0] === width);
  if (axis === undefined || width === undefined || isGrouped || !isLinear) return undefined;
  return { layer, output, stored, axis, width, after: activationAfter(analysis, output) };
}

/** The type of a constant; undefined for one that is stored quantised. */
function constantOf({ type, provenance, scales }: Edge): Stackable['stored'][number] | undefined {
  if (provenance !== 'constant' || scales.length > 0 || !isRanked(type) || type.dtype === undefined) return undefined;
  const dims = type.shape.flatMap((dim) => toNumber(dim) ?? []);
  return dims.length === type.shape.length ? { dtype: type.dtype, dims } : undefined;
}

/** The axis of the weights along which outputs lie: of a convolution's the first, of a product's the columns. */
function axisOfOutputs({ detail, node }: Layer, dims: readonly number[]): number | undefined {
  if (detail?.kind === 'convolution') return detail.transposed ? undefined : 0;
  if (detail?.kind !== 'matmul' || dims.length !== 2) return undefined;
  const [n, k] = [toNumber(detail.n), toNumber(detail.k)];
  const turned = node.attributes.get('transB');
  const axis = turned?.kind === 'int' && Number(turned.value) === 1 ? 0 : 1;
  return dims[axis] === n && dims[1 - axis] === k ? axis : undefined;
}

/** An element-wise layer that reads nothing else, and that alone reads a value. */
function activationAfter(analysis: Analysis, output: Edge): Layer | undefined {
  const next = readersOf(analysis).only(output);
  return next?.detail?.kind === 'elementwise' && next.inputs.length === 1 ? next : undefined;
}

function isAlike(a: Layer, b: Layer | undefined): boolean {
  return a.node.opType === b?.node.opType && settingsOf(a) === settingsOf(b);
}

/** Layers of equal keys differ in their weights alone. */
function keyOf({ layer, stored, axis }: Stackable): string {
  const shapes = stored.slice(0, 1).map(({ dtype, dims }) => [dtype, dims.with(axis, 0)]);
  return JSON.stringify([layer.node.opType, layer.inputs[0]?.id, settingsOf(layer), shapes, stored.length]);
}

function settingsOf({ node }: Layer): string {
  return JSON.stringify([...node.attributes], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
