import { quantile } from '../measurement/index.js';
import type { Amounts } from './kernel-description.js';

/** How fast a platform is at its best, from its samples: what the fit corrects, kernel by kernel. */
export interface Rates {
  readonly flopsPerSecond: number;
  /** Data, which may be in a cache. */
  readonly bytesPerSecond: number;
  /** Weights. The run before has driven them out of the caches. */
  readonly weightBytesPerSecond: number;
  /** The least that a kernel takes. */
  readonly kernelMs: number;
}

/** The time of some work by rates alone. */
export function baseMs({ macs, bytes, constantBytes }: Amounts, rates: Rates): number {
  const seconds =
    (2 * macs) / rates.flopsPerSecond + bytes / rates.bytesPerSecond + constantBytes / rates.weightBytesPerSecond;
  return seconds * 1000 + rates.kernelMs;
}

/** Work large enough to show a rate. */
const LARGE = { macs: 1e6, bytes: 1 << 18, constantBytes: 1 << 20 } as const;

/** The rates that samples show: of large work nearly the best, of all kernels nearly the shortest. */
export function ratesOf(samples: readonly { readonly amounts: Amounts; readonly ms: number }[]): Rates {
  const timed = samples.filter(({ ms }) => ms > 0);
  const rate = (values: readonly number[], share: number, otherwise: number): number =>
    values.length < 3 ? otherwise : Number((quantile(values, share) * 1000).toPrecision(4));
  const flopsPerSecond = rate(
    timed.flatMap(({ amounts, ms }) => (amounts.macs >= LARGE.macs ? (2 * amounts.macs) / ms : [])),
    0.98,
    1e10,
  );
  const bytesPerSecond = rate(
    timed.flatMap(({ amounts, ms }) => (amounts.macs === 0 && amounts.bytes >= LARGE.bytes ? amounts.bytes / ms : [])),
    0.9,
    1e10,
  );
  return {
    flopsPerSecond,
    bytesPerSecond,
    weightBytesPerSecond: rate(
      timed.flatMap(({ amounts: { macs, bytes, constantBytes }, ms }) =>
        constantBytes >= LARGE.constantBytes && macs <= constantBytes && bytes < constantBytes / 8
          ? constantBytes / ms
          : [],
      ),
      0.9,
      bytesPerSecond,
    ),
    kernelMs:
      timed.length === 0
        ? 0.001
        : Number(
            quantile(
              timed.map(({ ms }) => ms),
              0.05,
            ).toPrecision(4),
          ),
  };
}
