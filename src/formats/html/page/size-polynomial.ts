import { exactText } from '../../../text/index.js';
import { nameText } from './names.js';

/**
 * The polynomial of least degree through points of whole numbers, as its coefficients from the constant one up;
 * undefined where none of whole coefficients has a point to spare, which confirms it.
 */
export function polynomialThrough(
  points: readonly { readonly x: number; readonly y: number }[],
): readonly number[] | undefined {
  for (let degree = 0; degree <= points.length - 2; degree++) {
    const coefficients = interpolate(points.slice(0, degree + 1));
    const isWhole = coefficients.every((value) => Number.isSafeInteger(value));
    if (isWhole && points.every(({ x, y }) => valueAt(coefficients, x) === y)) return coefficients;
  }
  return undefined;
}

function valueAt(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** Newton's divided differences, multiplied out; rounded to what whole coefficients would be. */
function interpolate(points: readonly { readonly x: number; readonly y: number }[]): readonly number[] {
  const differences = points.map(({ y }) => y);
  for (let order = 1; order < points.length; order++) {
    for (let at = points.length - 1; at >= order; at--) {
      const [upper = 0, lower = 0] = [differences[at], differences[at - 1]];
      differences[at] = (upper - lower) / ((points[at]?.x ?? 0) - (points[at - order]?.x ?? 0));
    }
  }
  let coefficients: number[] = [];
  for (let at = points.length - 1; at >= 0; at--) {
    const x = points[at]?.x ?? 0;
    // Times (X − x), and the next difference.
    const shifted = [0, ...coefficients];
    coefficients = shifted.map((value, index) => value - x * (coefficients[index] ?? 0));
    coefficients[0] = (coefficients[0] ?? 0) + (differences[at] ?? 0);
    while (coefficients.length > points.length - at) coefficients.pop();
  }
  return coefficients.map(Math.round);
}

const superscripts: Readonly<Record<number, string>> = { 1: '', 2: '²', 3: '³' };

/** A polynomial, the highest power first: `512·N² + 3·N + 7`. */
export function polynomialText(coefficients: readonly number[], symbol: string): string {
  const terms = coefficients
    .map((coefficient, power) => ({ coefficient, power }))
    .filter(({ coefficient }) => coefficient !== 0)
    .toReversed()
    .map(({ coefficient, power }, at) => {
      const sign = coefficient < 0 ? (at === 0 ? '−' : '− ') : at === 0 ? '' : '+ ';
      const size = exactText(Math.abs(coefficient));
      const atom = `${nameText(symbol)}${superscripts[power] ?? `^${power}`}`;
      return `${sign}${power === 0 ? size : size === '1' ? atom : `${size}·${atom}`}`;
    });
  return terms.length === 0 ? '0' : terms.join(' ');
}
