import { add, maximum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Element, RankedTensor, Tensor } from '../../ir/index.js';
import { dimsOrInput, dynamic, float, intsOrInput, text } from '../language/attributes.js';
import type { AttributeReader, Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Inferred } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';
import { elementAt, fillElements, gridOf } from '../families/strides.js';
import type { Elements } from '../families/strides.js';

interface PadSettings {
  readonly pads: readonly (Dim | undefined)[] | Dynamic | undefined;
  readonly axes: readonly number[] | Dynamic | undefined;
}

/** `pads`, which opset 1 calls `paddings`. */
const pads: AttributeReader<PadSettings['pads']> = (name, source) =>
  dimsOrInput({ input: 'pads' })(source.attributes.has('paddings') ? 'paddings' : name, source);

/**
 * Elements added at both ends of each axis, or removed where `pads` is negative; all of it attributes before opset 11.
 */
export const pad = defineOp({
  type: 'Pad',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Pad.html',
  inputs: { data: 'activation', pads: 'config?', constant_value: 'config?', axes: 'config?' },
  outputs: { output: 'data' },
  attributes: { pads, axes: intsOrInput({ input: 'axes' }), mode: text('constant'), value: float(0) },
  infer: ({ data }, settings, context) => inferPad(data, settings, context),
  inferUnranked: ({ data }, settings, context) => inferPad(data, settings, context),
  elements: ({ data, constant_value: given }, settings, [output]) => {
    const fill =
      given === undefined ? (data.dtype === 'bool' ? settings.value !== 0 : settings.value) : given.elements?.[0];
    return [output && padElements(data, settings, output, fill)];
  },
  detail: ({ data, constant_value: given }, settings) => {
    const fill = given === undefined ? settings.value : given.elements?.[0];
    const isZeroMargin = settings.mode === 'constant' && fill === 0 && surroundsMap(data, settings);
    return { kind: 'movement', function: 'pad', ...(isZeroMargin && { zeroMargin: true }) };
  },
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once; the padding is only written' },
});

/** The elements that are added to one axis. */
interface Margin {
  readonly before: Dim | undefined;
  readonly after: Dim | undefined;
}

function inferPad(data: Tensor, settings: PadSettings, context: Context): readonly Inferred[] {
  if (!isRanked(data)) return [undefined];
  const margins = readMargins(settings, data.shape.length);
  return [
    data.shape.map((length, axis) => {
      const margin = margins === undefined ? { before: undefined, after: undefined } : margins.get(axis);
      if (margin === undefined) return length;
      if (margin.before === undefined || margin.after === undefined) return context.fresh(`axis_${axis}`);
      return maximum(0, add(length, add(margin.before, margin.after)));
    }),
  ];
}

/** The margins of each axis that has some; undefined when not even the axes are known. */
function readMargins({ pads, axes }: PadSettings, rank: number): ReadonlyMap<number, Margin> | undefined {
  if (pads === undefined) throw new NodeError('pads are missing');
  if (axes === dynamic) return undefined;
  const padded = (axes ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) => frontAxis(axis, rank));
  if (pads === dynamic) return new Map(padded.map((axis) => [axis, { before: undefined, after: undefined }]));
  if (pads.length !== 2 * padded.length) {
    throw new NodeError(`${pads.length} pads for ${padded.length} axes, should be two for each`);
  }
  return new Map(padded.map((axis, index) => [axis, { before: pads[index], after: pads[index + padded.length] }]));
}

/** Whether only the spatial axes of a map get margins, and none is negative. */
function surroundsMap(data: Tensor, settings: PadSettings): boolean {
  if (!isRanked(data) || data.shape.length < 3) return false;
  const margins = readMargins(settings, data.shape.length);
  if (margins === undefined) return false;
  return [...margins].every(([axis, { before, after }]) => {
    const sizes = [before, after].map((margin) => (margin === undefined ? undefined : toNumber(margin)));
    return sizes.every((size) => size !== undefined && (axis < 2 ? size === 0 : size >= 0));
  });
}

function padElements(
  data: RankedTensor,
  settings: PadSettings & { readonly mode: string },
  output: RankedTensor,
  fill: Element | undefined,
): Elements | undefined {
  const grid = gridOf(data);
  const margins = readMargins(settings, data.shape.length);
  if (grid === undefined || margins === undefined) return undefined;
  const before = grid.shape.map((_, axis) => {
    const margin = margins.get(axis);
    return margin === undefined ? 0 : margin.before === undefined ? undefined : toNumber(margin.before);
  });
  if (!before.every((margin) => margin !== undefined)) return undefined;
  return fillElements(output.shape, (position) => {
    const from = position.map((index, axis) => index - (before[axis] ?? 0));
    if (from.every((index, axis) => index >= 0 && index < (grid.shape[axis] ?? 0))) return elementAt(grid, from);
    if (settings.mode === 'constant') return fill;
    return elementAt(
      grid,
      from.map((index, axis) => inside(index, grid.shape[axis] ?? 0, settings.mode)),
    );
  });
}

/** The index that stands for one outside [0, length). */
function inside(index: number, length: number, mode: string): number {
  if (index >= 0 && index < length) return index;
  switch (mode) {
    case 'edge':
      return index < 0 ? 0 : length - 1;
    case 'wrap':
      return ((index % length) + length) % length;
    case 'reflect': {
      const period = Math.max(1, 2 * (length - 1));
      const phase = ((index % period) + period) % period;
      return Math.min(phase, period - phase);
    }
    default:
      throw new NodeError(`mode is ${mode}`);
  }
}
