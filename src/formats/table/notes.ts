import { optionFor, programCall } from '../../ir/index.js';
import { figureNamed } from '../../figures/index.js';
import { sumAtLoad } from '../../report/index.js';
import type { DiagnosticReport, Report } from '../../report/index.js';
import { drawRows } from './draw.js';
import type { Paint } from '../../text/index.js';
import {
  append,
  escapeTerminal,
  labelledList,
  quantityText,
  shellArgument,
  shortenText,
  thingsText,
  wordsOf,
} from '../../text/index.js';

/** The most symbols, or findings, that are listed. */
const LISTED_SYMBOLS = 8;
const LISTED_FINDINGS = 3;

/** A message of more characters, which only names that long make, is shortened. */
const LONGEST_MESSAGE = 1000;

/** The notes below the totals: open sizes, findings, diagnostics, and layers that are not listed. */
export function describeNotes(
  report: Report,
  { width, all }: { readonly width: number; readonly all: boolean },
  paint: Paint,
): readonly (readonly string[])[] {
  return [
    describeUnbound(report, width, paint),
    describeFindings(report, width, paint),
    describeDiagnostics(report, width, paint),
    all ? [] : describeLeftOut(report, paint),
  ].filter(({ length }) => length > 0);
}

function describeUnbound({ unbound, bindWith = [] }: Report, width: number, paint: Paint): readonly string[] {
  if (unbound.length === 0) return [];
  const listed = unbound.slice(0, LISTED_SYMBOLS);
  const more = unbound.length - listed.length;
  const rows = listed.map(({ symbol, meaning }) => [
    `  ${paint.yellow(escapeTerminal(symbol))}`,
    paint.dim(escapeTerminal(meaning)),
  ]);
  const flags = bindWith.map(({ option, name, value }) => paint.bold(optionFor(option, name, value)));
  return [
    `figures depend on ${unbound.length === 1 ? 'an open dimension' : `${unbound.length} open dimensions`}:`,
    ...drawRows(rows, ['left', 'left']),
    ...(more > 0 ? [paint.dim(`  and ${more} more (--format json lists them)`)] : []),
    ...(flags.length === 0
      ? []
      : labelledList(`bind ${unbound.length === 1 ? 'it' : 'them'} with `, flags, ' ', width)),
  ];
}

function describeFindings({ model: { path }, findings }: Report, width: number, paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  const listed = findings.slice(0, LISTED_FINDINGS).flatMap(({ severity, rule, guideline, message }) => {
    const colour = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.blue;
    return paragraph(
      `${colour(severity)} `,
      `${rule}${guideline === null ? '' : ` (${guideline})`}: ${message}`,
      width,
    );
  });
  const more = findings.length - LISTED_FINDINGS;
  return [
    ...listed,
    ...(more > 0
      ? [paint.dim(`and ${thingsText(more, 'more finding')}: ${programCall()} lint ${shellArgument(path)}`)]
      : []),
  ];
}

/** A paragraph for each kind of diagnostic. */
function describeDiagnostics({ diagnostics, layers }: Report, width: number, paint: Paint): readonly string[] {
  const kinds = new Map<string, DiagnosticReport[]>();
  for (const diagnostic of diagnostics) append(kinds, diagnostic.code, diagnostic);
  return [...kinds].flatMap(([code, [first, ...others]]) => {
    const severity = first?.severity === 'warning' ? paint.yellow('warning') : paint.blue('info');
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    const layer = typeof first?.layer !== 'number' ? undefined : layers[first.layer]?.label;
    const place = layer === undefined ? '' : `${layer}: `;
    return paragraph(`${severity} `, `${code}: ${place}${first?.message ?? ''}`, width, more);
  });
}

/** A message behind its severity, wrapped between words; `end` is there however long the message is. */
function paragraph(label: string, message: string, width: number, end = ''): readonly string[] {
  return labelledList(label, wordsOf(`${shortenText(escapeTerminal(message), LONGEST_MESSAGE)}${end}`), ' ', width);
}

function describeLeftOut({ layers }: Report, paint: Paint): readonly string[] {
  let shape = 0;
  let constant = 0;
  for (const { category } of layers) {
    if (category === 'shape') shape++;
    else if (category === 'constant') constant++;
  }
  const parts = [
    ...(shape > 0 ? [`${shape} of shape arithmetic`] : []),
    ...(constant > 0 ? [`${constant} constant`] : []),
  ];
  if (parts.length === 0) return [];
  const listed = `layers not listed: ${parts.join(', ')} (--all lists them)`;
  const products = constant === 0 ? 0 : sumAtLoad(layers, figureNamed('multiply-adds'));
  if (products === 0) return [paint.dim(listed)];
  const atLoad = `the ${quantityText(products, 'count')} multiply-adds of the constant ones are done once, at load`;
  return [paint.dim(listed), paint.dim(`${atLoad}: no total has them`)];
}
