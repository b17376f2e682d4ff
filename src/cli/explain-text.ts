import { storedParts } from '../explanation/index.js';
import type {
  Candidate,
  FusionExplanation,
  LayerExplanation,
  ModuleFigure,
  OperatorExplanation,
  TrafficLine,
} from '../explanation/index.js';
import { drawLayerRows, drawRows } from '../formats/index.js';
import type { FormatOptions } from '../formats/index.js';
import type { FindingReport, Report, ReportLayer } from '../report/index.js';
import type { Rule } from '../rules/index.js';
import {
  escapeTerminal,
  exactText,
  labelledList,
  labelledProse,
  quantityText,
  ratioText,
  shareText,
  shortenText,
  shortListText,
  terminalText,
  textWidth,
  thingsText,
  wrapProse,
} from '../text/index.js';
import type { Paint, Written } from '../text/index.js';

/** A layer's figures, from formula to number. */
export function layerText(
  explained: LayerExplanation,
  fusion: FusionExplanation | undefined,
  findings: readonly FindingReport[],
  width: number,
  paint: Paint,
): Written {
  const { label, op, times, inputs, outputs, derivations, source, spec } = explained;
  const runs = times === '1' ? '' : `  runs ${times} times`;
  const value = (direction: string, text: string): readonly string[] =>
    labelledProse(`  ${direction.padEnd(3)}  `, escapeTerminal(text), width);
  const stored = storedParts(explained).map(([name, text]) => `${paint.bold(name)}  ${text}`);
  const lines = [
    `${paint.bold(label)}  ${paint.cyan(op)}${runs}`,
    ...inputs.flatMap((input) => value('in', input)),
    ...outputs.flatMap((output) => value('out', output)),
    '',
    stored.join('   '),
    ...derivations.flatMap(({ figure, steps, result }) => [
      '',
      paint.bold(figure),
      ...stepLines(steps, result, width, paint),
    ]),
    '',
    ...trafficLines(explained, width, paint),
    ...fusionLines(fusion, width, paint),
    ...(source === undefined ? [] : ['', ...labelledProse('source: ', source, width).map((line) => paint.dim(line))]),
    ...(spec === undefined ? [] : [paint.dim(spec)]),
    ...findingLines(findings, width, paint),
  ];
  return terminalText(lines);
}

/** The steps from a formula to its result, which is written for people too where it is long. */
function stepLines(steps: readonly string[], result: string, width: number, paint: Paint): readonly string[] {
  return steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1;
    const lines = labelledList(`  ${index === 0 && !isLast ? ' ' : '='} `, escapeTerminal(step).split(' '), ' ', width);
    if (!isLast || !isRounded(step, result)) return lines;
    const [last = '', rounded] = [lines.at(-1), paint.dim(result)];
    return [...lines.slice(0, -1), `${last}   ${rounded}`];
  });
}

/** Whether a result for people says what the exact number does not: `118M` beside 118,013,952. */
function isRounded(exact: string, result: string): boolean {
  return /^\d+,\d/u.test(exact) && result !== exact;
}

function trafficLines({ traffic, memoryNote }: LayerExplanation, width: number, paint: Paint): readonly string[] {
  if (memoryNote !== undefined) return labelledProse('memory: ', memoryNote, width);
  const rows = (longest: number): readonly string[] =>
    drawRows(
      traffic.map(({ direction, name, type, elements, bytes, partly }) => [
        `  ${direction}`,
        shortenText(escapeTerminal(name), longest),
        type,
        `${elements} elements${partly ? ' (a part)' : ''}`,
        `${bytes} bytes`,
      ]),
      ['left', 'left', 'left', 'right', 'right'],
    );
  const natural = Math.max(...traffic.map(({ name }) => textWidth(escapeTerminal(name))));
  const room = natural - Math.max(0, widest(rows(natural)) - width);
  return [
    paint.bold('what it reads and writes, if nothing is cached or fused'),
    ...(room >= Math.min(natural, LEAST_NAME) ? rows(room) : traffic.flatMap((part) => trafficProse(part, width))),
  ];
}

/** A value that a layer reads or writes, where there is no room for a table: its formulas go on in further lines. */
function trafficProse(part: TrafficLine, width: number): readonly string[] {
  const { direction, name, type, elements, bytes, partly } = part;
  const label = `  ${direction.padEnd(5)}  `;
  const value = `${shortenText(escapeTerminal(name), width - textWidth(label))} ${type}`;
  const amounts = [`${elements} elements${partly ? ' (a part)' : ''}`, `${bytes} bytes`];
  return labelledList(label, [value, ...amounts.map(escapeTerminal)], ', ', width);
}

/** Layers that a line about fusion names. */
const NAMED_LAYERS = 4;

function fusionLines(fusion: FusionExplanation | undefined, width: number, paint: Paint): readonly string[] {
  if (fusion === undefined) return [];
  const { bytes, result, into, taken } = fusion;
  const said =
    into === undefined
      ? taken.length === 0
        ? []
        : [`its kernel takes in ${shortListText(taken, NAMED_LAYERS)}`]
      : [`the kernel of ${into} takes it in`];
  return [
    '',
    paint.bold('memory access after fusion'),
    ...stepLines([`${bytes} bytes`], result, width, paint),
    ...said.flatMap((text) => labelledProse('  ', escapeTerminal(text), width)),
  ];
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(textWidth));
}

