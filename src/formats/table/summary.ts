import type { ChalkInstance } from 'chalk';
import { fusionOf, memoryAccessBytes } from '../../analysis/index.js';
import type { Analysis, LayerDiagnostic } from '../../analysis/index.js';
import type { Dim } from '../../dim/index.js';
import { ratioOf, unboundSymbols } from '../../report/index.js';
import type { Report } from '../../report/index.js';
import type { FormatOptions } from '../define.js';
import { escapeTerminal } from '../escape.js';
import { shortenText } from '../names.js';
import { bytesText, countText, exactText, ratioText, shareText } from '../quantity.js';
import type { QuantityStyle } from '../quantity.js';
import { textWidth } from '../text-width.js';
import { drawRows } from './draw.js';
import { labelledList } from './wrap.js';

const inTotals: QuantityStyle = { digits: 4, length: 60 };

/** Symbols and findings are listed up to so many. */
const LISTED_SYMBOLS = 8;
const LISTED_FINDINGS = 3;

/** Unknown operators are listed up to so many; one of more characters is shortened. */
const LISTED_OPERATORS = 6;
const LONGEST_NAME = 60;

/** A message of more characters, which only names that long make, is shortened. */
const LONGEST_MESSAGE = 400;

/** Notes stand beside values of at most so many characters. */
const LONGEST_VALUE = 16;

/** What stands below the layers: totals, how much they cover, what they depend on, what was found and what was odd. */
export function summarise(report: Report, options: FormatOptions, paint: ChalkInstance): readonly string[] {
  const { analysis, findings } = report;
  return [
    ...drawTotals(analysis, options.width, paint),
    ...[describeUnbound(analysis, options.width, paint), describeFindings(findings, paint), describeDiagnostics(analysis.diagnostics, paint)].flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines])),
    ...(options.all ? [] : describeLeftOut(analysis, paint)),
  ];
}

function drawTotals(analysis: Analysis, width: number, paint: ChalkInstance): readonly string[] {
  const { totals, coverage, liveness, layers } = analysis;
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  const access = memoryAccessBytes(totals);
  const count = (value: Dim | undefined): string => countText(value, inTotals);
  const bytes = (value: Dim | undefined): string => bytesText(value, inTotals);
  const peak = liveness.peakLayer === undefined ? undefined : layers[liveness.peakLayer];
  const rows: readonly (readonly [name: string, value: string, notes: readonly string[]])[] = [
    ['multiply-adds', least + count(totals.multiplyAdds), exactly(totals.multiplyAdds)],
    ['FLOPs', least + count(totals.flops), exactly(totals.flops)],
    ['memory access', least + bytes(access), [`${bytes(totals.memoryReadBytes)} read`, `${bytes(totals.memoryWriteBytes)} written`, `${bytes(fusionOf(analysis).memoryAccessFusedBytes)} after fusion`]],
    ['arithmetic intensity', ratioText(ratioOf(totals.flops, access)), ['FLOPs per byte of memory access']],
    ['params', count(totals.params), [...exactly(totals.params), bytes(totals.paramBytes), ...(totals.buffers === 0 ? [] : [`buffers ${exactText(totals.buffers, 60)}`])]],
    ['peak activations', bytes(totals.peakActivationBytes), peak === undefined ? [] : [`at ${escapeTerminal(peak.label)}`]],
    ['layers', String(totals.layers), describeCoverage(analysis)],
  ];
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2;
  const valueWidth = Math.max(...rows.map(([, value]) => textWidth(value)).filter((length) => length <= LONGEST_VALUE));
  return rows.flatMap(([name, value, notes]) => {
    const label = `${name.padEnd(indent)}${paint.bold(value)}`;
    const blanks = valueWidth - textWidth(value) + 2;
    if (notes.length === 0) return [label];
    // A formula has its notes below it.
    if (blanks < 2) return [label, ...labelledList(' '.repeat(indent), notes.map((note) => paint.dim(note)), ', ', width)];
    return labelledList(label + ' '.repeat(blanks), notes.map((note) => paint.dim(note)), ', ', width);
  });
}

