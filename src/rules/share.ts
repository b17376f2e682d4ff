import { equals, isAtLeast, isKnown, multiply, symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { fusionOf, openText } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import type { NumberOption, RuleFinding } from './define.js';

/** Shares are compared exactly, as whole millionths. */
const PARTS = 1_000_000;

/**
 * Whether a part is at least so large a share of the whole, for all values of the symbols in them; `depends` when that
 * cannot be told.
 */
export function compareShare(part: Dim, whole: Dim, share: number): 'at-least' | 'below' | 'depends' {
  const scaled = multiply(part, PARTS);
  const bound = multiply(whole, Math.round(share * PARTS));
  if (isAtLeast(scaled, bound)) return 'at-least';
  return isAtLeast(bound, scaled) && !equals(bound, scaled) ? 'below' : 'depends';
}

/** The share as a number; undefined while symbols stand in it. */
export function shareOf(part: Dim, whole: Dim): number | undefined {
  if (part === 0) return 0;
  return isKnown(part) && isKnown(whole) && whole > 0 ? Number(part) / Number(whole) : undefined;
}

/** The finding of a rule that cannot tell before the symbols in these figures are bound. */
export function unboundFinding(analysis: Analysis, figures: Iterable<Dim>): RuleFinding {
  const symbols = new Set<string>();
  for (const figure of figures) symbolsOf(figure, symbols);
  const names = [...symbols];
  return {
    layers: [],
    severity: 'info',
    message: `depends on ${openText(analysis, names)}`,
    data: { unbound: names },
    key: 'unbound',
  };
}

/** The option of rules that sum up what layers move beyond the least. */
export const excessShareOption = {
  default: 0.01,
  minimum: 0,
  maximum: 1,
  description: "The excess of all such layers is reported from this share of the model's memory access after fusion.",
} as const satisfies NumberOption;

/**
 * The figure by which such a rule judges a model; `excessOf` gives undefined where the excess depends on open sizes.
 */
export function excessMetric<O>(excessOf: (analysis: Analysis, options: O) => Dim | undefined) {
  return {
    name: 'excess share of memory access',
    unit: 'share' as const,
    of(analysis: Analysis, options: O): number | undefined {
      const excess = excessOf(analysis, options);
      return excess === undefined ? undefined : shareOf(excess, fusionOf(analysis).totalBytes);
    },
  };
}
