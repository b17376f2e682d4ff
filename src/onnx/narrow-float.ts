import type { DType } from '../ir/index.js';

/** How a floating-point format of 16 bits or fewer lays out its bits, and which patterns are not finite numbers. */
interface FloatFormat {
  readonly signed: boolean;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /**
   * - `ieee`: the highest exponent means infinity (mantissa 0) or not a number.
   * - `fn`: no infinity; all ones is not a number.
   * - `fnuz`: no infinity, no negative zero; its pattern is not a number.
   * - `finite`: every pattern is a number.
   */
  readonly special: 'ieee' | 'fn' | 'fnuz' | 'finite';
}

/**
 * Sources: onnx/docs/docsgen/source/technical (float8, float4, float6, int4); the OCP Microscaling Formats
 * specification for E8M0, E2M1, E2M3, E3M2.
 */
const formats = {
  float16: { signed: true, exponentBits: 5, mantissaBits: 10, bias: 15, special: 'ieee' },
  bfloat16: { signed: true, exponentBits: 8, mantissaBits: 7, bias: 127, special: 'ieee' },
  float8e4m3fn: { signed: true, exponentBits: 4, mantissaBits: 3, bias: 7, special: 'fn' },
  float8e4m3fnuz: { signed: true, exponentBits: 4, mantissaBits: 3, bias: 8, special: 'fnuz' },
  float8e5m2: { signed: true, exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' },
  float8e5m2fnuz: { signed: true, exponentBits: 5, mantissaBits: 2, bias: 16, special: 'fnuz' },
  float8e8m0: { signed: false, exponentBits: 8, mantissaBits: 0, bias: 127, special: 'fn' },
  float6e2m3: { signed: true, exponentBits: 2, mantissaBits: 3, bias: 1, special: 'finite' },
  float6e3m2: { signed: true, exponentBits: 3, mantissaBits: 2, bias: 3, special: 'finite' },
  float4e2m1: { signed: true, exponentBits: 2, mantissaBits: 1, bias: 1, special: 'finite' },
} as const satisfies Partial<Record<DType, FloatFormat>>;

/** A floating-point type of 16 bits or fewer. */
export type NarrowFloat = keyof typeof formats;

/** Whether a type is a floating-point one of 16 bits or fewer. */
export function isNarrowFloat(dtype: DType): dtype is NarrowFloat {
  return dtype in formats;
}

/** The number that a bit pattern stands for. */
export function decodeFloat(pattern: number, dtype: NarrowFloat): number {
  const { signed, exponentBits, mantissaBits, bias, special }: FloatFormat = formats[dtype];
  const magnitudeBits = exponentBits + mantissaBits;
  const magnitude = pattern & ((1 << magnitudeBits) - 1);
  const negative = signed && (pattern >> magnitudeBits) % 2 === 1;
  const sign = negative ? -1 : 1;
  const exponent = magnitude >> mantissaBits;
  const mantissa = magnitude & ((1 << mantissaBits) - 1);
  if (special === 'ieee' && exponent === (1 << exponentBits) - 1) return mantissa === 0 ? sign * Infinity : NaN;
  if (special === 'fn' && magnitude === (1 << magnitudeBits) - 1) return NaN;
  if (special === 'fnuz' && negative && magnitude === 0) return NaN;
  // Without a mantissa there is no zero and nothing is subnormal (E8M0).
  if (exponent === 0 && mantissaBits > 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}
