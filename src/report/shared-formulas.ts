import { mapSizes } from './map-sizes.js';
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

/** A published report with the formulas that repeat in a list, and references to it in their places. */
export function shareFormulas(report: ModelReport, repeated: RepeatedFormulas): ModelReport {
  const list = repeated.shared;
  if (list.length === 0) return report;
  const references = new Map(list.map((text, index) => [text, `#${index}`]));
  return { ...replaceFormulas(report, (text) => references.get(text) ?? text), longFormulas: list };
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
  const mapped = mapSizes(report, (size: number | string, place): number | string =>
    typeof size === 'number' || place === 'total' ? size : replace(size),
  );
  return {
    ...mapped,
    layers: mapped.layers.map((layer) => {
      const detail = replaceIn(layer.detail, replace);
      return detail === layer.detail ? layer : { ...layer, detail };
    }),
  };
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
