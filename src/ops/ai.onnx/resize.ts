import { equals, floorDivide, isKnown, maximum, minimum, multiply, add, product, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { RankedTensor, Shape, Tensor, Value } from '../../ir/index.js';
import { dimsOrInput, dynamic, float, int, ints, numbersOrInput, required, text } from '../language/attributes.js';
import type { AttributeReader, AttributesOf } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Inferred, Operator } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError } from '../language/node-error.js';
import { elementCount, frontAxis } from '../families/shapes.js';
import { scaledLength } from '../families/scaling.js';

const interpolation = {
  operations: 'multiplications + additions',
  memory: 'stream',
  source:
    'per output element the weighted sum of its neighbours, w^n multiplications and w^n - 1 additions ' +
    'over the n axes that change: w is 2 for linear, 4 for cubic, and wider by the factor of ' +
    'downscaling with antialias; nearest only copies. Weights are few and not counted',
} as const;

/** Upsampling of images by two scales, as opset 1 has it. */
export const upsampleImage = defineOp({
  type: 'Upsample',
  since: 1,
  category: 'resize',
  spec: 'https://github.com/onnx/onnx/blob/main/docs/Changelog.md#Upsample-1',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: { mode: text('nearest'), height_scale: required(float()), width_scale: required(float()) },
  infer: ({ X }, { height_scale: height, width_scale: width }, context) => {
    const [batch, channels, rows, columns, ...others] = X.shape;
    if (
      batch === undefined ||
      channels === undefined ||
      rows === undefined ||
      columns === undefined ||
      others.length > 0
    ) {
      throw new NodeError(`an input of rank ${X.shape.length}, should be 4`);
    }
    return [
      [
        batch,
        channels,
        ...[scaledLength(rows, height), scaledLength(columns, width)].map(
          (dim, index) => dim ?? context.fresh(`axis_${index + 2}`),
        ),
      ],
    ];
  },
  detail: (_, { mode }) => ({ kind: 'resize', mode: modeOf(mode) }),
  cost: { ...interpolation, terms: ({ X }, { mode }, [Y]) => interpolationTerms(X, Y, modeOf(mode), false) },
});

/** Upsampling by a scale per axis: an attribute in opset 7 and 8, an input since. */
export const upsample = resizingByScales(
  { type: 'Upsample', since: 7, withdrawn: 10, spec: 'https://onnx.ai/onnx/operators/onnx__Upsample.html' },
  'config?',
);

/** Resizing by a scale per axis, up or down, as opset 10 has it. */
export const resizeByScales = resizingByScales(
  { type: 'Resize', since: 10, spec: 'https://github.com/onnx/onnx/blob/main/docs/Changelog.md#Resize-10' },
  'config',
);

function resizingByScales(
  version: { readonly type: string; readonly since: number; readonly withdrawn?: number; readonly spec: string },
  scales: 'config' | 'config?',
): Operator {
  return defineOp({
    ...version,
    category: 'resize',
    inputs: { X: 'activation', scales },
    outputs: { Y: 'X' },
    attributes: { mode: text('nearest'), scales: numbersOrInput({ input: 'scales' }) },
    infer: ({ X }, settings, context) => [scaleAll(X.shape, settings.scales, context)],
    inferUnranked: ({ X }, settings, context) => [
      isRanked(X) ? scaleAll(X.shape, settings.scales, context) : undefined,
    ],
    detail: (_, { mode }) => ({ kind: 'resize', mode: modeOf(mode) }),
    cost: { ...interpolation, terms: ({ X }, { mode }, [Y]) => interpolationTerms(X, Y, modeOf(mode), false) },
  });
}

const resizeAttributes = {
  mode: text('nearest'),
  scales: listOrNothing(numbersOrInput({ input: 'scales' })),
  sizes: listOrNothing(dimsOrInput({ input: 'sizes' })),
  axes: ints(),
  antialias: int(0),
  keep_aspect_ratio_policy: text('stretch'),
} as const;
type ResizeSettings = AttributesOf<typeof resizeAttributes>;

/**
 * Resizing by scales or to sizes, of all axes or (opset 18) of some. The region of `tf_crop_and_resize` moves the
 * samples and leaves the output's size to scales and sizes alone, as the reference and runtimes have it.
 */
export const resize = defineOp({
  type: 'Resize',
  since: 11,
  category: 'resize',
  spec: 'https://onnx.ai/onnx/operators/onnx__Resize.html',
  inputs: { X: 'activation', roi: 'config?', scales: 'config?', sizes: 'config?' },
  outputs: { Y: 'X' },
  attributes: resizeAttributes,
  infer: ({ X }, settings, context) => inferResize(X, settings, context),
  inferUnranked: ({ X }, settings, context) => inferResize(X, settings, context),
  detail: (_, { mode }) => ({ kind: 'resize', mode: modeOf(mode) }),
  cost: {
    ...interpolation,
    terms: ({ X }, { mode, antialias }, [Y]) => interpolationTerms(X, Y, modeOf(mode), antialias !== 0),
  },
});

