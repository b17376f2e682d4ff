import type { ChalkInstance } from 'chalk';
import { storedWeightsOf } from '../../analysis/index.js';
import type { Edge } from '../../analysis/index.js';
import { print } from '../../dim/index.js';
import type { Report } from '../../report/index.js';
import type { FormatOptions } from '../define.js';
import { valueText } from '../shape-text.js';
import { bytesText, escapeTerminal, labelledList, wrapList } from '../../text/index.js';

/** Inputs and outputs are listed up to so many. */
const LISTED_VALUES = 8;

/** The model in a few lines: its file, who wrote it, what goes in and comes out. */
export function describeModel(
  { path, analysis }: Report,
  { width }: FormatOptions,
  paint: ChalkInstance,
): readonly string[] {
  const { model, inputs, outputs, bindings } = analysis;
  const opsets = [...model.opsets].map(([domain, version]) => `${domain} ${version}`);
  const { externalBytes } = storedWeightsOf(analysis);
  const beside = externalBytes === 0 ? '' : `${bytesText(externalBytes)} in other files`;
  const facts = [bytesText(model.bytes), beside, model.producer, `IR ${model.irVersion}`, ...opsets]
    .filter((fact) => fact !== '')
    .map(escapeTerminal);
  const bound = [...bindings].map(([symbol, value]) => escapeTerminal(`${symbol} = ${print(value)}`));
  return [
    paint.bold(escapeTerminal(path)),
    ...wrapList(facts, ' · ', width).map((line) => paint.dim(line)),
    ...labelledList('in   ', listed(inputs), ', ', width),
    ...labelledList('out  ', listed(outputs), ', ', width),
    ...labelledList('with ', bound, ', ', width),
  ];
}

function listed(values: readonly Edge[]): readonly string[] {
  const texts = values.slice(0, LISTED_VALUES).map(({ name, type }) => {
    const dtype = type.kind === 'tensor' ? ` ${type.dtype ?? '?'}` : '';
    return escapeTerminal(`${name}${dtype} ${valueText(type)}`);
  });
  return values.length > texts.length ? [...texts, `${values.length - texts.length} more`] : texts;
}
