import type { Dim } from '../dim/index.js';
import { figures, isThere } from '../figures/index.js';
import { totalOf } from '../report/index.js';
import type { Report } from '../report/index.js';
import type { Unit } from '../text/index.js';
import { append, durationText, ratioText, shareText } from '../text/index.js';
import { columns } from './columns.js';
import type { Cell, Column } from './column.js';
import { defineFormat } from './define.js';
import type { FormatOptions } from './define.js';
import { findingsIn, numberOrFormula, overlaySession, overlayValue, ruleName, targetsOf } from './overlays.js';
import type { OverlayTarget } from './overlays.js';
import { checkColumns, columnNamed } from './rows.js';

/** An entry of an attachment, as source/view.js of Netron 9.2.1 reads it. */
interface Entry {
  readonly kind: 'graph' | 'node' | 'value';
  /** The first line of the object's name. */
  readonly target: string;
  readonly name: string;
  readonly value: number | string;
  readonly type: 'attribute';
}

/** The object that an entry is about. */
type Target = Pick<OverlayTarget, 'name'> & Pick<Entry, 'kind'>;

/** An attachment for Netron: the figures of each layer, what was found in it, and the totals. */
export default defineFormat({
  name: 'netron',
  extension: 'netron.json',
  summary: 'Figures and findings that Netron (9.2 and newer) shows beside each node.',
  start(options) {
    checkColumns(options, columns);
    return overlaySession('netron', (report) => attachmentOf(report, options));
  },
});

function attachmentOf(report: Report, options: FormatOptions): object {
  const chosen = options.columns?.map((name) => columnNamed(name, columns)) ?? usualColumns;
  const targets = targetsOf(report, firstLine);
  return {
    signature: 'netron:attachment',
    metadata: [...modelFindings(report), ...targets.flatMap((target) => notesOf(target, report))],
    metrics: [...totalsOf(report), ...targets.flatMap((target) => figuresOf(target, chosen, report))],
  };
}

/** The figures that summaries show, the share of the multiply-adds, and all that is measured or predicted. */
const usualColumns = columns.filter(
  ({ name, measured }) =>
    measured === true ||
    name === 'multiply-adds-share' ||
    figures.some((figure) => figure.isHeadline === true && name === figure.name),
);

function figuresOf(target: OverlayTarget, chosen: readonly Column[], report: Report): readonly Entry[] {
  return chosen.flatMap((column) => {
    const cell = column.cell(target.row, report);
    const value = shownValue(cell);
    return value === undefined ? [] : [entry(target, cell.kind === 'share' ? column.name : shortName(column), value)];
  });
}

/** Netron cuts names after some 14 letters: the head of a column is the shortest name. */
function shortName({ heading: [first, second = ''] }: Pick<Column, 'heading'>): string {
  return first.endsWith('-') ? `${first}${second}` : `${first} ${second}`.trim();
}

/** A cell as Netron shows it; undefined where there is nothing to say: no text, no share, no time. */
function shownValue(cell: Cell): number | string | undefined {
  switch (cell.kind) {
    case 'share':
      return cell.value === undefined ? undefined : shareText(cell.value);
    case 'milliseconds':
      return cell.value === undefined ? undefined : durationText(cell.value);
    case 'ratio':
      return cell.value === undefined ? undefined : ratioText(cell.value);
    case 'count':
    case 'bytes':
      return amountText(cell.value, cell.kind, cell.partial);
    default:
      return overlayValue(cell);
  }
}

/** A count as a number, so that nothing of it is rounded; bytes with their unit. */
function amountText(value: Dim | undefined, unit: Unit, partial = false): number | string {
  if (value === undefined) return 'unknown';
  const exact = numberOrFormula(value);
  const amount = unit === 'bytes' ? `${exact} bytes` : unit === 'milliseconds' ? durationText(Number(exact)) : exact;
  return partial ? `at least ${amount}` : amount;
}

/** The findings in the layers of a node, and the layer whose kernel computes it. */
function notesOf(target: OverlayTarget, report: Report): readonly Entry[] {
  const { layers } = target.row;
  const found = findingsIn(report, new Set(layers.map(({ index }) => index)));
  const notes = [...found].map(([name, findings]) =>
    // Netron keeps one entry of a name.
    entry(target, name, findings.map(({ message }) => message).join('\n')),
  );
  const [layer] = layers;
  if (layer === undefined || layers.length > 1) return notes;
  const { measurement } = report;
  const main =
    measurement === undefined ? layer.fusedInto : measurement.kernels[layer.latency?.kernel ?? -1]?.layers[0];
  const label = main === layer.index ? undefined : report.layers[main ?? -1]?.label;
  if (label === undefined) return notes;
  return [...notes, entry(target, measurement === undefined ? 'fused into' : 'measured with', label)];
}

/** The findings in the model as a whole. */
function modelFindings({ findings, model }: Report): readonly Entry[] {
  const messages = new Map<string, string[]>();
  for (const finding of findings) {
    if (finding.layers.length === 0) append(messages, ruleName(finding), finding.message);
  }
  return [...messages].map(([name, lines]) => entry(graphTarget(model), name, lines.join('\n')));
}

function totalsOf(report: Report): readonly Entry[] {
  return figures
    .filter((figure) => figure.isHeadline === true && isThere(figure, report))
    .map((figure) =>
      entry(graphTarget(report.model), shortName(figure), amountText(totalOf(report, figure), figure.unit)),
    );
}

function graphTarget({ graph }: Report['model']): Target {
  return { kind: 'graph', name: firstLine(graph) };
}

function entry({ kind, name: target }: Target, name: string, value: number | string): Entry {
  return { kind, target, name, value, type: 'attribute' };
}

/** Netron looks for an object by the first line of its name. */
function firstLine(name: string): string {
  return name.split('\n', 1)[0] ?? '';
}
