import { isKnown, spendText, symbolsOf, valueAt } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { DType, Element, Rounded } from '../../ir/index.js';
import { elementOf, isNumeric, roundToType } from './element-number.js';
import type { Ratio } from './element-number.js';

/**
 * Sizes for which a formula is held against floating-point arithmetic: all below for one symbol, as many combinations
 * for several.
 */
const TRIED_SIZES = 4096;

/**
 * Of several symbols only few sizes can be tried each: one in every stretch of this length, which divides no size that
 * people choose.
 */
const STRIDE = 13;

/** Operations of one calculation that is followed; what exporters write has a handful. */
const MAX_STEPS = 64;

/** Trying an operation once counts as making so many characters of a formula. */
const STEP_TEXT = 6;

/**
 * The calculation that one more operation makes of others; undefined where floating-point numbers hold all of it
 * exactly, as they do sizes, their halves and quarters.
 */
export function roundedStep(
  operands: readonly Element[],
  ratios: readonly Ratio[],
  dtype: DType | undefined,
  compute: (...values: number[]) => number,
): Rounded | undefined {
  if (ratios.every(isDyadic) && operands.every((operand) => roundedOf(operand) === undefined)) return undefined;
  const calculations = operands.map((operand) => calculationOf(operand, dtype));
  return {
    steps: calculations.reduce((total, { steps }) => total + steps, 1),
    at: (sizes) => roundToType(compute(...calculations.map((one) => one.at(sizes))), dtype) ?? NaN,
  };
}

/**
 * The element of a ratio in a tensor of `dtype` that `rounded` works out; undefined where there is no such element, and
 * where it is an integer that the calculation does not always come to. Throws ExpressionTooLarge.
 */
export function elementBy(ratio: Ratio, dtype: DType | undefined, rounded: Rounded | undefined): Element | undefined {
  const element = elementOf(ratio, dtype);
  if (rounded === undefined || typeof element !== 'object' || element.kind === 'condition') return element;
  if (element.kind === 'fraction') return { ...element, rounded };
  return agreesWith(rounded, element, [ratio.numerator]) ? element : undefined;
}

/** How a runtime works out an element; undefined where it has it exactly. */
export function roundedOf(element: Element | undefined): Rounded | undefined {
  return typeof element === 'object' && element.kind === 'fraction' ? element.rounded : undefined;
}

/** The calculation that gives an element of that type. */
export function calculationOf(element: Element, dtype: DType | undefined): Rounded {
  if (isNumeric(element)) return { steps: 0, at: () => Number(element) };
  if (typeof element !== 'object' || element.kind === 'condition') return { steps: 0, at: () => NaN };
  if (element.kind === 'expression') {
    return { steps: 1, at: (sizes) => roundToType(valueAt(element, sizes), dtype) ?? NaN };
  }
  const { numerator, denominator, rounded } = element;
  return rounded ?? { steps: 1, at: (sizes) => valueAt(numerator, sizes) / denominator };
}

/**
 * Whether a formula is what a runtime's floating-point arithmetic gives, for each size of the symbols in `of` that is
 * tried. Throws ExpressionTooLarge where an analysis has tried too much.
 */
export function agreesWith({ steps, at }: Rounded, formula: Dim, of: readonly Dim[]): boolean {
  if (steps > MAX_STEPS) return false;
  const names = new Set<string>();
  for (const dim of [formula, ...of]) symbolsOf(dim, names);
  spendText(STEP_TEXT * TRIED_SIZES * (steps + 1));
  const each = Math.max(2, Math.floor(TRIED_SIZES ** (1 / Math.max(1, names.size))));
  const sizes = new Map<string, number>();
  for (let trial = 0; trial < TRIED_SIZES; trial++) {
    let rest = trial;
    for (const name of names) {
      sizes.set(name, names.size === 1 ? trial : (rest % each) * STRIDE + (trial % STRIDE));
      rest = Math.floor(rest / each);
    }
    if (at(sizes) !== valueAt(formula, sizes)) return false;
  }
  return true;
}

/** Whether its values are whole numbers of a power of two, of few bits where sizes have few. */
function isDyadic({ numerator, denominator }: Ratio): boolean {
  if ((denominator & (denominator - 1n)) !== 0n || denominator > MAX_DYADIC) return false;
  return isKnown(numerator) ? isFew(numerator) : numerator.terms.every(({ coefficient }) => isFew(coefficient));
}

function isFew(factor: number | bigint): boolean {
  return factor <= MAX_DYADIC && factor >= -MAX_DYADIC;
}

/** With a factor of so many bits, float32 still holds the product of a size of 12 bits. */
const MAX_DYADIC = 4096;
