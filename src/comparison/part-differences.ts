import type { Dim } from '../dim/index.js';
import { figures } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { isRunning, modulePath, modulesAround, oneRunOf, sumOfLayers } from '../report/index.js';
import type { Report, ReportLayer } from '../report/index.js';
import { groupBy, magnitudeOf } from '../text/index.js';
import { compareFigure } from './compare-figure.js';
import type { ComparedPart } from './comparison.js';

/** The figures that are summed over the layers of a part. */
export const summedFigures: readonly Figure[] = figures.filter(
  ({ isHeadline, ofLayer }) => isHeadline === true && ofLayer !== undefined && ofLayer.counted !== 'most',
);

/** The categories of layers that differ, those that make the most difference first. */
export function categoryDifferences(base: Report, head: Report): readonly ComparedPart[] {
  return differencesOf(base, head, ({ category }) => category);
}

/** The deepest modules that are looked for where no depth is wanted. */
const DEEPEST = 8;

/**
 * The modules that differ at a depth, those that make the most difference first; without a depth, at the first one
 * where several differ. Empty where no module of one model has the name of one of the other. Layers outside of modules
 * are a part without a name.
 */
export function moduleDifferences(base: Report, head: Report, depth: number | undefined): readonly ComparedPart[] {
  const names = new Set(base.layers.flatMap((layer) => modulesAround(layer)[0] ?? []));
  if (!head.layers.some((layer) => names.has(modulesAround(layer)[0] ?? ''))) return [];
  const at = (level: number): readonly ComparedPart[] =>
    differencesOf(base, head, (layer) => modulePath(modulesAround(layer).slice(0, level)));
  if (depth !== undefined) return at(depth);
  const layers = [...base.layers, ...head.layers];
  const deepest = layers.reduce((most, layer) => Math.max(most, modulesAround(layer).length), 0);
  let modules = at(1);
  for (let level = 2; modules.length === 1 && level <= Math.min(deepest, DEEPEST); level++) modules = at(level);
  return modules;
}

function differencesOf(base: Report, head: Report, nameOf: (layer: ReportLayer) => string): readonly ComparedPart[] {
  const [before, after] = [groupBy(base.layers, nameOf), groupBy(head.layers, nameOf)];
  const parts = [...new Set([...before.keys(), ...after.keys()])].map((name): ComparedPart => {
    const [old, current] = [before.get(name) ?? [], after.get(name) ?? []];
    return {
      name,
      layers: { base: old.filter(isRunning).length, head: current.filter(isRunning).length },
      figures: summedFigures.map((figure) => compareFigure(figure, wholeSum(old, figure), wholeSum(current, figure))),
    };
  });
  const shared = new Set(summedFigures.filter((figure) => hasFigure(base, figure) && hasFigure(head, figure)));
  return largestFirst(
    parts.filter(
      ({ layers, figures: compared }) =>
        layers.base !== layers.head ||
        compared.some(({ figure, difference }) => difference !== 0 && shared.has(figure)),
    ),
  );
}

/** Whether layers of a report have a figure. Reports that an earlier version saved lack some. */
function hasFigure({ layers }: Report, figure: Figure): boolean {
  return layers.some((layer) => oneRunOf(layer, figure) !== undefined);
}

/** A sum over layers; undefined where a part of it is unknown. */
function wholeSum(layers: readonly ReportLayer[], figure: Figure): Dim | undefined {
  const { value, partial } = sumOfLayers(layers, figure);
  return partial ? undefined : value;
}

/** Parts by the difference that they make: the sum of their shares in all differences of each figure. */
function largestFirst(parts: readonly ComparedPart[]): readonly ComparedPart[] {
  const sizes = parts.map(({ figures: compared }) =>
    compared.map(({ difference }) => (difference === undefined ? 0 : Math.abs(magnitudeOf(difference)))),
  );
  const totals = summedFigures.map((_, index) => sizes.reduce((sum, of) => sum + (of[index] ?? 0), 0));
  const weights = new Map(
    parts.map((part, index) => [
      part,
      (sizes[index] ?? []).reduce((sum, size, figure) => sum + (size === 0 ? 0 : size / (totals[figure] ?? size)), 0),
    ]),
  );
  return parts.toSorted((left, right) => (weights.get(right) ?? 0) - (weights.get(left) ?? 0));
}
