import { programCall } from '../../ir/index.js';
import type { ChalkInstance } from 'chalk';
import { isFailed } from '../../report/index.js';
import type { FindingReport, Report } from '../../report/index.js';
import type { Severity } from '../../rules/index.js';
import type { FormatOptions, FormatSession } from '../define.js';
import { addCounts, countFindings, findingCountsText } from '../finding-counts.js';
import type { FindingCounts } from '../finding-counts.js';
import { layersText } from '../finding-place.js';
import { escapeTerminal, wrapList } from '../../text/index.js';

/** The widest lines of prose that are read with ease. */
const WIDEST_PROSE = 100;

const indent = '  ';

/** What rules found, model by model, and how many findings there are. */
export function startFindings(options: FormatOptions, paint: ChalkInstance): FormatSession<Part | undefined> {
  const counts: FindingCounts[] = [];
  let example: string | undefined;
  return {
    print: (report) =>
      isFailed(report)
        ? undefined
        : {
            counts: countFindings(report),
            example: report.findings[0]?.rule,
            text: `${drawFindings(report, options, paint).join('\n')}\n`,
          },
    next(part) {
      if (part === undefined) return '';
      counts.push(part.counts);
      example ??= part.example;
      return counts.length > 1 ? `\n${part.text}` : part.text;
    },
    end() {
      const totals = counts.length > 1 ? [`${counts.length} models: ${findingCountsText(addCounts(counts))}`] : [];
      const advice =
        example === undefined ? [] : [paint.dim(`${programCall()} explain ${example}: why, and how to mend it`)];
      return totals.length + advice.length === 0 ? '' : `\n${[...totals, ...advice].join('\n')}\n`;
    },
  };
}

interface Part {
  readonly counts: FindingCounts;
  /** A rule that found something. */
  readonly example: string | undefined;
  readonly text: string;
}

/** What was found in a model: each finding with its rule on the first line, then where, how much and what to do. */
function drawFindings(report: Report, { width }: FormatOptions, paint: ChalkInstance): readonly string[] {
  const heading = `${paint.bold(escapeTerminal(report.model.path))}: ${findingCountsText(countFindings(report))}`;
  const room = Math.min(width, WIDEST_PROSE) - indent.length * 2;
  return [heading, ...report.findings.flatMap((finding) => ['', ...drawFinding(report, finding, room, paint)])];
}

function drawFinding(report: Report, finding: FindingReport, room: number, paint: ChalkInstance): readonly string[] {
  const { rule, guideline, severity, layers, message } = finding;
  const title = `${indent}${paintSeverity(severity, paint)}  ${paint.bold(rule)}${guideline === null ? '' : paint.dim(` (${guideline})`)}`;
  const where =
    layers.length === 0
      ? []
      : [`${layers.length === 1 ? 'layer' : 'layers'} ${layersText(report, finding, escapeTerminal)}`];
  return [
    title,
    ...wrapProse(escapeTerminal(message), room).map((line) => indent + indent + line),
    ...where.flatMap((text) => wrapProse(text, room)).map((line) => indent + indent + paint.dim(line)),
  ];
}

function paintSeverity(severity: Severity, paint: ChalkInstance): string {
  switch (severity) {
    case 'error':
      return paint.red(severity);
    case 'warning':
      return paint.yellow(severity);
    case 'info':
      return paint.blue(severity);
  }
}

function wrapProse(text: string, room: number): readonly string[] {
  return wrapList(text.split(' '), ' ', room);
}
