import { isKnown } from '../../dim/index.js';
import { bitsOf, dtypeOfCode, isInteger, isSigned } from '../../ir/index.js';
import type { DType, Element, RankedTensor } from '../../ir/index.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import {
  addElements,
  divideElements,
  greaterElement,
  lesserElement,
  multiplyElements,
  roundElement,
  subtractElements,
} from '../elements/element-arithmetic.js';
import { castElement } from '../elements/element-cast.js';
import { mapBroadcast } from '../elements/elements.js';
import type { Elements } from '../families/strides.js';
import { placedAt, specificationOf } from '../families/elementwise.js';
import { printShape } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';

/**
 * Real numbers to integers or narrow floating-point numbers by a scale and a zero point: one for the tensor, one per
 * index of an axis (since opset 13) or one per block along it (since 21).
 */
export const quantizeLinear = defineOp({
  type: 'QuantizeLinear',
  since: 10,
  category: 'quantization',
  spec: specificationOf('QuantizeLinear'),
  inputs: { x: 'activation', y_scale: 'scale', y_zero_point: 'scale?' },
  outputs: {
    y: ({ y_zero_point: zeroPoint }, { output_dtype: code }) =>
      zeroPoint?.dtype ?? (code !== 0 ? dtypeOfCode(code) : zeroPoint === undefined ? 'uint8' : undefined),
  },
  attributes: { axis: int(1), block_size: int(0), output_dtype: int(0) },
  infer: ({ x, y_scale: scale, y_zero_point: zeroPoint }, { axis, block_size: block }, context) => {
    checkGranularity(x, scale, axis, block, context);
    if (zeroPoint !== undefined) checkGranularity(x, zeroPoint, axis, block, context);
    return [x.shape];
  },
  inferUnranked: ({ x }) => [x.shape],
  elements: ({ x, y_scale: scale, y_zero_point: zeroPoint }, { axis }, outputs) =>
    outputs.map(({ shape, dtype }) => {
      if (dtype === undefined || !isInteger(dtype)) return undefined;
      return mapQuantized(x, scale, zeroPoint, axis, shape, (element, by, zero) => {
        const quotient = divideElements(element, by, scale.dtype);
        const rounded = quotient === undefined ? undefined : roundElement(quotient, scale.dtype);
        const shifted = rounded === undefined ? undefined : addElements(rounded, zero, 'float64');
        return shifted === undefined ? undefined : saturate(shifted, dtype);
      });
    }),
  detail: () => ({ kind: 'quantization', function: 'quantize' }),
  cost: {
    operations: 'each·∏y',
    memory: 'stream',
    terms: ({ y_zero_point: zeroPoint }) => ({ each: zeroPoint === undefined ? 4 : 5 }),
    source: 'division, rounding, addition of the zero point if there is one, two comparisons that saturate',
  },
});

/**
 * Back from integers or narrow floating-point numbers to real numbers, in the type of the scale unless `output_dtype`
 * (since opset 23) says another.
 */
export const dequantizeLinear = defineOp({
  type: 'DequantizeLinear',
  since: 10,
  category: 'quantization',
  spec: specificationOf('DequantizeLinear'),
  inputs: { x: 'activation', x_scale: 'scale', x_zero_point: 'scale?' },
  outputs: { y: ({ x_scale: scale }, { output_dtype: code }) => (code !== 0 ? dtypeOfCode(code) : scale.dtype) },
  attributes: { axis: int(1), block_size: int(0), output_dtype: int(0) },
  infer: ({ x, x_scale: scale, x_zero_point: zeroPoint }, { axis, block_size: block }, context) => {
    checkGranularity(x, scale, axis, block, context);
    if (zeroPoint !== undefined) checkGranularity(x, zeroPoint, axis, block, context);
    return [x.shape];
  },
  inferUnranked: ({ x }) => [x.shape],
  elements: ({ x, x_scale: scale, x_zero_point: zeroPoint }, { axis }, outputs) =>
    outputs.map(({ shape, dtype }) =>
      mapQuantized(x, scale, zeroPoint, axis, shape, (element, by, zero) => {
        const shifted = subtractElements(element, zero, 'float64');
        return shifted === undefined ? undefined : multiplyElements(shifted, by, dtype);
      }),
    ),
  detail: () => ({ kind: 'quantization', function: 'dequantize' }),
  cost: {
    operations: 'each·∏y',
    memory: 'stream',
    terms: ({ x_zero_point: zeroPoint }) => ({ each: zeroPoint === undefined ? 1 : 2 }),
    source: 'subtraction of the zero point if there is one, multiplication',
  },
});

