import type { LayerReport, ModelReport, TotalFigures } from '../../../report/index.js';
import { asNumber, dimOf, numberOf, perInference } from './quantities.js';
import { bytesText, countText, durationText, exactText } from '../../../text/index.js';

/** Something of layers that charts show. */
export interface Measure {
  readonly name: 'params' | 'multiplyAdds' | 'flops' | 'memoryAccess' | 'latency';
  readonly label: string;
  readonly text: (value: number) => string;
}

const params: Measure = { name: 'params', label: 'Params', text: countNumber };
const multiplyAdds: Measure = { name: 'multiplyAdds', label: 'Multiply-adds', text: countNumber };
const flops: Measure = { name: 'flops', label: 'FLOPs', text: countNumber };
const memoryAccess: Measure = { name: 'memoryAccess', label: 'Memory access', text: bytesNumber };
const latency: Measure = { name: 'latency', label: 'Latency', text: (ms) => durationText(ms) };

/** A count for people, rounded as charts have it. */
export function countNumber(value: number): string {
  return countText(Math.round(value));
}

/** A count at a tick of an axis: `10k`. */
export function tickText(value: number): string {
  return countNumber(value).replace(/\.0+(?=\D|$)/u, '');
}

/** Bytes at a tick of an axis: `64 MiB`. */
export function byteTickText(value: number): string {
  return bytesNumber(value).replace(/\.0+(?=\D|$)/u, '');
}

/** Bytes for people, rounded as charts have it. */
export function bytesNumber(value: number): string {
  return bytesText(Math.round(value));
}

/** What can be shown of a model, by part or whole: latency only where it was measured. */
export function measuresOf({ measurement }: ModelReport): readonly Measure[] {
  return [multiplyAdds, flops, memoryAccess, params, ...(measurement === undefined ? [] : [latency])];
}

/** Layers that are drawn together: one, or those of a kernel that computes several. */
export interface Portion {
  readonly layer: LayerReport;
  /** How many more layers the value is for. */
  readonly others: number;
  readonly value: number;
}

/** What of a measure falls to which layers, in one inference, where it is known and not nothing; nothing at all while the total holds a symbol. */
export function portionsOf({ layers, totals, measurement }: ModelReport, { name }: Measure): readonly Portion[] {
  if (name === 'latency') {
    return (measurement?.kernels ?? []).flatMap(({ layers: owned, ms }) => {
      const main = heaviest(owned.flatMap((index) => layers[index] ?? []));
      return main === undefined || !(ms > 0) ? [] : [{ layer: main, others: owned.length - 1, value: ms }];
    });
  }
  const figure = name === 'memoryAccess' ? 'memoryAccessBytes' : name;
  if (typeof dimOf(totals[figure]) === 'object') return [];
  return layers.flatMap((layer) => {
    if (layer.category === 'constant' && figure !== 'params') return [];
    const value = asNumber(perInference(layer, figure));
    return value === undefined || !(value > 0) ? [] : [{ layer, others: 0, value }];
  });
}

/** The layer that a kernel is named after: the one with the most arithmetic. */
function heaviest(layers: readonly LayerReport[]): LayerReport | undefined {
  return layers.reduce<LayerReport | undefined>(
    (best, layer) => (best === undefined || (numberOf(layer.flops) ?? 0) > (numberOf(best.flops) ?? 0) ? layer : best),
    undefined,
  );
}

/** A total of the model to print: short, and exact. */
export function totalText(
  totals: TotalFigures,
  name: Exclude<keyof TotalFigures, 'arithmeticIntensity' | 'latencyMs' | 'predictedMs' | 'boundMs'>,
  unit: 'count' | 'bytes',
): { readonly short: string; readonly exact: string } {
  const dim = dimOf(totals[name]);
  const style = { digits: 4, length: 26 };
  return { short: unit === 'bytes' ? bytesText(dim, style) : countText(dim, style), exact: exactText(dim, 64) };
}
