import { isSurelyAtLeast, maximum, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';

/** The most peaks at symbolic sizes that are kept apart, where none bounds another; real models have a handful. */
const MAX_CANDIDATES = 64;

/** Takes sums one by one and keeps the greatest. */
export interface Peak {
  add(live: Dim | undefined): void;
  /** Undefined when one of the sums was undefined, or when the formula would grow too large. */
  value(): Dim | undefined;
}

/** Keeps the greatest of many sums; of symbolic ones those that no other bounds. */
export function createPeak(): Peak {
  let candidates: Dim[] = [];
  let last: Dim | undefined;
  let isOpen = false;
  return {
    add(live) {
      if (live === undefined) isOpen = true;
      if (live === undefined || isOpen || live === last) return;
      last = live;
      if (candidates.some((candidate) => isSurelyAtLeast(candidate, live))) return;
      candidates = candidates.filter((candidate) => !isSurelyAtLeast(live, candidate));
      candidates.push(live);
      isOpen = candidates.length > MAX_CANDIDATES;
    },
    value: () => (isOpen ? undefined : greatest(candidates)),
  };
}

/** The greatest of some sums; undefined when one of them is, or when the formula would grow too large. */
export function greatest(sums: readonly (Dim | undefined)[]): Dim | undefined {
  if (!sums.every((live) => live !== undefined)) return undefined;
  return unlessTooLarge(() => maximum(0, ...sums));
}
