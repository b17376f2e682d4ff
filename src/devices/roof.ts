import { bitsOf, isFloat } from '../ir/index.js';
import type { DType } from '../ir/index.js';

/** The element types that devices compute at different speeds. */
export type Arithmetic = 'float32' | 'float16' | 'int8';

/** The most that a platform can do. */
export interface Roof {
  /** Operations a second, without sparsity; a type without a figure is computed as the next wider type is. */
  readonly peak: { readonly float32: number } & Readonly<Partial<Record<Arithmetic, number>>>;
  /** Bytes a second from and to memory. */
  readonly bytesPerSecond: number;
  /**
   * The bandwidth by how many bytes are worked on: a small set lies in a cache. The smallest set first; left out, one
   * bandwidth holds for all.
   */
  readonly bandwidths?: readonly Bandwidth[] | undefined;
}

/** How fast a set of so many bytes is read and written. */
export interface Bandwidth {
  readonly workingSetBytes: number;
  readonly bytesPerSecond: number;
}

/** The operations a second that a platform does on elements of a type; on those of unknown type as on float32. */
export function peakFor({ peak }: Pick<Roof, 'peak'>, dtype: DType | undefined): number {
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (dtype === undefined || bits === undefined || bits > 16) return peak.float32;
  const isHalf = isFloat(dtype) && bits === 16;
  return (isHalf ? undefined : peak.int8) ?? peak.float16 ?? peak.float32;
}
