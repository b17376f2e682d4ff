import type { Category } from '../ir/index.js';
import type { Kernel } from './measurement.js';

/** The time of one kind of work. */
export interface Share {
  /** The category of each kernel's most costly layer; `overhead` for kernels that the runtime put in. */
  readonly category: Category | 'overhead';
  readonly ms: number;
  /** Of all kernels, 0 to 1. */
  readonly share: number;
  readonly kernels: number;
}

type Timed = Pick<Kernel, 'layers' | 'ms'>;

/**
 * Where the time goes, the largest part first: what figure 2 of the ShuffleNet V2 paper draws. A kernel counts whole,
 * for its most costly layer.
 */
export function breakDown(
  layers: readonly { readonly category: Category }[],
  { kernels, kernelsMs }: { readonly kernels: readonly Timed[]; readonly kernelsMs: number },
): readonly Share[] {
  const parts = new Map<Share['category'], { ms: number; kernels: number }>();
  for (const kernel of kernels) {
    const main = mainLayer(kernel);
    const category = main === undefined ? 'overhead' : (layers[main]?.category ?? 'other');
    const part = parts.get(category) ?? { ms: 0, kernels: 0 };
    parts.set(category, { ms: part.ms + kernel.ms, kernels: part.kernels + 1 });
  }
  return [...parts]
    .map(([category, { ms, kernels: count }]) => ({
      category,
      ms,
      share: kernelsMs === 0 ? 0 : ms / kernelsMs,
      kernels: count,
    }))
    .toSorted((a, b) => b.ms - a.ms);
}

/** The layer that a kernel counts for. */
export function mainLayer({ layers }: Pick<Kernel, 'layers'>): number | undefined {
  return layers[0];
}
