import { bind, isKnown, parse, print, symbolsOf, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figureNamed } from '../figures/index.js';
import type { Figure, Kind } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { Report } from '../report/index.js';
import { quantityText, ratioText } from '../text/index.js';
import type { QuantityStyle } from '../text/index.js';

/** The sizes of the hint. Formulas among them are worked out with the sizes that are given. */
export function usualSizes(
  { bindWith = [] }: Pick<Report, 'bindWith'>,
  given: ReadonlyMap<string, Dim> = new Map(),
): ReadonlyMap<string, Dim> {
  const sizes = bindWith.flatMap(({ option, name, value }): [string, Dim][] =>
    option === '--dim' ? [[name, parse(value)]] : [],
  );
  const known = new Map([...sizes, ...given]);
  return new Map(sizes.map(([name, dim]) => [name, bind(dim, known)]));
}

/** Kinds of figures that depend on sizes, so that a note says what they come to at usual ones. */
const kindsOfSizes: ReadonlySet<Kind> = new Set(['arithmetic', 'memory']);

/** The most sizes that a note names; with more it says where they are listed. */
const NAMED_SIZES = 4;

/** How a format writes notes on usual sizes. */
export interface NoteStyle extends QuantityStyle {
  /** Where a reader finds the sizes of the hint. */
  readonly place: 'above' | 'below';
  /** A symbol's name as the format writes names. */
  readonly symbol: (name: string) => string;
}

/** The value of a formula at the sizes of the hint, or the most that it can be where data decide it. */
export function atUsualSizes(
  report: Report,
  figure: Figure,
  sizes: ReadonlyMap<string, Dim>,
  style: NoteStyle,
): readonly string[] {
  const parts = figure.quotientOf?.map((name) => totalOf(report, figureNamed(name)));
  const value = totalOf(report, figure);
  if (parts !== undefined) return quotientAt(parts, sizes, style);
  if (typeof value === 'number' || typeof value === 'bigint' || !kindsOfSizes.has(figure.kind)) return [];
  const write = (bound: number | bigint): string => quantityText(bound, figure.unit, style);
  const ceiling = report.totalsAtMost?.[figure.json];
  if (ceiling !== undefined && isKnown(ceiling)) return [`at most ${write(ceiling)}`];
  const exact = value === undefined ? [] : atSizes(value, sizes, style, write);
  if (exact.length > 0 || ceiling === undefined) return exact;
  return atSizes(ceiling, sizes, style, (bound) => `at most ${write(bound)}`);
}

/** The value of a formula at some sizes; nothing where they leave it open. */
function atSizes(
  formula: Dim,
  sizes: ReadonlyMap<string, Dim>,
  { place, symbol }: NoteStyle,
  write: (bound: number | bigint) => string,
): readonly string[] {
  const names = [...symbolsOf(formula)];
  const bound = unlessTooLarge(() => bind(formula, sizes));
  if (bound === undefined || !isKnown(bound)) return [];
  if (names.length > NAMED_SIZES) return [`${write(bound)} at the sizes ${place}`];
  const places = names.map((name) => `${symbol(name)} ${print(sizes.get(name) ?? 0)}`);
  return [`${write(bound)} at ${places.join(', ')}`];
}

/** The value of a quotient of formulas at the sizes of the hint. */
function quotientAt(
  parts: readonly (Dim | undefined)[],
  sizes: ReadonlyMap<string, Dim>,
  { place }: NoteStyle,
): readonly string[] {
  if (!parts.some((part) => typeof part === 'object')) return [];
  const [dividend, divisor] = parts.map((part) =>
    part === undefined ? undefined : unlessTooLarge(() => bind(part, sizes)),
  );
  if (dividend === undefined || divisor === undefined || !isKnown(dividend) || !isKnown(divisor)) return [];
  return divisor > 0 ? [`${ratioText(Number(dividend) / Number(divisor))} at the sizes ${place}`] : [];
}
