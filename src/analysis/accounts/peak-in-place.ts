import type { Dim } from '../../dim/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { givenTo } from './lifetimes.js';
import type { Lifetimes, Schedule, Uses } from './lifetimes.js';

/**
 * The peak of a model whose layers compute in place where `schedule` lets them, told from their lifetimes in memory
 * `apart`: in its step a layer that takes over a value needs so much less, and after it the same values are alive.
 * Looks at the layers only that may be above the greatest so far, a handful. Undefined where bodies run within layers,
 * or a size is no plain number.
 */
export function findPeakInPlace(
  { regions, layers }: Pick<Analysis, 'regions' | 'layers'>,
  schedule: Schedule,
  { uses, apart }: { readonly uses: Uses; readonly apart: Lifetimes },
): Dim | undefined {
  const [main, ...bodies] = regions;
  if (main === undefined || main.layers.length === 0 || bodies.length > 0) return undefined;
  if (typeof apart.peakBytes !== 'number') return undefined;
  const kept = new Set(main.outputs.map((output) => output && rootOf(output)));
  const isAliveBefore = ({ id }: Edge, now: number): boolean => {
    const from = apart.from[id] ?? NEVER;
    return from !== NEVER && from < now;
  };
  let peak = 0;
  let step = 0;
  for (const index of main.layers) {
    step++;
    const bytes = apart.bytes[index];
    const layer = layers[index];
    if (typeof bytes !== 'number' || layer === undefined) return undefined;
    if (bytes <= peak) continue;
    const given = schedule.isInPlace(layer) ? givenTo(layer, schedule, uses) : undefined;
    const isTaken = given !== undefined && !kept.has(given) && isAliveBefore(given, step);
    const size = isTaken ? given.bytes : 0;
    if (typeof size !== 'number') return undefined;
    peak = Math.max(peak, bytes - size);
  }
  return peak;
}

/** A value that never takes memory begins in no step. */
const NEVER = -1;
