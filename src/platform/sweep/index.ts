import type { SweepSize } from '../sweep-size.js';
import type { Chain } from './chain.js';
import { blockChain, shuffleChain } from './block-chains.js';
import { convolutionChain } from './convolution-chain.js';
import { elementChain, integerChain, productChain, recurrentChain } from './other-chains.js';
import { rarerChain } from './rarer-chains.js';
import { imageTransformerChain, transformerChain } from './transformer-chains.js';

export { WEIGHTS_FILE } from './chain.js';
export type { Chain } from './chain.js';

/** Families of chains, with how many of each a quick and a full sweep have. */
const families = [
  { make: convolutionChain, quick: 18, full: 70 },
  { make: blockChain, quick: 12, full: 48 },
  { make: transformerChain, quick: 8, full: 30 },
  { make: elementChain, quick: 8, full: 40 },
  { make: productChain, quick: 5, full: 20 },
  { make: recurrentChain, quick: 3, full: 10 },
  { make: integerChain, quick: 4, full: 16 },
  { make: shuffleChain, quick: 2, full: 8 },
  { make: imageTransformerChain, quick: 4, full: 12 },
  { make: rarerChain, quick: 4, full: 12 },
] as const;

/** Apart from each other, so that no two chains of a sweep have the same choices. */
const SEEDS_APART = 100_003;

/** The seed of all families, which makes the chains that platforms were measured by. */
const SEED = 7;

/** The chains of a sweep, families in turn, so that a part of them is a sweep too. */
export function sweepChains(size: SweepSize): readonly (() => Chain)[] {
  const chains = families.flatMap(({ make, [size]: count }, family) =>
    Array.from({ length: count }, (_, index) => ({
      place: index / count,
      make: (): Chain => make(index, (SEED + family) * SEEDS_APART + index),
    })),
  );
  return chains.toSorted((a, b) => a.place - b.place).map(({ make }) => make);
}
