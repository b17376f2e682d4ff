import type { LayerReport } from './layer.js';
import { mapSizes, sizesOfLayers } from './map-sizes.js';
import type { Place } from './map-sizes.js';
import type { FailedModel, ModelReport } from './report.js';

/** A formula of so many characters and fewer is short: it is written wherever it stands. */
export const SHORT_FORMULA = 256;

/** Characters of long formulas that may stand in a text again: beyond, each formula is written once. */
export const MOST_REPEATED_TEXT = 1024 * 1024;

/** The long formulas of a report, and how many characters all but the first of each take. */
export class RepeatedFormulas {
  readonly #seen = new Set<string>();
  readonly #again = new Set<string>();
  #characters = 0;

  /** Counts a formula. Returns whether it was counted before. */
  add(text: string): boolean {
    const isAgain = this.#seen.has(text);
    this.#seen.add(text);
    if (isAgain) {
      this.#again.add(text);
      this.#characters += text.length;
    }
    return isAgain;
  }

  /** The formulas to write once; none while their repetitions take little room. */
  get shared(): readonly string[] {
    return this.#characters > MOST_REPEATED_TEXT ? [...this.#again] : [];
  }
}

/** A published report with the formulas of `list` in it, and references to them in their places. */
export function shareFormulas(report: ModelReport, list: readonly string[]): ModelReport {
  return { ...replaceFormulas(report, referencesTo(list)), longFormulas: list };
}

/** Layers with references to the formulas of a list in their places. */
export function* shareInLayers(layers: Iterable<LayerReport>, list: readonly string[]): Iterable<LayerReport> {
  const replace = referencesTo(list);
  const { layer } = sizesOfLayers(sizeReplacer(replace));
  for (const each of layers) yield withDetail(layer(each), replace);
}

function referencesTo(list: readonly string[]): (text: string) => string {
  const references = new Map(list.map((text, index) => [text, `#${index}`]));
  return (text) => references.get(text) ?? text;
}

/** A published report with each formula in its place. */
export function expandFormulas(report: ModelReport): ModelReport;
export function expandFormulas(report: ModelReport | FailedModel): ModelReport | FailedModel;
export function expandFormulas(report: ModelReport | FailedModel): ModelReport | FailedModel {
  if ('error' in report) return report;
  const { longFormulas, ...whole } = report;
  if (longFormulas === undefined) return report;
  return replaceFormulas(whole, (text) =>
    text.startsWith('#') ? (longFormulas[Number(text.slice(1))] ?? text) : text,
  );
}

function replaceFormulas(report: ModelReport, replace: (text: string) => string): ModelReport {
  const mapped = mapSizes(report, sizeReplacer(replace));
  return { ...mapped, layers: mapped.layers.map((layer) => withDetail(layer, replace)) };
}

function sizeReplacer(replace: (text: string) => string): (size: number | string, place: Place) => number | string {
  return (size, place) => (typeof size === 'number' || place === 'total' ? size : replace(size));
}

function withDetail(layer: LayerReport, replace: (text: string) => string): LayerReport {
  const detail = replaceIn(layer.detail, replace);
  return detail === layer.detail ? layer : { ...layer, detail };
}

/** Plain data with its texts replaced; given back as it is where none changes. */
function replaceIn<T>(data: T, replace: (text: string) => string): T;
function replaceIn(data: unknown, replace: (text: string) => string): unknown {
  if (typeof data === 'string') return replace(data);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    const items: readonly unknown[] = data;
    const replaced = items.map((item): unknown => replaceIn(item, replace));
    return replaced.every((item, index) => item === items[index]) ? items : replaced;
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(data);
  const replaced = entries.map(([name, value]): readonly [string, unknown] => [name, replaceIn(value, replace)]);
  return replaced.every(([, value], index) => value === entries[index]?.[1]) ? data : Object.fromEntries(replaced);
}
