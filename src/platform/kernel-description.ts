/** The work of a kernel, in amounts. */
export interface Amounts {
  readonly macs: number;
  /** Data in and out. */
  readonly bytes: number;
  /** Weights, as far as they are apart from data. */
  readonly constantBytes: number;
}

/** The facts of a kernel before it runs. */
export interface Description {
  /** Kernels of one class are computed alike, so that the time of one tells of another. */
  readonly class: string;
  /**
   * A wider class, for platforms where the class itself was not sampled; undefined where no wider one would tell
   * anything.
   */
  readonly family: string | undefined;
  /** By name, sizes as their logarithms to base 2. All kernels of a class have the same features. */
  readonly features: Readonly<Record<string, number>>;
  readonly amounts: Amounts;
}

/** The logarithm to base 2, of sizes that may be 0. */
export const log2 = (value: number): number => Math.log2(Math.max(value, 1e-3));
/** A truth value as a feature. */
export const flag = (value: boolean): number => (value ? 1 : 0);
/** The product of some sizes. */
export const productOf = (values: readonly number[]): number => values.reduce((product, value) => product * value, 1);
