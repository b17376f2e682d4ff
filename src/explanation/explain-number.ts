import type { Convention, ConventionCount } from '../conventions/index.js';
import { isKnown } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { buffersFigure, figureNamed, figures, paramsFigure } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { sumAtLoad, totalOf } from '../report/index.js';
import type { Report } from '../report/index.js';

/** A count that a number may be. */
export interface Candidate {
  /** Whose number it would be: `netstat` or a tool's name. */
  readonly whose: string;
  /** The things that it counts, in a sentence. */
  readonly what: string;
  readonly value: number;
  /** The number given, divided by this one. */
  readonly ratio: number;
  /** Whether it is the number, or rounds to it where it was written rounded. */
  readonly exact: boolean;
}

/** The total of a model by the convention of another tool. */
export type ConventionTotal = Pick<ConventionCount, 'name' | 'unit' | 'total'> & Partial<Pick<Convention, 'summary'>>;

/**
 * Counts of a model that are, or come nearest to, a number that somebody got: exact ones first, `tolerance` being how
 * far they may be from it. Ratios stand among them only where they are exact, symbolic counts never.
 */
export function explainNumber(
  number: number,
  report: Report,
  conventionTotals: readonly ConventionTotal[],
  tolerance = 0,
): readonly Candidate[] {
  const macsFigure = figureNamed('multiply-adds');
  const ofFigure = (figure: Figure): NamedCount => [
    'netstat',
    `${figure.label}: ${figure.meaning}`,
    totalOf(report, figure),
  ];
  const counts: readonly NamedCount[] = [
    ...distinctFigures(report).map(ofFigure),
    [
      'netstat',
      'params and buffers together: running statistics counted in',
      plus(totalOf(report, paramsFigure), totalOf(report, buffersFigure)),
    ],
    [
      'several tools',
      "twice the multiply-adds and nothing else, which PyTorch's counter and onnxsim call FLOPs",
      twice(totalOf(report, macsFigure)),
    ],
    [
      'several tools',
      "multiply-adds with those of constants, which a runtime does once, at load, and PyTorch's counter in each run",
      plus(totalOf(report, macsFigure), sumAtLoad(report.layers, macsFigure)),
    ],
    ...conventionTotals.map(
      ({ name, unit, summary, total }) => [name, summary === undefined ? unit : `${unit}: ${summary}`, total] as const,
    ),
  ];
  const candidate = ([whose, what, value]: NamedCount): readonly Candidate[] => {
    if (value === undefined || !isKnown(value) || value <= 0) return [];
    const own = Number(value);
    return [{ whose, what, value: own, ratio: number / own, exact: Math.abs(own - number) <= tolerance }];
  };
  // A ratio near the number says nothing about a count.
  const ratios = figures.filter(({ unit }) => unit === 'ratio').flatMap((figure) => candidate(ofFigure(figure)));
  return [...counts.flatMap(candidate), ...ratios.filter(({ exact }) => exact)].toSorted(
    (left, right) => Math.abs(Math.log(left.ratio)) - Math.abs(Math.log(right.ratio)),
  );
}

/** A count of the model, which may be unknown. */
type NamedCount = readonly [whose: string, what: string, value: Dim | undefined];

/**
 * The counts of a model, headlines first; of several of one kind that are equal, such as params and params as trained,
 * the first.
 */
function distinctFigures(report: Report): readonly Figure[] {
  const seen = new Set<string>();
  const isHeadline = (figure: Figure): boolean => figure.isHeadline === true;
  const ordered = [...figures.filter(isHeadline), ...figures.filter((figure) => !isHeadline(figure))];
  return ordered.filter((figure) => {
    const value = totalOf(report, figure);
    if ((figure.unit !== 'count' && figure.unit !== 'bytes') || value === undefined || !isKnown(value)) return false;
    const key = `${figure.kind} ${figure.unit} ${value}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function plus(left: Dim | undefined, right: Dim | undefined): Dim | undefined {
  if (left === undefined || right === undefined || right === 0) return undefined;
  return isKnown(left) && isKnown(right) ? Number(left) + Number(right) : undefined;
}

function twice(value: Dim | undefined): Dim | undefined {
  return value !== undefined && isKnown(value) ? 2 * Number(value) : undefined;
}
