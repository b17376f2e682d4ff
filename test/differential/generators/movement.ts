import type { Generator } from './elementwise.js';
import { parts } from './movement/parts.js';
import { shapes } from './movement/shapes.js';
import { sizes } from './movement/sizes.js';

/** Operators that move elements and compute nothing. */
export const movement: readonly Generator[] = [...shapes, ...parts, ...sizes];
