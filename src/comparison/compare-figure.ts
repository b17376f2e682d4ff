import { isKnown, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import type { Unit } from '../text/index.js';
import type { ComparedTotal } from './comparison.js';

/** A figure of both models, or of a part of each, with the difference. */
export function compareFigure(figure: Figure, base: Dim | undefined, head: Dim | undefined): ComparedTotal {
  return { figure, ...differenceOf(figure.unit, base, head) };
}

/** Two values with head − base and its share of the base. */
export function differenceOf(unit: Unit, base: Dim | undefined, head: Dim | undefined): Omit<ComparedTotal, 'figure'> {
  const difference = subtracted(unit, base, head);
  const share =
    base !== undefined && difference !== undefined && isKnown(base) && isKnown(difference) && base !== 0
      ? Number(difference) / Number(base)
      : undefined;
  return { base, head, difference, share };
}

function subtracted(unit: Unit, base: Dim | undefined, head: Dim | undefined): Dim | undefined {
  if (base === undefined || head === undefined) return undefined;
  // Times and ratios are fractions, which the arithmetic of counts does not know.
  return unit === 'count' || unit === 'bytes' ? subtract(head, base) : Number(head) - Number(base);
}
