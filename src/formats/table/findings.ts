import { programCall } from '../../ir/index.js';
import { isFailed } from '../../report/index.js';
import type { FindingReport, Report } from '../../report/index.js';
import type { Severity } from '../../rules/index.js';
import type { FormatOptions, FormatSession } from '../define.js';
import { addCounts, countFindings, findingCountsText } from '../finding-counts.js';
import type { FindingCounts } from '../finding-counts.js';
import { groupFindings, lossText } from '../finding-groups.js';
import type { FindingGroup, FindingRow } from '../finding-groups.js';
import { layersText } from '../finding-place.js';
import { mendingText } from '../mending-text.js';
import { concat, escapeTerminal, nothing, shortenText, terminalText, textWidth, wrapProse } from '../../text/index.js';
import type { Paint } from '../../text/index.js';

const indent = '  ';

/** The findings of rules, model by model, and their number. */
export function startFindings(options: FormatOptions, paint: Paint): FormatSession {
  const counts: FindingCounts[] = [];
  let example: string | undefined;
  return {
    next(report) {
      if (isFailed(report)) return nothing;
      const text = terminalText(drawFindings(report, options, paint));
      counts.push(countFindings(report));
      example ??= report.findings[0]?.rule;
      return counts.length > 1 ? concat(terminalText(['']), text) : text;
    },
    end() {
      const totals = counts.length > 1 ? [`${counts.length} models: ${findingCountsText(addCounts(counts))}`] : [];
      const advice =
        example === undefined ? [] : [paint.dim(`${programCall()} explain ${example}: why, and how to mend it`)];
      return totals.length + advice.length === 0 ? nothing : terminalText(['', ...totals, ...advice]);
    },
  };
}

/** The findings in a model, rule by rule: one finding as prose, several as a table of places with a sum. */
function drawFindings(report: Report, { width }: FormatOptions, paint: Paint): readonly string[] {
  const heading = `${paint.bold(report.model.path)}: ${findingCountsText(countFindings(report))}`;
  const room = width - indent.length * 2;
  const mending = mendingText(report);
  const worth = mending === undefined ? [] : wrapProse(mending, width);
  return [
    heading,
    ...worth,
    ...groupFindings(report).flatMap((group) => ['', ...drawGroup(report, group, room, paint)]),
  ];
}

function drawGroup(report: Report, group: FindingGroup, room: number, paint: Paint): readonly string[] {
  const { rule, guideline, severity, rows } = group;
  const [row, ...others] = rows;
  const total = others.length === 0 ? '' : `  ${lossText(group)}`;
  const title =
    `${indent}${paintSeverity(severity, paint)}  ` +
    `${paint.bold(rule)}${guideline === null ? '' : paint.dim(` (${guideline})`)}${total}`;
  if (row === undefined || others.length > 0) return [title, ...drawRows(rows, room, paint)];
  return [title, ...drawFinding(report, row.finding, room, paint)];
}

/** The widest column of places. */
const WIDEST_PLACE = 40;

/** Places beside what they cost, and what to do there beside both; places and advice wrapped. */
function drawRows(rows: readonly FindingRow[], room: number, paint: Paint): readonly string[] {
  const widest = Math.min(WIDEST_PLACE, Math.floor(room / 3));
  const places = rows.map(({ place }) =>
    wrapProse(escapeTerminal(place), widest).map((line) => shortenText(line, widest)),
  );
  const width = Math.max(...places.flat().map(textWidth));
  const costs = [
    alignRight(rows.map(({ bytes }) => bytes ?? '')),
    alignRight(rows.map(({ share }) => share ?? '')),
  ].filter((column) => column.some((cell) => cell.trim() !== ''));
  return rows.flatMap(({ text }, index) => {
    const cost = costs.map((column) => `${column[index] ?? ''}  `).join('');
    const place = places[index] ?? [];
    const advice = wrapProse(text, Math.max(room - width - 2 - textWidth(cost), MIN_PROSE));
    return Array.from({ length: Math.max(place.length, advice.length) }, (_, line) => {
      const head = `${padEnd(place[line] ?? '', width)}  ${line === 0 ? cost : ' '.repeat(textWidth(cost))}`;
      const said = advice[line] ?? '';
      return `${indent}${indent}${head}${line === 0 ? said : paint.dim(said)}`.trimEnd();
    });
  });
}

/** The narrowest column of prose; a narrower terminal wraps by itself. */
const MIN_PROSE = 24;

function padEnd(cell: string, width: number): string {
  return cell + ' '.repeat(width - textWidth(cell));
}

function alignRight(cells: readonly string[]): readonly string[] {
  const width = Math.max(...cells.map(textWidth));
  return cells.map((cell) => ' '.repeat(width - textWidth(cell)) + cell);
}

function drawFinding(report: Report, finding: FindingReport, room: number, paint: Paint): readonly string[] {
  const { layers, message } = finding;
  const where =
    layers.length === 0 ? [] : [`${layers.length === 1 ? 'layer' : 'layers'} ${layersText(report, finding)}`];
  return [
    ...wrapProse(message, room).map((line) => indent + indent + line),
    ...where.flatMap((text) => wrapProse(text, room)).map((line) => indent + indent + paint.dim(line)),
  ];
}

function paintSeverity(severity: Severity, paint: Paint): string {
  switch (severity) {
    case 'error':
      return paint.red(severity);
    case 'warning':
      return paint.yellow(severity);
    case 'info':
      return paint.blue(severity);
  }
}
