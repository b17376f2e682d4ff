import type { Dim } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';

/** The settings of a layer, as rules and formats read them: facts by kind, whatever the operator's name and version. */
export type Detail =
  | ConvolutionDetail
  | MatmulDetail
  | RecurrentDetail
  | AttentionDetail
  | PoolDetail
  | NormalizationDetail
  | ElementwiseDetail
  | SoftmaxDetail
  | ReductionDetail
  | ResizeDetail
  | MovementDetail
  | QuantizationDetail
  | EmbeddingDetail;

/** A convolution; `transposed` ones have their kernel's taps spread over the output. */
export interface ConvolutionDetail {
  readonly kind: 'convolution';
  readonly transposed: boolean;
  readonly batch: Dim;
  readonly groups: Dim;
  readonly inputChannels: Dim;
  readonly outputChannels: Dim;
  readonly inputSpatial: Shape;
  readonly outputSpatial: Shape;
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly bias: boolean;
  /** The activation that a fused operator applies after it, in lower case (`relu`, `clip`). */
  readonly activation?: string | undefined;
}

/** A product of matrices: batch × (m×k)·(k×n). */
export interface MatmulDetail {
  readonly kind: 'matmul';
  readonly batch: Dim;
  readonly m: Dim;
  readonly n: Dim;
  readonly k: Dim;
  readonly bias: boolean;
  /** Whether the operator has a place for an addend of its own, as Gemm has. */
  readonly affine?: boolean;
  readonly activation?: string | undefined;
}

/** A recurrent layer: `gates` matrices per direction and step. */
export interface RecurrentDetail {
  readonly kind: 'recurrent';
  readonly cell: 'rnn' | 'gru' | 'lstm';
  readonly steps: Dim;
  readonly batch: Dim;
  readonly directions: number;
  readonly gates: number;
  readonly inputSize: Dim;
  readonly hiddenSize: Dim;
  readonly bias: boolean;
}

/**
 * Scaled dot-product attention; `projections` says whether the layer also multiplies the input by projection weights.
 */
export interface AttentionDetail {
  readonly kind: 'attention';
  readonly batch: Dim;
  readonly heads: Dim;
  readonly keyValueHeads: Dim;
  readonly queryLength: Dim;
  /** Keys attended to, past ones included. */
  readonly keyLength: Dim;
  readonly headSize: Dim;
  readonly valueHeadSize: Dim;
  readonly causal: boolean;
  readonly projections: boolean;
  /** Where keys and values lie in pages. */
  readonly pages?: CachePages | undefined;
}

/** The pages of a cache: how many there are, how many tokens each holds, and the table of pages for each sequence. */
export interface CachePages {
  readonly count: Dim;
  readonly size: Dim;
  readonly sequences: Dim;
  /** The most pages that a sequence has. */
  readonly each: Dim;
}

/** Pooling; a global one has the input's spatial size as kernel. */
export interface PoolDetail {
  readonly kind: 'pool';
  readonly function: 'max' | 'average' | 'lp' | 'roi';
  readonly global: boolean;
  readonly kernel: Shape;
  readonly strides: readonly number[];
}

/** A normalisation over statistics of `over` elements each. */
export interface NormalizationDetail {
  readonly kind: 'normalization';
  readonly function: 'batch' | 'layer' | 'instance' | 'group' | 'rms' | 'local-response' | 'lp' | 'mean-variance';
  readonly affine: boolean;
  /** An addition in the same layer, as of SkipLayerNormalization. */
  readonly residual?: boolean;
}

/** Element-wise work: `function` is the operator's name in lower case (`add`, `relu`, `where`). */
export interface ElementwiseDetail {
  readonly kind: 'elementwise';
  readonly function: string;
  /** Numbers that steer it, such as a Clip's bounds or LeakyRelu's slope, where known. */
  readonly parameters?: Readonly<Record<string, number>> | undefined;
}

/** Softmax, its logarithm or Hardmax over `length` elements. */
export interface SoftmaxDetail {
  readonly kind: 'softmax';
  readonly function: string;
  readonly length: Dim;
}

/** A reduction over `axes`; undefined when they are data. */
export interface ReductionDetail {
  readonly kind: 'reduction';
  readonly function: string;
  readonly axes: readonly number[] | undefined;
}

/** Interpolation to another spatial size. */
export interface ResizeDetail {
  readonly kind: 'resize';
  readonly mode: string;
}

/** Data movement without arithmetic. */
export interface MovementDetail {
  readonly kind: 'movement';
  /** The operator's name in lower case: `transpose`, `concat`, `slice`, … */
  readonly function: string;
  /** Whether a Pad puts zeros around the spatial axes and does nothing else, as a convolution's own padding does. */
  readonly zeroMargin?: true;
  /** A Transpose's permutation. */
  readonly permutation?: readonly number[] | undefined;
  readonly axis?: number | undefined;
}

/** Conversion between number formats: Cast, QuantizeLinear, DequantizeLinear and their kin. */
export interface QuantizationDetail {
  readonly kind: 'quantization';
  readonly function: 'quantize' | 'dequantize' | 'requantize';
}

/** A look-up of rows of a table. */
export interface EmbeddingDetail {
  readonly kind: 'embedding';
  readonly rows: Dim;
  readonly width: Dim;
}
