import type { Generator } from './elementwise.js';
import { images } from './rare/images.js';
import { numbers } from './rare/numbers.js';
import { sequences } from './rare/sequences.js';

/** Operators that few networks have. */
export const rare: readonly Generator[] = [...numbers, ...images, ...sequences];
