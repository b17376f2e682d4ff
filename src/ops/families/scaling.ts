import { floorDivide, fromInteger, multiply, symbol, toNumber, unlessTooLarge, valueAt } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, Fraction } from '../../ir/index.js';
import { agreesWith, calculationOf } from '../elements/rounding.js';
import { isDim } from '../language/attributes.js';
import { NodeError } from '../language/node-error.js';

/** Denominators tried to read a float32 scale as the fraction that was meant: 0.33333334 is 1/3. */
const MAX_DENOMINATOR = 1000;

/**
 * ⌊length × scale⌋, the length that Resize and Upsample give an axis. Known lengths are multiplied in float32, as
 * runtimes do, so that 10 × 0.7 is 7; for a symbolic one the scale is read as the fraction that it stands for, where
 * float32 comes to the same whatever the length. Undefined when it cannot be told.
 * @throws NodeError when the scale is not above 0, or the length is beyond float32
 */
export function scaledLength(length: Dim, scale: Element | undefined): Dim | undefined {
  if (isDim(scale) && (typeof scale !== 'number' || scale > 0)) return multiply(length, scale);
  if (typeof scale === 'object' && scale.kind === 'fraction') {
    const scaled = floorDivide(multiply(length, scale.numerator), scale.denominator);
    return inFloat32(length, scale, scaled, [length, scale.numerator]);
  }
  if (typeof scale !== 'number') return undefined;
  if (!(scale > 0) || !Number.isFinite(scale)) throw new NodeError(`a scale is ${scale}`);
  const known = toNumber(length);
  if (known !== undefined) {
    const scaled = floorOfProduct(known, scale);
    // Beyond the range of float32 no length is left.
    if (!Number.isFinite(scaled)) throw new NodeError(`a scale of ${scale} makes ${known} too long`);
    return fromInteger(scaled);
  }
  const [numerator, denominator] = fractionOf(scale);
  return isFormula(scale, numerator, denominator) ? floorDivide(multiply(length, numerator), denominator) : undefined;
}

/** Scales that float32 always agrees with: a network scales by one or two numbers, over and over. */
const formulas = new Set<number>();
const MAX_REMEMBERED = 256;

const ANY_LENGTH = symbol('length');

function isFormula(scale: number, numerator: Dim, denominator: number | bigint): boolean {
  if (formulas.has(scale)) return true;
  const scaled = floorDivide(multiply(ANY_LENGTH, numerator), denominator);
  if (inFloat32(ANY_LENGTH, scale, scaled, [ANY_LENGTH]) === undefined) return false;
  if (formulas.size < MAX_REMEMBERED) formulas.add(scale);
  return true;
}

/** The formula of a scaled length, if float32 always comes to it. */
function inFloat32(length: Dim, scale: Fraction | number, scaled: Dim, of: readonly Dim[]): Dim | undefined {
  const { steps, at } = calculationOf(scale, 'float32');
  const calculation = {
    steps: steps + 1,
    at: (sizes: ReadonlyMap<string, number>) => floorOfProduct(valueAt(length, sizes), at(sizes)),
  };
  return unlessTooLarge(() => agreesWith(calculation, scaled, of)) === true ? scaled : undefined;
}

function floorOfProduct(length: number, scale: number): number {
  return Math.floor(Math.fround(Math.fround(length) * Math.fround(scale)));
}

/**
 * A float32 number as numerator and denominator: the simplest fraction that rounds to it, else the number itself to the
 * bit.
 */
function fractionOf(value: number): readonly [Dim, number | bigint] {
  const single = Math.fround(value);
  // Convergents of the continued fraction.
  let [before, numerator] = [0, 1];
  let [beforeDenominator, denominator] = [1, 0];
  for (let rest = single; ; rest = 1 / (rest - Math.floor(rest))) {
    const whole = Math.floor(rest);
    [before, numerator] = [numerator, whole * numerator + before];
    [beforeDenominator, denominator] = [denominator, whole * denominator + beforeDenominator];
    if (denominator > MAX_DENOMINATOR || !Number.isSafeInteger(numerator)) break;
    if (Math.fround(numerator / denominator) === single) return [numerator, denominator];
    if (rest === whole) break;
  }
  let power = 1n;
  let mantissa = single;
  for (; !Number.isInteger(mantissa); mantissa *= 2) power *= 2n;
  return [fromInteger(mantissa), power];
}
