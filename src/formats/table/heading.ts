import { print } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { figureNamed } from '../../figures/index.js';
import { totalOf } from '../../report/index.js';
import type { NamedValue, Report } from '../../report/index.js';
import type { FormatOptions } from '../define.js';
import { valueText } from '../value-text.js';
import type { Paint } from '../../text/index.js';
import { bytesText, escapeTerminal, labelledList, wrapList } from '../../text/index.js';

/** The most inputs or outputs that are listed. */
const LISTED_VALUES = 8;

/** The model in a few lines: its file, who wrote it, what goes in and comes out. */
export function describeModel(
  { model, inputs, outputs, bindings, totals }: Report,
  { width }: FormatOptions,
  paint: Paint,
): readonly string[] {
  const opsets = Object.entries(model.opsets).map(([domain, version]) => `${domain} ${version}`);
  const external = totalOf({ totals }, figureNamed('external-bytes')) ?? 0;
  const beside = external === 0 ? '' : `${bytesText(external)} in other files`;
  const facts = [bytesText(model.bytes), beside, model.producer, `IR ${model.irVersion}`, ...opsets]
    .filter((fact) => fact !== '')
    .map(escapeTerminal);
  const bound = Object.entries(bindings).map(([symbol, value]) => escapeTerminal(`${symbol} = ${print(value)}`));
  return [
    paint.bold(escapeTerminal(model.path)),
    ...wrapList(facts, ' · ', width).map((line) => paint.dim(line)),
    ...labelledList('in   ', listed(inputs), ', ', width),
    ...labelledList('out  ', listed(outputs), ', ', width),
    ...labelledList('with ', bound, ', ', width),
  ];
}

function listed(values: readonly NamedValue<Dim>[]): readonly string[] {
  const texts = values.slice(0, LISTED_VALUES).map((value) => {
    const dtype = 'shape' in value ? ` ${value.dtype ?? '?'}` : '';
    return escapeTerminal(`${value.name}${dtype} ${valueText(value)}`);
  });
  return values.length > texts.length ? [...texts, `${values.length - texts.length} more`] : texts;
}
