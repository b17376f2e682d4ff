import { MASKED } from '../ir/index.js';
import type { DType, Pattern, StoredElement } from '../ir/index.js';

/** A rounding of numbers of that type, as a share of their size; of types that tables are stored in. */
const roundings: Partial<Record<DType, number>> = {
  float64: 2 ** -52,
  float32: 2 ** -23,
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
};

/** Rounding errors that three neighbours on a straight line can add up to. */
const MOST_ROUNDINGS = 4;

/** Neighbours on a line that are no accident. */
const LEAST_STRAIGHT = 2;

/** How far numbers may be from a curve that frameworks work out in numbers of 32 bits. */
const CURVE_TOLERANCE = 1e-5;

/** Zeros and ones that are no accident. */
const LEAST_MASK = 8;

/** Numbers on a raised cosine that are no accident. */
const LEAST_WINDOW = 8;

/** The constant terms of raised cosines: Hann's and Hamming's. */
const RAISED = [0.5, 0.54] as const;

/**
 * What the elements of a floating-point tensor have in common, where one look tells. Learned numbers end the search
 * with their third element.
 */
export function patternIn(
  at: (index: number) => StoredElement,
  dtype: DType,
  dims: readonly number[],
): Pattern | undefined {
  const rounding = roundings[dtype];
  const count = dims.reduce((product, length) => product * length, 1);
  if (rounding === undefined || count === 0) return undefined;
  const first = Number(at(0));
  if ((first === 0 || first === 1) && isAlike(at, count)) return first === 0 ? 'zeros' : 'ones';
  // What a mask puts in the place of scores: nobody learns that of all.
  if (first <= MASKED && isAlike(at, count)) return 'mask';
  const number = (index: number): number => Number(at(index));
  if (isBinary(number, count)) return 'mask';
  const width = dims.at(-1) ?? 1;
  const tolerance = Math.max(CURVE_TOLERANCE, rounding * MOST_ROUNDINGS);
  if (isWindow(number, count, width, tolerance)) return 'window';
  if (isSinusoidal(number, count, width, tolerance)) return 'sinusoids';
  return isSloped(number, count, width, rounding * MOST_ROUNDINGS) ? 'slopes' : undefined;
}

/** Whether each of several numbers is 0 or 1. */
function isBinary(at: (index: number) => number, count: number): boolean {
  if (count < LEAST_MASK) return false;
  for (let index = 0; index < count; index++) if (at(index) !== 0 && at(index) !== 1) return false;
  return true;
}

/** Whether the numbers are a - (1 - a)·cos(2πn / N), of N or N + 1 places. */
function isWindow(at: (index: number) => number, count: number, width: number, tolerance: number): boolean {
  if (count < LEAST_WINDOW || count !== width) return false;
  return RAISED.some((constant) =>
    [count, count - 1].some((period) => {
      for (let index = 0; index < count; index++) {
        const wanted = constant - (1 - constant) * Math.cos((2 * Math.PI * index) / period);
        if (!(Math.abs(at(index) - wanted) <= tolerance)) return false;
      }
      return true;
    }),
  );
}

/**
 * Whether rows are the positions of Vaswani et al. 2017: sines and cosines of place times frequency, in turns or in
 * halves. The first two rows tell: 0 and 1, then the sine and cosine of 1 where the frequency is the highest.
 */
function isSinusoidal(at: (index: number) => number, count: number, width: number, tolerance: number): boolean {
  if (width < 4 || width % 2 === 1 || count < 2 * width) return false;
  const isNear = (index: number, wanted: number): boolean => Math.abs(at(index) - wanted) <= tolerance;
  return [1, width / 2].some((apart) => {
    if (!isNear(width, Math.sin(1)) || !isNear(width + apart, Math.cos(1))) return false;
    for (let pair = 0; pair < width / 2; pair++) {
      const sine = apart === 1 ? 2 * pair : pair;
      if (!isNear(sine, 0) || !isNear(sine + apart, 1)) return false;
    }
    return true;
  });
}

function isAlike(at: (index: number) => StoredElement, count: number): boolean {
  const first = at(0);
  for (let index = 1; index < count; index++) if (at(index) !== first) return false;
  return true;
}

/** Whether each row rises or falls evenly, with one turn at most, places that are masked left out. */
function isSloped(at: (index: number) => number, count: number, width: number, tolerance: number): boolean {
  let straight = 0;
  let rises = false;
  if (width < 2 + LEAST_STRAIGHT) return false;
  for (let start = 0; start < count; start += width) {
    let turns = 0;
    for (let place = start + 1; place < start + width - 1; place++) {
      const before = at(place - 1);
      const here = at(place);
      const after = at(place + 1);
      if (before <= MASKED || here <= MASKED || after <= MASKED) continue;
      const size = Math.max(Math.abs(before), Math.abs(here), Math.abs(after));
      // Numbers that are not finite are on no line.
      if (Math.abs(before - 2 * here + after) <= tolerance * size) {
        straight += 1;
        rises ||= after !== before;
      } else turns += 1;
      if (turns > 1) return false;
    }
  }
  return rises && straight >= LEAST_STRAIGHT;
}