/** Quantizes a tensor by a scale and a zero point that it finds in it. */
export const dynamicQuantizeLinear = defineOp({
  type: 'DynamicQuantizeLinear',
  since: 11,
  category: 'quantization',
  spec: specificationOf('DynamicQuantizeLinear'),
  inputs: { x: 'activation' },
  outputs: { y: 'uint8', y_scale: 'float32', y_zero_point: 'uint8' },
  infer: ({ x }) => [x.shape, [], []],
  inferUnranked: ({ x }) => [x.shape, [], []],
  detail: () => ({ kind: 'quantization', function: 'quantize' }),
  cost: {
    operations: '7·∏x + 7',
    memory: 'stream',
    source:
      'greatest and least element (2n − 2) and their bounds (2), scale (2), zero point (5); per ' +
      'element division, rounding, addition, two comparisons',
  },
});

/**
 * Warns where scales or zero points fit neither the tensor, nor an axis of it, nor blocks along that axis
 * (DequantizeLinear-21: S scales along an axis of D elements stand for blocks of B where S = ⌈D/B⌉).
 */
function checkGranularity(
  { shape }: RankedTensor,
  { shape: parameter }: RankedTensor,
  axis: number,
  block: number,
  context: Context,
): void {
  const [length, ...others] = parameter;
  if (length === undefined || (others.length === 0 && length === 1)) return;
  if (block > 0 || others.length > 0) {
    if (parameter.length !== shape.length) {
      context.warn(`blocks of shape ${printShape(parameter)} do not divide a tensor of rank ${shape.length}`);
      return;
    }
    const along = frontAxis(axis, shape.length);
    const fits = shape.every((dim, place) => {
      const count = parameter[place];
      if (!isKnown(dim) || count === undefined || !isKnown(count) || dim === count) return true;
      return place === along && BigInt(count) === (BigInt(dim) + BigInt(block) - 1n) / BigInt(Math.max(block, 1));
    });
    if (!fits) {
      context.warn(
        `scales of shape ${printShape(parameter)} for blocks of ${block} along axis ${axis} of ${printShape(shape)}`,
      );
    }
    return;
  }
  const dim = shape.length === 1 ? shape[0] : shape[frontAxis(axis, shape.length)];
  if (dim === undefined || (isKnown(dim) && isKnown(length) && dim !== length)) {
    context.warn(`${printShape(parameter)} scales for axis ${axis} of ${printShape(shape)}`);
  }
}

/** The elements, each with the scale and zero point of its index along the axis; undefined for blocks. */
function mapQuantized(
  x: RankedTensor,
  scale: RankedTensor,
  zeroPoint: RankedTensor | undefined,
  axis: number,
  shape: RankedTensor['shape'],
  change: (element: Element, by: Element, zero: Element) => Element | undefined,
): Elements | undefined {
  const zeros: RankedTensor = zeroPoint ?? { kind: 'tensor', dtype: undefined, shape: [], elements: [0] };
  if (x.elements === undefined || [scale, zeros].some((tensor) => tensor.shape.length > 1)) return undefined;
  const inPlace = (tensor: RankedTensor): readonly RankedTensor[] =>
    tensor.shape.length === 0 || x.shape.length < 2 ? [tensor] : placedAt(axis, [x, tensor]).slice(1);
  return mapBroadcast([x, ...inPlace(scale), ...inPlace(zeros)], shape, ([element, by, zero]) =>
    element === undefined || by === undefined || zero === undefined ? undefined : change(element, by, zero),
  );
}

function saturate(element: Element, dtype: DType): Element | undefined {
  const bits = bitsOf(dtype);
  if (bits === undefined) return undefined;
  const [least, greatest] = isSigned(dtype) ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const raised = greaterElement(element, least, 'float64');
  const bounded = raised === undefined ? undefined : lesserElement(raised, greatest, 'float64');
  return bounded === undefined ? undefined : castElement(bounded, 'float64', dtype);
}
