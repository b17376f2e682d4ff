/** Choices that a seed determines: the generator mulberry32. */
export interface Random {
  /** From 0 to 1. */
  next(): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Whether something of that probability happens. */
  chance(probability: number): boolean;
}

/** The choices of a seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    chance: (probability) => next() < probability,
  };
}
