import type { Analysis } from '../analysis/index.js';
import { isKnown, soleSymbol } from '../dim/index.js';
import type { Kernel } from './measurement.js';

/** How many passes a loop made in a run. */
export interface TripCount {
  /** The symbol that stands for it. */
  readonly symbol: string;
  /** The label of the loop. */
  readonly loop: string;
  readonly passes: number;
}

/**
 * The passes of loops whose number data decide, by how often the kernels of their bodies were called. A loop whose
 * kernels do not agree has none, for example where runs differ.
 */
export function tripCountsOf(
  { regions, layers }: Analysis,
  kernels: readonly Pick<Kernel, 'layers' | 'calls'>[],
): readonly TripCount[] {
  return regions.flatMap(({ owner, passes, layers: own }): TripCount[] => {
    const loop = owner === undefined ? undefined : layers[owner];
    if (loop === undefined || passes === undefined || !isKnown(loop.times) || Number(loop.times) === 0) return [];
    const symbol = soleSymbol(passes.count);
    if (symbol === undefined) return [];
    const inside = new Set(own);
    const counts = new Set(
      kernels
        .filter((kernel) => kernel.layers.length > 0 && kernel.layers.every((index) => inside.has(index)))
        .map(({ calls }) => calls / Number(loop.times)),
    );
    const [count, another] = counts;
    return count !== undefined && another === undefined && Number.isInteger(count)
      ? [{ symbol, loop: loop.label, passes: count }]
      : [];
  });
}
