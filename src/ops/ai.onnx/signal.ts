import { add, floorDivide, isKnown, maximum, multiply, product, subtract, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { dtypeOfCode } from '../../ir/index.js';
import type { DType, RankedTensor, Shape } from '../../ir/index.js';
import { dynamic, int, intOrInput } from '../language/attributes.js';
import type { AttributesOf, Dynamic } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';

const fourier =
  'as a fast Fourier transform, 5·n·⌈log2 n⌉ operations over n points and half of that for real ones ' +
  "(the convention of FFTW's benchmarks)";

const dftAttributes = {
  axis: intOrInput({ input: 'axis' }),
  dft_length: intOrInput({ input: 'dft_length' }),
  inverse: int(0),
  onesided: int(0),
} as const;

/**
 * The discrete Fourier transform along one axis, an attribute (1 unless told) before opset 20, an input (-2 unless
 * told) since.
 */
export const dft = defineOp({
  type: 'DFT',
  since: 17,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__DFT.html',
  inputs: { input: 'activation', dft_length: 'config?', axis: 'config?' },
  outputs: { output: 'input' },
  attributes: dftAttributes,
  infer: ({ input }, settings, context) => {
    const axis = transformAxis(input, settings.axis, context);
    const { inverse, onesided } = settings;
    const components = onesided !== 0 && inverse !== 0 ? 1 : 2;
    const shape = input.shape.with(input.shape.length - 1, components);
    if (axis === undefined) {
      return [shape.map((dim, index) => (index === shape.length - 1 ? dim : context.fresh(`axis_${index}`)))];
    }
    const points = transformLength(input, axis, settings, context);
    return [shape.with(axis, onesided !== 0 && inverse === 0 ? uniqueBins(points) : points)];
  },
  cost: {
    operations: 'transforms·5·n·log2n·halves/2',
    memory: 'stream',
    terms: ({ input }, settings, _, context) => {
      const axis = transformAxis(input, settings.axis, context);
      const n = axis === undefined ? context.fresh('length') : transformLength(input, axis, settings, context);
      const others =
        axis === undefined
          ? context.fresh('transforms')
          : product(input.shape.filter((_dim, index) => index !== axis && index !== input.shape.length - 1));
      return {
        transforms: others,
        n,
        log2n: logarithm(n, context),
        halves: halvesOf(input.shape.at(-1) ?? 1, settings.onesided),
      };
    },
    source: fourier,
  },
});

/** Fourier transforms of windows slid over a signal. */
export const stft = defineOp({
  type: 'STFT',
  since: 17,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__STFT.html',
  inputs: { signal: 'activation', frame_step: 'config', window: 'table?', frame_length: 'config?' },
  outputs: { output: 'signal' },
  attributes: {
    frame_step: intOrInput({ input: 'frame_step' }),
    frame_length: intOrInput({ input: 'frame_length' }),
    onesided: int(1),
  },
  infer: ({ signal, window }, settings, context) => {
    if (signal.shape.length < 2) throw new NodeError(`a signal of rank ${signal.shape.length}, should be 3`);
    const points = frameLength(window, settings.frame_length, context);
    const step = typeof settings.frame_step === 'number' ? settings.frame_step : undefined;
    if (step !== undefined && step <= 0) throw new NodeError(`frame_step is ${step}`);
    const frames =
      step === undefined
        ? context.fresh('frames')
        : maximum(0, add(floorDivide(subtract(dimension(signal, 1), points), step), 1));
    return [[dimension(signal, 0), frames, settings.onesided !== 0 ? uniqueBins(points) : points, 2]];
  },
  cost: {
    operations: 'transforms·(windowed·components·n + 5·n·log2n·halves/2)',
    memory: 'stream',
    terms: ({ signal, window }, settings, [output], context) => {
      const n = frameLength(window, settings.frame_length, context);
      const components = signal.shape[2] ?? 1;
      const [batch = 1, frames = 1] = output?.kind === 'tensor' ? (output.shape ?? []) : [];
      return {
        transforms: multiply(batch, frames),
        windowed: window === undefined ? 0 : 1,
        components,
        n,
        log2n: logarithm(n, context),
        halves: halvesOf(components, settings.onesided),
      };
    },
    source: `a product with the window per sample, then ${fourier}`,
  },
});

/** The triangular filters that take a spectrum to the mel scale, a column each. */
export const melWeightMatrix = defineOp({
  type: 'MelWeightMatrix',
  since: 17,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__MelWeightMatrix.html',
  inputs: {
    num_mel_bins: 'config',
    dft_length: 'config',
    sample_rate: 'config',
    lower_edge_hertz: 'config',
    upper_edge_hertz: 'config',
  },
  outputs: { output: (_, { output_datatype: code }) => dtypeOfCode(code) },
  attributes: {
    num_mel_bins: intOrInput({ input: 'num_mel_bins' }),
    dft_length: intOrInput({ input: 'dft_length' }),
    output_datatype: int(1),
  },
  infer: (_, { num_mel_bins: bins, dft_length: points }, context) => {
    const rows = points === undefined || points === dynamic ? context.fresh('bins') : uniqueBins(points);
    return [[rows, bins === undefined || bins === dynamic ? context.fresh('mel_bins') : bins]];
  },
  cost: {
    operations: '2·∏output',
    memory: 'stream',
    source: 'each element of a triangle is a difference and a quotient; the edges are few',
  },
});

/** Windows of raised cosines, by the number of their operations per element. */
export const windows: readonly Operator[] = [
  cosineWindow('HannWindow', 4, 'a0 - a1·cos(n·c)'),
  cosineWindow('HammingWindow', 4, 'a0 - a1·cos(n·c)'),
  cosineWindow('BlackmanWindow', 8, 'a0 - a1·cos(n·c) + a2·cos(2·n·c)'),
];

function cosineWindow(type: string, operations: number, formula: string): Operator {
  return defineOp({
    type,
    since: 17,
    category: 'other',
    spec: `https://onnx.ai/onnx/operators/onnx__${type}.html`,
    inputs: { size: 'config' },
    outputs: { output: (_, { output_datatype: code }): DType | undefined => dtypeOfCode(code) },
    attributes: { size: intOrInput({ input: 'size' }), output_datatype: int(1) },
    infer: (_, { size }, context): readonly Shape[] => [
      [size === undefined || size === dynamic ? context.fresh('size') : size],
    ],
    inferUnranked: (_, __, context) => [[context.fresh('size')]],
    cost: { operations: `${operations}·∏output`, memory: 'stream', source: `${formula} per element` },
  });
}

/** The axis transformed; undefined when only a run tells. */
function transformAxis(input: RankedTensor, axis: Dim | Dynamic | undefined, context: Context): number | undefined {
  const rank = input.shape.length;
  if (rank < 2) throw new NodeError(`an input of rank ${rank}, should be at least 2`);
  const number = axis === undefined ? (context.opset >= 20 ? -2 : 1) : axis === dynamic ? undefined : toNumber(axis);
  if (number === undefined) return undefined;
  const front = frontAxis(number, rank);
  if (front === rank - 1) throw new NodeError(`axis ${number} is that of the real and imaginary parts`);
  return front;
}

/** How many points a transform has. */
function transformLength(
  input: RankedTensor,
  axis: number,
  { dft_length: length, inverse, onesided }: AttributesOf<typeof dftAttributes>,
  context: Context,
): Dim {
  if (length === dynamic) return context.fresh('length');
  if (length !== undefined) return length;
  const dim = dimension(input, axis);
  return onesided !== 0 && inverse !== 0 ? multiply(2, subtract(dim, 1)) : dim;
}

function frameLength(window: RankedTensor | undefined, length: Dim | Dynamic | undefined, context: Context): Dim {
  if (length !== undefined && length !== dynamic) return length;
  if (window !== undefined) return dimension(window, 0);
  if (length === undefined) throw new NodeError('neither a window nor frame_length is given');
  return context.fresh('frame_length');
}

/** The bins of a spectrum that symmetry leaves. */
function uniqueBins(points: Dim): Dim {
  return add(floorDivide(points, 2), 1);
}

/**
 * The halves of a transform's work: one where only one side is made or the signal is real (1 component), both where it
 * is complex (2 components). So an open number of components is that number.
 */
function halvesOf(components: Dim, onesided: number): Dim {
  if (onesided !== 0) return 1;
  return isKnown(components) && components !== 1 ? 2 : components;
}

/** ⌈log2 n⌉; of a symbolic n a symbol of its own. */
function logarithm(n: Dim, context: Context): Dim {
  const points = toNumber(n);
  return points === undefined ? context.fresh('log2_length') : points <= 1 ? 0 : Math.ceil(Math.log2(points));
}
