import { add, isKnown, isNonNegative, multiply, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Placed, RankedTensor, Tensor } from '../../ir/index.js';
import { dimsOrInput, dynamic, intsOrInput } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Inferred } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { indexAlong, withIndices } from '../elements/placed.js';
import { frontAxis } from '../families/shapes.js';
import { sliceLength, sliceStart } from '../families/slicing.js';
import { rearrange } from '../families/strides.js';

/** A start beyond this is none of a place, but stands for an end. */
const MOST_START = 2 ** 31 - 2;

interface SliceSettings {
  readonly starts: readonly (Dim | undefined)[] | Dynamic | undefined;
  readonly ends: readonly (Dim | undefined)[] | Dynamic | undefined;
  readonly axes: readonly number[] | Dynamic | undefined;
  readonly steps: readonly (Dim | undefined)[] | Dynamic | undefined;
}

/** Every step-th index from start to end on some axes; attributes before opset 10, inputs since, with steps. */
export const slice = defineOp({
  type: 'Slice',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Slice.html',
  inputs: { data: 'activation', starts: 'config?', ends: 'config?', axes: 'config?', steps: 'config?' },
  outputs: { output: 'data' },
  attributes: {
    starts: dimsOrInput({ input: 'starts' }),
    ends: dimsOrInput({ input: 'ends' }),
    axes: intsOrInput({ input: 'axes' }),
    steps: dimsOrInput({ input: 'steps' }),
  },
  infer: ({ data }, settings, context) => inferSlice(data, settings, context),
  // The length of starts may be unknown, yet the rank stays.
  inferUnranked: ({ data }, settings, context) => inferSlice(data, settings, context),
  elements: ({ data }, settings, [output]) => {
    if (data.elements === undefined) return [undefined];
    const cuts = readCuts(settings, data.shape.length);
    const walks = data.shape.map((dim, axis): { start: number; step: number } | undefined => {
      const cut = cuts === undefined ? undefined : (cuts.get(axis) ?? { start: 0, end: 0, step: 1 });
      const [length, start, step] = [toNumber(dim), known(cut?.start), known(cut?.step)];
      return length === undefined || start === undefined || step === undefined
        ? undefined
        : { start: sliceStart(length, start, step), step };
    });
    if (output === undefined || !walks.every((walk) => walk !== undefined)) return [undefined];
    return [
      rearrange(data, output.shape, (position) =>
        position.map((index, axis) => (walks[axis]?.start ?? 0) + index * (walks[axis]?.step ?? 1)),
      ),
    ];
  },
  placed: ({ data }, settings) => {
    const cuts = data.placed === undefined ? undefined : readCuts(settings, data.shape.length);
    return cuts && cutPlaced(data, cuts);
  },
  detail: () => ({ kind: 'movement', function: 'slice' }),
  cost: { operations: '0', memory: { reads: { data: '∏output' } }, source: 'reads what it takes' },
});

/** The elements that are taken of one axis. */
interface Cut {
  readonly start: Dim | undefined;
  readonly end: Dim | undefined;
  readonly step: Dim | undefined;
}

/** The formula of what is taken, where each cut begins at a place that is told and goes forward. */
function cutPlaced({ placed, shape }: RankedTensor, cuts: ReadonlyMap<number, Cut>): Placed | undefined {
  const indices = new Map<number, Dim>();
  for (const [axis, { start, step }] of cuts) {
    const stride = known(step);
    if (start === undefined || stride === undefined || stride < 1 || !Number.isFinite(stride)) return undefined;
    if (isKnown(start) && Math.abs(Number(start)) > MOST_START) return undefined;
    const from = isNonNegative(start) ? start : add(start, shape[axis] ?? 0);
    const fromLast = shape.length - 1 - axis;
    indices.set(fromLast, add(from, multiply(stride, indexAlong(fromLast))));
  }
  return placed && withIndices(placed, indices);
}

function inferSlice(data: Tensor, settings: SliceSettings, context: Context): readonly Inferred[] {
  if (!isRanked(data)) return [undefined];
  const cuts = readCuts(settings, data.shape.length);
  return [
    data.shape.map((length, axis) => {
      const cut = cuts === undefined ? { start: undefined, end: undefined, step: undefined } : cuts.get(axis);
      return cut === undefined ? length : (cutLength(length, cut) ?? context.fresh(`axis_${axis}`, length));
    }),
  ];
}

function cutLength(length: Dim, { start, end, step }: Cut): Dim | undefined {
  const stride = known(step);
  if (stride === 0) throw new NodeError('a step is 0');
  if (start === undefined || end === undefined || stride === undefined) return undefined;
  return sliceLength(length, start, end, stride);
}

/** The cut of each axis that has one; undefined when not even the axes are known. */
function readCuts({ starts, ends, axes, steps }: SliceSettings, rank: number): ReadonlyMap<number, Cut> | undefined {
  if (starts === undefined || ends === undefined) throw new NodeError('starts or ends are missing');
  const listed = axes ?? (starts !== dynamic ? [...starts.keys()] : ends !== dynamic ? [...ends.keys()] : dynamic);
  if (listed === dynamic) return undefined;
  for (const [name, list] of [
    ['starts', starts],
    ['ends', ends],
    ['steps', steps],
  ] as const) {
    if (list !== undefined && list !== dynamic && list.length !== listed.length) {
      throw new NodeError(`${list.length} ${name} for ${listed.length} axes`);
    }
  }
  const at = (list: readonly (Dim | undefined)[] | Dynamic, index: number): Dim | undefined =>
    list === dynamic ? undefined : list[index];
  const cuts = new Map(
    listed.map((axis, index) => [
      frontAxis(axis, rank),
      { start: at(starts, index), end: at(ends, index), step: steps === undefined ? 1 : at(steps, index) },
    ]),
  );
  if (cuts.size !== listed.length) throw new NodeError(`axes ${listed.join(', ')} repeat`);
  return cuts;
}

/** A bound as a number; one beyond 2^53 is as good as infinite. */
function known(dim: Dim | undefined): number | undefined {
  return dim !== undefined && isKnown(dim) ? Number(dim) : undefined;
}
