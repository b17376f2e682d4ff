import {
  ceilDivide,
  divideExactly,
  floorDivide,
  isKnown,
  maximum,
  multiply,
  subtract,
  sum,
  toNumber,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Tensor } from '../../ir/index.js';
import { dimsOrInput, dynamic, int } from '../language/attributes.js';
import type { Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Inferred } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { rearrange } from '../families/strides.js';

interface SplitSettings {
  readonly axis: number;
  readonly split: readonly (Dim | undefined)[] | Dynamic | undefined;
  readonly num_outputs: number | undefined;
}

/**
 * Parts of one axis: of the lengths that `split` lists (attribute, or input since opset 13), else of equal length;
 * since opset 18 `num_outputs` parts, the last of which may be shorter.
 */
export const split = defineOp({
  type: 'Split',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Split.html',
  inputs: { input: 'activation', split: 'config?' },
  outputs: { outputs: 'input' },
  attributes: { axis: int(0), split: dimsOrInput({ input: 'split' }), num_outputs: int() },
  infer: ({ input }, settings, context) => inferSplit(input, settings, context),
  inferUnranked: ({ input }, settings, context) => inferSplit(input, settings, context),
  elements: ({ input }, { axis }, outputs) => {
    const cut = frontAxis(axis, input.shape.length);
    let start = 0;
    return outputs.map(({ shape }) => {
      const from = start;
      start += toNumber(shape[cut] ?? 0) ?? NaN;
      return rearrange(input, shape, (position) =>
        position.map((index, axis) => (axis === cut ? from + index : index)),
      );
    });
  },
  detail: (_, { axis }) => ({ kind: 'movement', function: 'split', axis }),
  cost: { operations: '0', memory: 'stream', source: 'every element goes to one of the outputs' },
});

function inferSplit(input: Tensor, settings: SplitSettings, context: Context): readonly Inferred[] {
  if (!isRanked(input)) return [];
  const axis = frontAxis(settings.axis, input.shape.length);
  return partLengths(input, axis, settings, context).map((length) => input.shape.with(axis, length));
}

function partLengths(
  input: RankedTensor,
  axis: number,
  { split, num_outputs: parts }: SplitSettings,
  context: Context,
): readonly Dim[] {
  const length = dimension(input, axis);
  const count = context.outputCount;
  const freshPart = (index: number): Dim => context.fresh(`part_${index}`, length);
  if (split === dynamic) return Array.from({ length: count }, (_, index) => freshPart(index));
  if (split !== undefined && split.length > 0) {
    if (split.length < count) throw new NodeError(`${split.length} lengths for ${count} outputs`);
    return listedLengths(length, split, freshPart);
  }
  if (parts !== undefined) {
    // onnxruntime divides by the outputs, the standard by the attribute: who contradicts himself gets neither.
    if (parts !== count) throw new NodeError(`num_outputs is ${parts} for ${count} outputs`);
    return equalLengths(length, parts);
  }
  if (count === 0) return [];
  const exact = divideExactly(length, count);
  if (exact === undefined && isKnown(length)) {
    throw new NodeError(`an axis of length ${String(length)} does not split into ${count} equal parts`);
  }
  const each = exact ?? floorDivide(length, count);
  return Array.from({ length: count }, () => each);
}

/** The lengths as listed; one that only a run tells is what the others leave. */
function listedLengths(
  length: Dim,
  split: readonly (Dim | undefined)[],
  freshPart: (index: number) => Dim,
): readonly Dim[] {
  const known = split.filter((part) => part !== undefined);
  const total = sum(known);
  const open = split.length - known.length;
  if (open === 0 && isKnown(total) && isKnown(length) && total !== length) {
    throw new NodeError(`parts of ${String(total)} in all for an axis of length ${String(length)}`);
  }
  if (known.some((part) => isKnown(part) && part < 0)) throw new NodeError('a part is shorter than 0');
  const rest = open === 1 ? subtract(length, total) : undefined;
  return split.map((part, index) => part ?? rest ?? freshPart(index));
}

/** Parts of ⌈length / parts⌉, the last of what is left. */
function equalLengths(length: Dim, parts: number): readonly Dim[] {
  const each = divideExactly(length, parts) ?? ceilDivide(length, parts);
  const left = subtract(length, multiply(parts - 1, each));
  if (isKnown(length) && isKnown(left) && left < 0) {
    throw new NodeError(`an axis of length ${String(length)} has nothing left for the last of ${parts} parts`);
  }
  return Array.from({ length: parts }, (_, index) => (index < parts - 1 ? each : maximum(0, left)));
}
