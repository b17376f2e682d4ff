import { add, equals, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { NodeCost } from '../../ops/index.js';
import type { Layer } from '../analysis.js';
import { runCounts } from './counts.js';
import type { Counts, RunCount } from './counts.js';
import { countPerInference } from './per-inference.js';

/** The arithmetic of a layer or of a node's cost; undefined where it is unknown. */
type Work = Readonly<Pick<Counts, 'macs' | 'arithmetic'>>;

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
export function workOf({ macs, arithmetic }: NodeCost, unpacking: Dim | undefined): Work {
  return {
    macs,
    arithmetic: arithmetic === undefined || unpacking === undefined ? undefined : add(arithmetic, unpacking),
  };
}

/** The counts of some arithmetic with their names in a sentence. */
export function listWork({ macs, arithmetic }: Work): readonly (readonly [label: string, value: Dim | undefined])[] {
  return [
    ['multiply-adds', macs],
    ['operations', arithmetic],
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
export function macsIn(layers: readonly Layer[]): Dim {
  return sum(layers.map((layer) => countPerInference(layer, 'macs')));
}
