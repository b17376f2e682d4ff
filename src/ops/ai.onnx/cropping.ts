import { maximum, minimum, product, subtract, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { isRanked } from '../../ir/index.js';
import { dimsOrInput, dynamic, ints, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';

/** Images without their border, or the part of size `scale` inside it. Experimental, of the first opset. */
export const crop = defineOp({
  type: 'Crop',
  since: 1,
  category: 'data-movement',
  spec: 'https://github.com/onnx/onnx/blob/rel-1.2/docs/Operators.md#experimental-crop',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { border: required(ints()), scale: ints() },
  infer: ({ input }, { border, scale }) => {
    const [batch, channels, rows, columns, ...others] = input.shape;
    if (
      batch === undefined ||
      channels === undefined ||
      rows === undefined ||
      columns === undefined ||
      others.length > 0
    ) {
      throw new NodeError(`an input of rank ${input.shape.length}, should be 4`);
    }
    const [left, top, right, bottom] = border;
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
      throw new NodeError(`a border of ${border.length} widths, should be 4`);
    }
    const [height, width] = scale ?? [];
    return [
      [
        batch,
        channels,
        height ?? maximum(0, subtract(rows, top + bottom)),
        width ?? maximum(0, subtract(columns, left + right)),
      ],
    ];
  },
  detail: () => ({ kind: 'movement', function: 'crop' }),
  cost: { operations: '0', memory: { reads: { input: '∏output' } }, source: 'reads what it takes' },
});

/** Each axis cropped or padded with zeros to a length, equally at both ends. */
export const centerCropPad = defineOp({
  type: 'CenterCropPad',
  since: 18,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__CenterCropPad.html',
  inputs: { input_data: 'activation', shape: 'config' },
  outputs: { output_data: 'input_data' },
  attributes: { shape: dimsOrInput({ input: 'shape' }), axes: ints() },
  infer: ({ input_data: { shape: input } }, { shape, axes }, context) => {
    const listed = axes?.map((axis) => frontAxis(axis, input.length)) ?? [...input.keys()];
    if (shape !== undefined && shape !== dynamic && shape.length !== listed.length) {
      throw new NodeError(`${shape.length} lengths for ${listed.length} axes`);
    }
    return [
      input.map((dim, axis) => {
        const index = listed.indexOf(axis);
        if (index === -1) return dim;
        return (shape === undefined || shape === dynamic ? undefined : shape[index]) ?? context.fresh(`axis_${axis}`);
      }),
    ];
  },
  elements: ({ input_data: input }, _, [output]) => [output && centre(input, output)],
  detail: () => ({ kind: 'movement', function: 'centercroppad' }),
  cost: {
    operations: '0',
    memory: { reads: { input_data: 'kept' } },
    terms: ({ input_data: { shape } }, _, [output]) => ({
      kept: isRanked(output) ? overlap(shape, output.shape) : undefined,
    }),
    source: 'reads what it keeps',
  },
});

function overlap(before: Shape, after: Shape): Dim {
  return product(after.map((dim, axis) => minimum(dim, before[axis] ?? dim)));
}

function centre(input: RankedTensor, output: RankedTensor): ReturnType<typeof fillElements> {
  const grid = gridOf(input);
  if (grid === undefined) return undefined;
  // Cropping starts at ⌊(input - output) / 2⌋; padding puts ⌊(output - input) / 2⌋ zeros in front.
  const shifts = output.shape.map((dim, axis) => Math.trunc(((grid.shape[axis] ?? 0) - (toNumber(dim) ?? 0)) / 2));
  return fillElements(output.shape, (position) => {
    const from = position.map((index, axis) => index + (shifts[axis] ?? 0));
    return from.every((index, axis) => index >= 0 && index < (grid.shape[axis] ?? 0)) ? elementAt(grid, from) : 0;
  });
}
