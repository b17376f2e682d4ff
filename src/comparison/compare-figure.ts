import { isKnown, subtract } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Figure } from '../figures/index.js';
import type { ComparedTotal } from './comparison.js';

/** A figure of both models, or of a part of each, with the difference. */
export function compareFigure(figure: Figure, base: Dim | undefined, head: Dim | undefined): ComparedTotal {
  const difference = differenceOf(figure, base, head);
  const share =
    base !== undefined && difference !== undefined && isKnown(base) && isKnown(difference) && base !== 0
      ? Number(difference) / Number(base)
      : undefined;
  return { figure, base, head, difference, share };
}

function differenceOf({ unit }: Figure, base: Dim | undefined, head: Dim | undefined): Dim | undefined {
  if (base === undefined || head === undefined) return undefined;
  // Times and ratios are fractions, which the arithmetic of counts does not know.
  return unit === 'count' || unit === 'bytes' ? subtract(head, base) : Number(head) - Number(base);
}
