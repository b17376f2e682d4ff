import { figures } from '../figures/index.js';
import { budgetOf } from './budget.js';
import type { Rule } from './define.js';

/** A budget for each figure; of a quotient more is no worse. */
export const budgets: readonly Rule[] = figures.filter(({ quotientOf }) => quotientOf === undefined).map(budgetOf);
