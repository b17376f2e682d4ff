/** A stream of pseudo-random choices, the same for the same seed (mulberry32). */
export interface Random {
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** `count` values by a function of the position. */
  list<T>(count: number, make: (index: number) => T): T[];
  /** Some of the items, in their order. */
  some<T>(items: readonly T[], probability?: number): T[];
  shuffle<T>(items: readonly T[]): T[];
  /** A shape of small sizes; now and then one is 0 or 1. */
  shape(low: number, high: number): number[];
}

/** Starts a stream. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick(choices) {
      const choice = choices[random.integer(0, choices.length - 1)];
      if (choice === undefined) throw new RangeError('nothing to pick from');
      return choice;
    },
    list: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
    some: (items, probability = 0.5) => items.filter(() => random.chance(probability)),
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = random.integer(0, last);
        const [a, b] = [shuffled[last], shuffled[other]];
        if (a !== undefined && b !== undefined) [shuffled[last], shuffled[other]] = [b, a];
      }
      return shuffled;
    },
    shape: (low, high) =>
      random.list(random.integer(low, high), () =>
        random.chance(0.05) ? 0 : random.chance(0.15) ? 1 : random.integer(2, 7),
      ),
  };
  return random;
}
