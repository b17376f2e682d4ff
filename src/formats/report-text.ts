import { isFailed, publishLayers } from '../report/index.js';
import type { FailedModel, LayerReport, Report } from '../report/index.js';
import { json, written } from '../text/index.js';
import type { Markup, Written } from '../text/index.js';

/** The blanks and ends of lines in the text of a report. */
export interface Layout {
  /** Around and between the fields of the report. */
  readonly fields: Surroundings;
  /** Between a field's name and its value. */
  readonly colon: string;
  /** Around and between the items of a list; on the line of the field unless told. */
  readonly items?: Surroundings;
}

interface Surroundings {
  readonly first: string;
  readonly between: string;
  readonly last: string;
}

/**
 * A report as JSON, in parts: its layers are published and printed a few at a time, since those of a large model take
 * several times the memory of their text.
 */
export function reportText(report: Report | FailedModel, { fields, colon, items }: Layout): readonly Written[] {
  const { first, between, last } = items ?? { first: '[', between: ',', last: ']' };
  const { published, layers = [] } = isFailed(report)
    ? { published: report }
    : publishLayers(report, (each) => printLayers(each, between));
  const field = (value: unknown): Markup<'json'> =>
    items !== undefined && Array.isArray(value) && value.length > 0
      ? json`${json.ours(first)}${json.join(value, between)}${json.ours(last)}`
      : json`${value}`;
  const entries = Object.entries(published).filter(([, value]) => value !== undefined);
  return entries.flatMap(([name, value]: [string, unknown], index) => {
    const start = json`${json.ours(index === 0 ? fields.first : fields.between)}${name}${json.ours(colon)}`;
    const end = json.ours(index === entries.length - 1 ? fields.last : '');
    return name === 'layers' && layers.length > 0
      ? [written(json`${start}${json.ours(first)}`), ...layers, written(json`${json.ours(last)}${end}`)]
      : [written(json`${start}${field(value)}${end}`)];
  });
}

/** Layers that are put together in one text: many small texts take more memory than a few large ones. */
const LAYERS_OF_PART = 500;

function printLayers(layers: Iterable<LayerReport>, between: string): readonly Written[] {
  const parts: Written[] = [];
  let some: LayerReport[] = [];
  const take = (): void => {
    if (some.length === 0) return;
    parts.push(written(json`${json.ours(parts.length === 0 ? '' : between)}${json.join(some, between)}`));
    some = [];
  };
  for (const layer of layers) {
    some.push(layer);
    if (some.length === LAYERS_OF_PART) take();
  }
  take();
  return parts;
}
