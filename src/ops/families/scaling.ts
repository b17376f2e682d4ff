import { floorDivide, fromInteger, multiply, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element } from '../../ir/index.js';
import { isDim } from '../language/attributes.js';
import { NodeError } from '../language/node-error.js';

/** Denominators tried to read a float32 scale as the fraction that was meant: 0.33333334 is 1/3. */
const MAX_DENOMINATOR = 1000;

/**
 * ⌊length × scale⌋, the length that Resize and Upsample give an axis. Known lengths are multiplied in float32, as runtimes do, so that
 * 10 × 0.7 is 7; for a symbolic one the scale is read as the fraction that it stands for. Undefined when it cannot be told.
 * @throws NodeError when the scale is not above 0
 */
export function scaledLength(length: Dim, scale: Element | undefined): Dim | undefined {
  if (isDim(scale) && (typeof scale !== 'number' || scale > 0)) return multiply(length, scale);
  if (typeof scale === 'object' && scale.kind === 'fraction') {
    return floorDivide(multiply(length, scale.numerator), scale.denominator);
  }
  if (typeof scale !== 'number') return undefined;
  if (!(scale > 0) || !Number.isFinite(scale)) throw new NodeError(`a scale is ${scale}`);
  const known = toNumber(length);
  if (known !== undefined) return fromInteger(Math.floor(Math.fround(Math.fround(known) * Math.fround(scale))));
  const [numerator, denominator] = fractionOf(scale);
  return floorDivide(multiply(length, numerator), denominator);
}

/** A float32 number as numerator and denominator: the simplest fraction that rounds to it, else the number itself to the bit. */
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
