import { groupBy } from '../text/index.js';

/** A kernel; it counts in the row of the first of its layers. */
interface Kernel {
  readonly layers: readonly number[];
}

/** A look-up of the kernels that count for some layers: every row asks, and the kernels are gone through once. */
export function createKernelLookUp<K extends Kernel>(): (
  kernels: readonly K[],
  layers: readonly { readonly index: number }[],
) => readonly K[] {
  const known = new WeakMap<readonly K[], ReadonlyMap<number | undefined, readonly K[]>>();
  return (kernels, layers) => {
    const byLayer = known.get(kernels) ?? groupBy(kernels, ({ layers: [main] }) => main);
    known.set(kernels, byLayer);
    return layers.flatMap(({ index }) => byLayer.get(index) ?? []);
  };
}
