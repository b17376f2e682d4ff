import { symbolsOf } from '../dim/index.js';
import type { Dim, Expression, Factor, Term } from '../dim/index.js';
import { escapeTerminal } from './escape.js';
import { magnitudeOfMonomial } from './magnitude.js';

/** Symbols of these names, behind a number of bytes, would be read as its unit. */
const byteUnits: ReadonlySet<string> = new Set(['B', 'kB', 'KB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB']);

const decimal = { base: 1000, units: ['', 'k', 'M', 'G', 'T', 'P', 'E'], names: undefined } as const;
const binary = { base: 1024, units: [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB'], names: byteUnits } as const;

/** A quantity; null or undefined where it is unknown. */
type Known = Dim | null | undefined;

/** How a quantity is written for people. */
export interface QuantityStyle {
  /** Significant digits. */
  readonly digits: number;
  /** The most characters of a formula; a longer one is cut to its leading term, or to what it depends on. */
  readonly length: number;
}

const inCell: QuantityStyle = { digits: 3, length: 20 };

/** A count for people: `118M`, `1.2G·N`; `?` when unknown. */
export function countText(count: Known, style: QuantityStyle = inCell): string {
  return dimText(count, decimal, style);
}

/** A number of bytes for people: `3.83 MiB`, `1.2 KiB·N`; `?` when unknown. */
export function bytesText(bytes: Known, style: QuantityStyle = inCell): string {
  return dimText(bytes, binary, style);
}

/** An exact count: `4,089,184,256`; formulas are shortened to `length` characters, and a number of more is rounded. */
export function exactText(count: Known, length = Infinity): string {
  if (count === undefined || count === null) return '?';
  if (typeof count === 'object') return formulaText(count, (value) => grouped(value), length);
  const exact = grouped(count);
  return exact.length <= length ? exact : withExponent(count, EXPONENT_DIGITS);
}

/** Significant digits of a number that is too long to be written out. */
const EXPONENT_DIGITS = 12;

/**
 * A share for people: `2.9%`; empty while it cannot be told. A part that is not all of the whole is never written as
 * all of it, nor as nothing; what is more than the whole is written as it is: `1200%`.
 */
export function shareText(share: number | null | undefined): string {
  if (share === undefined || share === null) return '';
  const percent = share * 100;
  if (percent === 0) return '0%';
  if (Math.abs(percent) < 0.05) return percent < 0 ? '>-0.1%' : '<0.1%';
  // Shares that are sums of others are all of the whole but for rounding.
  if (Math.abs(percent - 100) < 1e-6) return '100%';
  if (percent < 100 && percent >= 99.95) return '>99.9%';
  return `${Math.abs(percent) < 999.95 ? percent.toFixed(1) : grouped(percent)}%`;
}

/** A ratio with three significant digits: `1.24`, `1,235`, `2.27M`; `?` when unknown. */
export function ratioText(ratio: number | undefined): string {
  if (ratio === undefined || ratio === null) return '?';
  if (ratio < 999.5) return withDigits(ratio, 3);
  return ratio < 999_999.5 ? grouped(ratio) : scaled(ratio, decimal, 3);
}

/** A time in milliseconds for people: `12.3 ms`, `840 µs`; empty when unknown. */
export function durationText(ms: number | null | undefined): string {
  if (ms === undefined || ms === null) return '';
  if (roundsTo(ms, 1000, 3)) return `${withDigits(ms / 1000, 3)} s`;
  return roundsTo(ms * 1000, 1000, 3) ? `${withDigits(ms, 3)} ms` : `${withDigits(ms * 1000, 3)} µs`;
}

/** The unit of a quantity. */
export type Unit = 'count' | 'bytes' | 'milliseconds' | 'ratio';

/** A quantity for people, in its unit; `?` when unknown. */
export function quantityText(value: Known, unit: Unit, style: QuantityStyle = inCell): string {
  if (value === undefined || value === null) return '?';
  switch (unit) {
    case 'count':
      return countText(value, style);
    case 'bytes':
      return bytesText(value, style);
    case 'milliseconds':
      return durationText(numberOf(value));
    case 'ratio':
      return ratioText(numberOf(value));
  }
}

function numberOf(value: Dim): number | undefined {
  return typeof value === 'object' ? undefined : Number(value);
}

type Units = typeof decimal | typeof binary;

function dimText(value: Known, units: Units, { digits, length }: QuantityStyle): string {
  if (value === undefined || value === null) return '?';
  if (typeof value !== 'object') return scaled(value, units, digits);
  return formulaText(value, (coefficient) => scaled(coefficient, units, digits), length, units.names);
}

/**
 * A number with the unit that keeps it below the next one, rounding included; far beyond the largest unit with an
 * exponent.
 */
function scaled(value: number | bigint, { base, units }: Units, digits: number): string {
  let rest = Math.abs(Number(value));
  const sign = value < 0 ? '-' : '';
  let unit = 0;
  while (unit < units.length - 1 && roundsTo(rest, base, digits)) {
    rest /= base;
    unit++;
  }
  if (rest >= MOST_OF_LARGEST_UNIT) return `${withExponent(value, digits)}${units[0]}`;
  return `${sign}${unit === 0 ? Math.round(rest) : withDigits(rest, digits)}${units[unit] ?? ''}`;
}

/** More of the largest unit is easier to read as a power of ten. */
const MOST_OF_LARGEST_UNIT = 1e6;

/** A number that may be larger than a float can be, as `2.61e1252`. */
function withExponent(value: number | bigint, digits: number): string {
  if (typeof value === 'number') return value.toExponential(digits - 1).replace('+', '');
  const text = String(value);
  // A float holds the first 15 digits exactly.
  const [fraction = '', exponent] = Number(text.slice(0, 15))
    .toExponential(digits - 1)
    .split('e+');
  return `${fraction}e${Number(exponent) + text.length - Math.min(15, text.length)}`;
}

/** Whether a number is at least `limit` when it is written with so many digits. */
function roundsTo(value: number, limit: number, digits: number): boolean {
  if (value >= limit) return true;
  return value >= limit - 1 && Number(withDigits(value, digits)) >= limit;
}

/** At least so many significant digits, never an exponent. */
function withDigits(value: number, digits: number): string {
  if (value === 0) return '0';
  let decimals = digits - 1;
  // From here on a number rounds to the next power of ten.
  const edge = 1 - 0.5 / 10 ** digits;
  for (let power = 10; decimals > 0 && value >= power * edge; power *= 10) decimals--;
  for (let power = 1; decimals < MOST_DECIMALS && value < power * edge; power /= 10) decimals++;
  return value.toFixed(decimals);
}

/** Smaller numbers than 0.00001 are written with fewer digits. */
const MOST_DECIMALS = 8;

function grouped(value: number | bigint): string {
  const digits = String(typeof value === 'number' ? Math.round(value) : value);
  return digits.length < 4 ? digits : digits.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}

/**
 * A formula, safe for a terminal, with its coefficients written by `coefficient`: whole, else as many terms as there is
 * room for, the largest first, else the symbols that it depends on, else its largest coefficient. A symbol named as one
 * of `units` stands in quotes.
 */
export function formulaText(
  formula: Expression,
  coefficient: (value: number | bigint) => string,
  length: number,
  units?: ReadonlySet<string>,
): string {
  const { terms } = formula;
  const write = (list: readonly Term[]): string =>
    list.map((term, index) => signedTerm(term, coefficient, index === 0, units)).join(' ');
  const whole = write(terms);
  if (whole.length <= length) return whole;
  const more = terms.length > 1 ? MORE : '';
  const sorted = [...terms].sort((a, b) => magnitudeOfTerm(b) - magnitudeOfTerm(a));
  const leading = leadingTerms(sorted, write, length - more.length);
  if (leading !== '') return `${leading}${more}`;
  const symbols = `f(${escapeTerminal([...symbolsOf(formula)].join(', '))})`;
  if (symbols.length <= length) return symbols;
  const [largest] = sorted;
  // A coefficient of 1 says nothing, and `1 B` something false.
  return largest === undefined || isOne(largest.coefficient) ? 'f(…)' : `${coefficient(largest.coefficient)}·…${more}`;
}

/** The mark for terms that are left out. */
const MORE = ' + …';

/** Terms from the first on that fit; empty where not even one does. */
function leadingTerms(terms: readonly Term[], write: (list: readonly Term[]) => string, length: number): string {
  let text = '';
  for (let count = 1; count < terms.length + 1; count++) {
    const next = write(terms.slice(0, count));
    if (next.length > length) break;
    text = next;
  }
  return text;
}

function isOne(coefficient: number | bigint): boolean {
  return coefficient === 1 || coefficient === -1;
}

function signedTerm(
  { coefficient: value, monomial }: Term,
  coefficient: (value: number | bigint) => string,
  first: boolean,
  units: ReadonlySet<string> | undefined,
): string {
  const factors = monomial.factors.map((factor) => factorText(factor, units)).join('·');
  const magnitude = coefficient(value < 0 ? -value : value);
  const text = factors === '' ? magnitude : magnitude === '1' ? factors : `${magnitude}·${factors}`;
  if (first) return value < 0 ? `-${text}` : text;
  return `${value < 0 ? '-' : '+'} ${text}`;
}

function magnitudeOfTerm({ coefficient, monomial }: Term): number {
  return Math.abs(Number(coefficient)) * magnitudeOfMonomial(monomial);
}

const superscripts: Readonly<Record<number, string>> = { 1: '', 2: '²', 3: '³' };

function factorText({ atom, power }: Factor, units: ReadonlySet<string> | undefined): string {
  const quote = units?.has(atom.key) === true ? '`' : '';
  return `${quote}${escapeTerminal(atom.key)}${quote}${superscripts[power] ?? `^${power}`}`;
}
