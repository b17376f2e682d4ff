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
 * A report as JSON, in parts: its layers are published and printed a few at a time, when the next part is asked for.
 * Where that fails, the text ends as a report that has an error and throws then.
 */
export function* reportText(report: Report | FailedModel, { fields, colon, items }: Layout): Iterable<Written> {
  const { first, between, last } = items ?? { first: '[', between: ',', last: ']' };
  const { published, layers } = isFailed(report) ? { published: report, layers: [] } : publishLayers(report);
  const field = (value: unknown): Markup<'json'> =>
    items !== undefined && Array.isArray(value) && value.length > 0
      ? json`${json.ours(first)}${json.join(value, between)}${json.ours(last)}`
      : json`${value}`;
  const startOf = (name: string, before: string): Markup<'json'> =>
    json`${json.ours(before)}${name}${json.ours(colon)}`;
  const entries = Object.entries(published).filter(([, value]) => value !== undefined);
  for (const [index, [name, value]] of entries.entries()) {
    const start = startOf(name, index === 0 ? fields.first : fields.between);
    const end = json.ours(index === entries.length - 1 ? fields.last : '');
    if (name === 'layers' && !isFailed(report) && report.layers.length > 0) {
      yield written(json`${start}${json.ours(first)}`);
      try {
        yield* printLayers(layers, between);
      } catch (error) {
        yield written(json`${json.ours(last)}${startOf('error', fields.between)}${cutShort}${json.ours(fields.last)}`);
        throw error;
      }
      yield written(json`${json.ours(last)}${end}`);
    } else yield written(json`${start}${field(value)}${end}`);
  }
}

const cutShort: FailedModel['error'] = {
  code: 'internal-error',
  message: 'its report could not be written to the end',
};

/**
 * Inputs and outputs of the layers that are put together in one text: many small texts take more time to write than a
 * few large ones.
 */
const VALUES_OF_PART = 1000;

function* printLayers(layers: Iterable<LayerReport>, between: string): Iterable<Written> {
  let before = '';
  let some: LayerReport[] = [];
  let values = 0;
  const taken = (): Written => {
    const text = written(json`${json.ours(before)}${json.join(some, between)}`);
    before = between;
    some = [];
    values = 0;
    return text;
  };
  for (const layer of layers) {
    some.push(layer);
    values += layer.inputs.length + layer.outputs.length;
    if (values >= VALUES_OF_PART) yield taken();
  }
  if (some.length > 0) yield taken();
}
