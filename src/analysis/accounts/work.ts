import { add, equals, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { NodeCost } from '../../ops/index.js';
import type { Layer } from '../analysis.js';
import { runCounts } from './counts.js';
import type { Counts, RunCount } from './counts.js';
import { perInference } from './per-inference.js';

/** The arithmetic of a layer or of a node's cost; undefined where it is unknown. */
type Work = Readonly<Pick<Counts, 'multiplyAdds' | 'flops'>>;

/** The counts of one run, each changed by a function. */
export function mapRunCounts(
  counts: Readonly<Record<RunCount, Dim | undefined>>,
  change: (value: Dim | undefined) => Dim | undefined,
): Record<RunCount, Dim | undefined> {
  // The list has every count of a run.
  return Object.fromEntries(runCounts.map((count) => [count, change(counts[count])])) as Record<
    RunCount,
    Dim | undefined
  >;
}

/** The arithmetic of a layer: that of its operator, and the operations that unpack its quantised weights. */
export function workOf({ multiplyAdds, flops }: NodeCost, unpacking: Dim | undefined): Work {
  return { multiplyAdds, flops: flops === undefined || unpacking === undefined ? undefined : add(flops, unpacking) };
}

/** The counts of some arithmetic with their names in a sentence. */
export function listWork({ multiplyAdds, flops }: Work): readonly (readonly [label: string, value: Dim | undefined])[] {
  return [
    ['multiply-adds', multiplyAdds],
    ['operations', flops],
  ];
}

/** Whether two layers do equal arithmetic. */
export function isSameWork(left: Work, right: Work): boolean {
  const values = listWork(right);
  return listWork(left).every(([, a], index) => {
    const b = values[index]?.[1];
    return a === undefined || b === undefined ? a === b : equals(a, b);
  });
}

/** The multiply-adds of some layers in one inference; what is unknown adds nothing. */
export function productsIn(layers: readonly Layer[]): Dim {
  return sum(layers.map((layer) => perInference(layer, 'multiplyAdds', layer.multiplyAdds ?? 0)));
}
