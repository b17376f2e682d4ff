import { figures, isThere, kinds, partsOfQuotient } from '../../../figures/index.js';
import type { Figure } from '../../../figures/index.js';
import { layerOf, totalOf } from '../../../report/index.js';
import type { LayerReport, ModelReport } from '../../../report/index.js';
import { bytesText, countText, quantityText } from '../../../text/index.js';
import type { Unit } from '../../../text/index.js';
import { capital } from './names.js';
import { asNumber, figureOf, restored } from './quantities.js';

/** A figure of layers whose parts add up to the model's, so that charts can show the parts. */
export interface Measure {
  readonly figure: Figure;
  /** The figure's name. */
  readonly name: string;
  readonly label: string;
  readonly text: (value: number) => string;
}

/** A count for people, rounded as charts have it. */
export function countNumber(value: number): string {
  return countText(Math.round(value));
}

/** Bytes for people, rounded as charts have it. */
export function bytesNumber(value: number): string {
  return bytesText(Math.round(value));
}

/** A number of a unit for people, rounded as charts have it. */
export function numberText(value: number, unit: Unit): string {
  return quantityText(unit === 'count' || unit === 'bytes' ? Math.round(value) : value, unit);
}

/** A number at a tick of an axis: `10k`, `64 MiB`. */
export function tickText(value: number, unit: Unit = 'count'): string {
  return numberText(value, unit).replace(/\.0+(?=\D|$)/u, '');
}

const all: readonly Measure[] = kinds
  .flatMap((kind) => figures.filter((figure) => figure.kind === kind && addsUp(figure)))
  .map((figure) => ({
    figure,
    name: figure.name,
    label: capital(figure.label),
    text: (value) => numberText(value, figure.unit),
  }));

/** Whether the figures of layers add up to that of the model. */
function addsUp({ ofLayer, ofLayers }: Figure): boolean {
  return ofLayers !== undefined || (ofLayer !== undefined && ofLayer.counted !== 'most');
}

/** The figures that can be shown of a model by part: times only where it was measured or predicted. */
export function measuresOf(report: ModelReport): readonly Measure[] {
  return all.filter(({ figure }) => isThere(figure, report));
}

/** Layers that are drawn together: one, or those of a kernel that computes several. */
export interface Portion {
  readonly layer: LayerReport;
  /** How many more layers the value is for. */
  readonly others: number;
  readonly value: number;
}

/**
 * The part of a measure that falls to each layer or kernel in one inference, where it is known and not nothing; no
 * parts while the total holds a symbol.
 */
export function portionsOf(published: ModelReport, { figure }: Measure): readonly Portion[] {
  const report = restored(published);
  const kernels =
    figure.isMeasured === true
      ? report.measurement?.kernels
      : figure.isPredicted === true
        ? report.prediction?.kernels
        : undefined;
  if (kernels !== undefined) {
    return kernels.flatMap(({ layers: owned, ms }) => {
      const main = heaviest(
        published,
        owned.flatMap((index) => published.layers[index] ?? []),
      );
      return main === undefined || ms === null || !(ms > 0)
        ? []
        : [{ layer: main, others: owned.length - 1, value: ms }];
    });
  }
  if (typeof totalOf(report, figure) === 'object') return [];
  return published.layers.flatMap((layer, at) => {
    const own = report.layers[at];
    if (own === undefined || (layer.category === 'constant' && figure.ofLayer?.counted !== 'once')) return [];
    const value = asNumber(layerOf(own, figure));
    return value === undefined || !(value > 0) ? [] : [{ layer, others: 0, value }];
  });
}

/** The axes of a roofline: arithmetic, and the memory access that it is divided by. */
export const [work, traffic] = partsOfQuotient('arithmetic-intensity');

/** The layer that a kernel is named after: the one with the most arithmetic. */
export function heaviest(report: ModelReport, layers: readonly LayerReport[]): LayerReport | undefined {
  const workOf = (layer: LayerReport): number => figureOf(report, layer, work.name) ?? 0;
  return layers.reduce<LayerReport | undefined>(
    (best, layer) => (best === undefined || workOf(layer) > workOf(best) ? layer : best),
    undefined,
  );
}