/** A name of a value is cut to no fewer columns. */
const LEAST_NAME = 12;

function findingLines(findings: readonly FindingReport[], width: number, paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    paint.bold('findings'),
    ...findings.flatMap(({ rule, message }) => labelledProse('  ', `${rule}: ${escapeTerminal(message)}`, width)),
  ];
}

/** A module as the sum of its layers: their rows, then its figures with their shares of the model. */
export function moduleText(
  { path, layers }: { readonly path: string; readonly layers: readonly ReportLayer[] },
  figures: readonly ModuleFigure[],
  report: Report,
  options: FormatOptions,
  paint: Paint,
): Written {
  const { width } = options;
  const members = new Set(layers.map(({ index }) => index));
  const rows = figures.map(({ figure, value, partial, share }) => [
    paint.bold(figure.label),
    `${partial && value !== undefined ? '≥ ' : ''}${quantityText(value, figure.unit, { digits: 4, length: 40 })}`,
    shareText(share),
    typeof value !== 'object' && value !== undefined && value >= 1000 ? paint.dim(exactText(value)) : '',
  ]);
  const lines = [
    `${paint.bold(path)}  ${paint.cyan(`module of ${thingsText(layers.length, 'layer')}`)}`,
    '',
    ...drawLayerRows(layers, report, options),
    '',
    ...drawRows(
      [['', 'together', 'of the model', 'exactly'].map((cell) => paint.bold(cell)), ...rows],
      ['left', 'right', 'right', 'right'],
    ),
    ...findingLines(
      report.findings.filter((finding) => finding.layers.some((index) => members.has(index))),
      width,
      paint,
    ),
  ];
  return terminalText(lines);
}

/** An operator's definitions. */
export function operatorText(explained: readonly OperatorExplanation[], width: number, paint: Paint): Written {
  const row = (name: string, items: readonly string[], separator: string): readonly string[] =>
    labelledList(`  ${name.padEnd(18)}`, items, separator, width);
  const parts = explained.map(({ name, category, opsets, inputs, outputs, macs, operations, memory, source, spec }) => [
    `${paint.bold(name)}  ${paint.cyan(category)}  opset ${opsets}`,
    ...row('inputs', inputs.length === 0 ? ['none'] : inputs, ', '),
    ...row('outputs', outputs, ', '),
    ...(macs === undefined ? [] : row('multiply-adds', macs.split(' '), ' ')),
    ...row('other operations', operations.split(' '), ' '),
    ...row('FLOPs', (macs === undefined ? operations : '2·multiply-adds + other operations').split(' '), ' '),
    ...row('memory', [memory], ' '),
    ...labelledProse('  source            ', source, width).map((line) => paint.dim(line)),
    paint.dim(`  ${spec}`),
  ]);
  return terminalText(parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
}

/**
 * The counts that a number may be: those that equal it or round to it, else the nearest. `written` is the number as the
 * user wrote it.
 */
export function numberText(written: string, candidates: readonly Candidate[], width: number, paint: Paint): Written {
  const exact = candidates.filter((candidate) => candidate.exact);
  const shown = exact.length > 0 ? exact : candidates.slice(0, 3);
  const number = /^\d+$/u.test(written) ? exactText(Number(written)) : written;
  const head =
    exact.length > 0 ? `${number} is` : `${number} is no count that netstat knows of this model; the nearest are`;
  const [first = '', ...others] = wrapProse(head, width);
  const lines = shown.flatMap(({ whose, what, value, ratio, exact: isSame }) => {
    const beside = isSame ? '' : `; yours is ${timesText(ratio)} times that`;
    const own = Number.isInteger(value) ? exactText(value) : ratioText(value);
    const count = isSame && number === own ? '' : ` (${own}${beside})`;
    const [line = '', ...more] = labelledProse(
      '  ',
      `${whose}${whose.endsWith('s') ? "'" : "'s"} ${what}${count}`,
      width - 2,
    );
    return [line.replace(whose, () => paint.cyan(whose)), ...more.map((each) => `  ${each}`)];
  });
  const heading = [first.replace(number, () => paint.bold(number)), ...others];
  return terminalText([...heading, ...lines, '', 'docs/conventions.md says why tools differ.']);
}

/** A ratio; one near 1 has four digits behind the point, to be told from 1. */
function timesText(ratio: number): string {
  return ratio > 0.1 && ratio < 10 ? ratio.toFixed(4) : ratioText(ratio);
}

/** A rule of the configuration: what it says, and its options. */
export function customRuleText({ id, severity, summary, options }: Rule, width: number, paint: Paint): Written {
  const listed = Object.entries(options).flatMap(([name, option]) => [
    `  ${paint.bold(name)}  ${JSON.stringify(option.default)}`,
    ...labelledProse('    ', escapeTerminal(option.description), width),
  ]);
  return terminalText([
    `${paint.bold(id)}  ${severity}, a rule of the configuration`,
    ...wrapProse(escapeTerminal(summary), width),
    ...(listed.length === 0 ? [] : ['', paint.bold('options'), ...listed]),
  ]);
}