/** The count to the digit, where the human one is rounded. */
function exactly(value: Dim | undefined): readonly string[] {
  return typeof value === 'object' || value === undefined || Number(value) < 1000 ? [] : [exactText(value, Infinity)];
}

function describeCoverage({ coverage: { layers, costed, costedElements, unknownOps } }: Analysis): readonly string[] {
  if (costed === layers) return layers === 0 ? [] : ['the cost of all is known'];
  const unknown = [...unknownOps].slice(0, LISTED_OPERATORS).map(([op, count]) => `unknown ${shortenText(escapeTerminal(op), LONGEST_NAME)} ×${count}`);
  const share = costedElements === undefined ? '' : `, which give ${shareText(costedElements)} of all elements`;
  return [`the cost of ${costed} is known${share}`, ...unknown, ...(unknownOps.size > unknown.length ? [`${unknownOps.size - unknown.length} more operators are unknown`] : [])];
}

function describeUnbound(analysis: Analysis, width: number, paint: ChalkInstance): readonly string[] {
  const unbound = unboundSymbols(analysis);
  if (unbound.length === 0) return [];
  const listed = unbound.slice(0, LISTED_SYMBOLS);
  const more = unbound.length - listed.length;
  const rows = listed.map(({ symbol, meaning }) => [`  ${paint.yellow(escapeTerminal(symbol))}`, paint.dim(escapeTerminal(meaning))]);
  const flags = [...listed.map(({ symbol }) => paint.bold(dimFlag(symbol))), ...(more > 0 ? ['…'] : [])];
  return [
    `figures depend on ${unbound.length === 1 ? 'an open dimension' : `${unbound.length} open dimensions`}:`,
    ...drawRows(rows, ['left', 'left']),
    ...(more > 0 ? [paint.dim(`  and ${more} more (--format json lists them)`)] : []),
    ...labelledList(`bind ${unbound.length === 1 ? 'it' : 'them'} with `, flags, ' ', width),
  ];
}

/** The option that binds a symbol, as a shell takes it. */
function dimFlag(symbol: string): string {
  const argument = escapeTerminal(`${symbol}=1`);
  return `--dim ${/^[\w.=-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`}`;
}

function describeFindings(findings: Report['findings'], paint: ChalkInstance): readonly string[] {
  if (findings.length === 0) return [];
  const listed = findings.slice(0, LISTED_FINDINGS).map(({ severity, rule, guideline, message }) => {
    const colour = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.blue;
    return `${colour(severity)} ${rule}${guideline === undefined ? '' : ` (${guideline})`}: ${escapeTerminal(message)}`;
  });
  const more = findings.length - listed.length;
  return [...listed, ...(more > 0 ? [paint.dim(`and ${more} more finding${more === 1 ? '' : 's'}: netstat lint`)] : [])];
}

/** One line for each kind of diagnostic. */
function describeDiagnostics(diagnostics: readonly LayerDiagnostic[], paint: ChalkInstance): readonly string[] {
  const kinds = new Map<string, LayerDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const kind = kinds.get(diagnostic.code);
    if (kind === undefined) kinds.set(diagnostic.code, [diagnostic]);
    else kind.push(diagnostic);
  }
  return [...kinds].map(([code, [first, ...others]]) => {
    const severity = first?.severity === 'warning' ? paint.yellow('warning') : paint.blue('info');
    return `${severity} ${code}: ${shortenText(escapeTerminal(first?.message ?? ''), LONGEST_MESSAGE)}${others.length === 0 ? '' : paint.dim(` (and ${others.length} more)`)}`;
  });
}

function describeLeftOut({ layers }: Analysis, paint: ChalkInstance): readonly string[] {
  const shape = layers.filter(({ category }) => category === 'shape').length;
  const constant = layers.filter(({ category }) => category === 'constant').length;
  const parts = [...(shape > 0 ? [`${shape} of shape arithmetic`] : []), ...(constant > 0 ? [`${constant} constant`] : [])];
  return parts.length === 0 ? [] : ['', paint.dim(`layers not listed: ${parts.join(', ')} (--all lists them)`)];
}
