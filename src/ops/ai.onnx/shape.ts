import { product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';

const noRead = { reads: { data: '0' } };

/** The dimensions of a tensor as a tensor; since opset 15 only those of axes in [start, end). */
export const shape = defineOp({
  type: 'Shape',
  since: 1,
  category: 'shape',
  spec: 'https://onnx.ai/onnx/operators/onnx__Shape.html',
  inputs: { data: 'activation' },
  outputs: { shape: 'int64' },
  attributes: { start: int(0), end: int() },
  infer: ({ data }, range) => [[sliceAxes(data.shape, range).length]],
  inferUnranked: (_, range, context) => [[range.start === 0 && range.end === 0 ? 0 : context.fresh('rank')]],
  elements: ({ data }, range) => [sliceAxes(data.shape, range)],
  detail: () => ({ kind: 'movement', function: 'shape' }),
  cost: { operations: '0', memory: noRead, source: 'reads the shape, which a runtime holds beside the data' },
});

/** The number of elements of a tensor. */
export const size = defineOp({
  type: 'Size',
  since: 1,
  category: 'shape',
  spec: 'https://onnx.ai/onnx/operators/onnx__Size.html',
  inputs: { data: 'activation' },
  outputs: { size: 'int64' },
  infer: () => [[]],
  inferUnranked: () => [[]],
  elements: ({ data }) => [[product(data.shape)]],
  detail: () => ({ kind: 'movement', function: 'size' }),
  cost: { operations: '0', memory: noRead, source: 'reads the shape, which a runtime holds beside the data' },
});

/** Axes in [start, end), either counted from the back when negative and clamped to the rank. */
function sliceAxes(
  dims: readonly Dim[],
  { start, end }: { readonly start: number; readonly end: number | undefined },
): readonly Dim[] {
  // Array.slice counts negative positions from the back and clamps, just as the specification wants.
  return dims.slice(start, end ?? dims.length);
}
