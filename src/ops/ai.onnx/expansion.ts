import { isKnown, multiply, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Shape, Tensor } from '../../ir/index.js';
import { dimsOrInput, dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { broadcastShapes, dimension, frontAxis } from '../families/shapes.js';
import { intsOrInput } from '../language/attributes.js';
import { mapBroadcast } from '../elements/elements.js';
import { rearrange } from '../families/strides.js';

/** Broadcasts to a shape; where that says 1 or has no axis, the input's length stays. */
export const expand = defineOp({
  type: 'Expand',
  since: 8,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Expand.html',
  inputs: { input: 'activation', shape: 'config' },
  outputs: { output: 'input' },
  attributes: { shape: dimsOrInput({ input: 'shape' }) },
  infer: ({ input }, { shape }, context) => {
    if (shape === undefined || shape === dynamic) return [undefined];
    return [expandShape(input.shape, shape, context)];
  },
  elements: ({ input }, _, [output]) => [output && mapBroadcast([input], output.shape, ([element]) => element)],
  // Axes are counted from the last, and along those of length 1 nothing changes.
  placed: ({ input }) => input.placed,
  detail: () => ({ kind: 'movement', function: 'expand' }),
  cost: { operations: '0', memory: 'stream', source: 'reads the input once, writes every copy' },
});

/** The tensor repeated along each axis. */
export const tile = defineOp({
  type: 'Tile',
  since: 6,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Tile.html',
  inputs: { input: 'activation', repeats: 'config' },
  outputs: { output: 'input' },
  attributes: { repeats: dimsOrInput({ input: 'repeats' }) },
  infer: ({ input }, { repeats }, context) => {
    if (repeats === undefined || repeats === dynamic) {
      return [input.shape.map((_, axis) => context.fresh(`axis_${axis}`))];
    }
    if (repeats.length !== input.shape.length) {
      throw new NodeError(`${repeats.length} repeats for an input of rank ${input.shape.length}`);
    }
    return [
      input.shape.map((dim, axis) => {
        const times = repeats[axis];
        if (times !== undefined && isKnown(times) && times < 0) throw new NodeError(`repeats ${String(times)} times`);
        return times === undefined ? context.fresh(`axis_${axis}`) : multiply(dim, times);
      }),
    ];
  },
  inferUnranked: ({ input, repeats }, settings, context) => [tileUnranked(input, repeats, settings.repeats, context)],
  elements: ({ input }, _, [output]) => [output && repeatElements(input, output.shape)],
  detail: () => ({ kind: 'movement', function: 'tile' }),
  cost: { operations: '0', memory: 'stream', source: 'reads the input once, writes every copy' },
});

/** Tile of opset 1: one axis, repeated `tiles` times. */
export const tileAlongAxis = defineOp({
  type: 'Tile',
  since: 1,
  category: 'data-movement',
  spec: 'https://github.com/onnx/onnx/blob/main/docs/Changelog.md#Tile-1',
  inputs: { input: 'activation', tiles: 'config', axis: 'config' },
  outputs: { output: 'input' },
  attributes: { tiles: dimsOrInput({ input: 'tiles' }), axis: intsOrInput({ input: 'axis' }) },
  infer: ({ input }, { tiles, axis }, context) => {
    if (axis === undefined || axis === dynamic) return [input.shape.map((_, index) => context.fresh(`axis_${index}`))];
    const along = frontAxis(axis[0] ?? 0, input.shape.length);
    const times = tiles === undefined || tiles === dynamic ? undefined : tiles[0];
    return [
      input.shape.with(
        along,
        times === undefined ? context.fresh(`axis_${along}`) : multiply(dimension(input, along), times),
      ),
    ];
  },
  elements: ({ input }, _, [output]) => [output && repeatElements(input, output.shape)],
  detail: () => ({ kind: 'movement', function: 'tile' }),
  cost: { operations: '0', memory: 'stream', source: 'reads the input once, writes every copy' },
});

function expandShape(input: Shape, wanted: readonly (Dim | undefined)[], context: Context): Shape {
  const known = broadcastShapes([input, wanted.map((dim) => dim ?? 1)]);
  // A length that only a run tells can be the input's or, where that is 1, any.
  return known.map((dim, axis) => {
    const at = axis - (known.length - wanted.length);
    const open = at >= 0 && wanted[at] === undefined;
    return open && !(isKnown(dim) && dim !== 1) ? context.fresh(`axis_${axis}`) : dim;
  });
}

function repeatElements(input: Tensor & { readonly shape: Shape }, output: Shape): ReturnType<typeof rearrange> {
  return rearrange(input, output, (position) =>
    position.map((index, axis) => index % (toNumber(input.shape[axis] ?? 1) ?? 1)),
  );
}

function tileUnranked(
  input: Tensor,
  repeats: Tensor,
  settings: readonly (Dim | undefined)[] | typeof dynamic | undefined,
  context: Context,
): Shape | undefined {
  const rank = isRanked(input)
    ? input.shape.length
    : settings !== undefined && settings !== dynamic && isRanked(repeats)
      ? settings.length
      : undefined;
  return rank === undefined ? undefined : Array.from({ length: rank }, (_, axis) => context.fresh(`axis_${axis}`));
}
