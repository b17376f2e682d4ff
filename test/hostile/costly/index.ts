import { breadth } from './breadth.js';
import { formulas } from './formulas.js';
import { names } from './names.js';
import { nesting } from './nesting.js';
import { openSizes } from './open-sizes.js';
import type { CostlyModel } from './spec.js';
import { types } from './types.js';

export type { CostlyModel } from './spec.js';

/** Every kind of costly model. */
export const costlyModels: readonly CostlyModel[] = [
  ...nesting,
  ...breadth,
  ...types,
  ...names,
  ...formulas,
  ...openSizes,
];