/** An empty list stands for an input that is left out: opset 11 could not leave out scales. */
function listOrNothing<T>(
  read: AttributeReader<readonly T[] | typeof dynamic | undefined>,
): AttributeReader<readonly T[] | typeof dynamic | undefined> {
  return (name, source) => {
    const list = read(name, source);
    return list !== undefined && list.length === 0 ? undefined : list;
  };
}

function inferResize(X: Tensor, settings: ResizeSettings, context: Context): readonly Inferred[] {
  if (!isRanked(X)) return [undefined];
  const { shape } = X;
  const rank = shape.length;
  const axes = settings.axes?.map((axis) => frontAxis(axis, rank)) ?? Array.from({ length: rank }, (_, axis) => axis);
  const { sizes, scales } = settings;
  if (sizes === undefined && scales === undefined) throw new NodeError('neither scales nor sizes are given');
  const list = sizes ?? scales;
  if (list !== dynamic && list?.length !== axes.length) {
    throw new NodeError(`${list?.length ?? 0} ${sizes === undefined ? 'scales' : 'sizes'} for ${axes.length} axes`);
  }
  const lengths =
    sizes === undefined
      ? axes.map((axis, index) => (scales === dynamic ? undefined : scaledLength(shape[axis] ?? 1, scales?.[index])))
      : sizes === dynamic
        ? axes.map(() => undefined)
        : fit(
            axes.map((axis) => shape[axis] ?? 1),
            sizes,
            settings.keep_aspect_ratio_policy,
          );
  return [
    shape.map((dim, axis) => {
      const index = axes.indexOf(axis);
      return index === -1 ? dim : (lengths[index] ?? context.fresh(`axis_${axis}`));
    }),
  ];
}

function scaleAll(shape: Shape, scales: ResizeSettings['scales'], context: Context): Shape {
  if (scales === undefined) throw new NodeError('scales are missing');
  if (scales !== dynamic && scales.length !== shape.length) {
    throw new NodeError(`${scales.length} scales for an input of rank ${shape.length}`);
  }
  return shape.map(
    (dim, axis) => (scales === dynamic ? undefined : scaledLength(dim, scales[axis])) ?? context.fresh(`axis_${axis}`),
  );
}

/** The sizes as the policy wants them: stretched, or all by the least or greatest ratio of size to length. */
function fit(lengths: Shape, sizes: readonly (Dim | undefined)[], policy: string): readonly (Dim | undefined)[] {
  if (policy === 'stretch') return sizes;
  if (policy !== 'not_larger' && policy !== 'not_smaller') throw new NodeError(`keep_aspect_ratio_policy is ${policy}`);
  return lengths.map((length) => {
    // Rounding keeps the order, so the rounded size by the least ratio is the least of the rounded sizes.
    const candidates = lengths.map((other, index) => scaleByRatio(length, sizes[index], other));
    if (!candidates.every((size) => size !== undefined)) return undefined;
    return policy === 'not_larger' ? minimum(...candidates) : maximum(...candidates);
  });
}

/** length · size / other, rounded to the nearest with halves up. */
function scaleByRatio(length: Dim, size: Dim | undefined, other: Dim): Dim | undefined {
  if (size === undefined || equals(length, other)) return size;
  if (!isKnown(other) || other <= 0) return undefined;
  const double = multiply(2, other);
  return isKnown(double) ? floorDivide(add(multiply(2, multiply(length, size)), other), double) : undefined;
}

/** `bilinear` is what opset 1 and some exporters call linear. */
function modeOf(mode: string): string {
  return mode === 'bilinear' || mode === 'trilinear' ? 'linear' : mode === 'bicubic' ? 'cubic' : mode;
}

/** How many products and sums interpolation takes over all output elements. */
function interpolationTerms(X: RankedTensor, Y: Value | undefined, mode: string, antialias: boolean): Terms {
  if (mode === 'nearest' || !isRanked(Y)) return { multiplications: 0, additions: 0 };
  const width = mode === 'cubic' ? 4 : 2;
  const changes = Y.shape.some((dim, axis) => !equals(dim, X.shape[axis] ?? dim));
  if (!changes) return { multiplications: 0, additions: 0 };
  const multiplications = product(
    Y.shape.map((dim, axis) => {
      const before = X.shape[axis] ?? dim;
      // out positions of width·(in / out) samples each, where the filter is stretched
      return equals(dim, before) ? dim : multiply(width, antialias ? maximum(dim, before) : dim);
    }),
  );
  return { multiplications, additions: subtract(multiplications, elementCount(Y.shape)) };
}
