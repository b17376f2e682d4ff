import { NetstatError } from '../ir/index.js';
import type { Report } from '../report/index.js';
import type { Severity } from '../rules/index.js';
import { columns } from './columns.js';
import type { Column } from './column.js';
import { defineFormat } from './define.js';
import { findingsIn, overlaySession, overlayValue, targetsOf } from './overlays.js';
import type { OverlayTarget } from './overlays.js';
import { checkColumns, columnNamed } from './rows.js';

/** Node data of one graph, as `GraphNodeData` in node_data_builder.py of Model Explorer declares it. */
interface NodeData {
  /** Shown as the head of the column. */
  readonly name: string;
  /** By the id of a node, or the name of a tensor that it gives. */
  readonly results: Readonly<Record<string, NodeResult>>;
  readonly gradient?: readonly { readonly stop: number; readonly bgColor: string }[];
}

interface NodeResult {
  readonly value: number | string;
  readonly bgColor?: string;
}

/**
 * From the least value to the largest: readable under black text up to the middle, where Model Explorer changes to
 * white.
 */
const gradient = [
  { stop: 0, bgColor: '#ffffff' },
  { stop: 0.5, bgColor: '#fdae61' },
  { stop: 1, bgColor: '#a50026' },
] as const;

const severityColours: Readonly<Record<Severity, string>> = { error: '#d73027', warning: '#fdae61', info: '#abd9e9' };

/** Node data for Google's Model Explorer: one figure of each node, or what `lint` found in it. */
export default defineFormat({
  name: 'model-explorer',
  extension: 'model-explorer.json',
  summary: "One figure (--columns) as node data of Google's Model Explorer, with colours.",
  start(options) {
    checkColumns(options, columns);
    const { columns: names = [], show } = options;
    if (names.length > 1) {
      throw new NetstatError(
        'bad-option',
        `--columns ${names.join(',')}: a file for Model Explorer has one figure; name one, and write a file for each`,
      );
    }
    const [name] = names;
    return overlaySession('model-explorer', (report) =>
      show === 'findings' ? findingData(report) : figureData(report, columnNamed(name ?? usualFigure(report), columns)),
    );
  },
});

/** The time where one is known, else multiply-adds. */
function usualFigure({ measurement, prediction }: Report): string {
  if (measurement !== undefined) return 'latency';
  return prediction === undefined ? 'multiply-adds' : 'predicted';
}

function figureData(report: Report, column: Column): NodeData {
  let unit = '';
  const results = resultsOf(report, ({ row }) => {
    const cell = column.cell(row, report);
    unit = cell.kind === 'bytes' ? ' (bytes)' : cell.kind === 'milliseconds' ? ' (ms)' : '';
    const value = overlayValue(cell);
    return value === undefined ? undefined : { value };
  });
  return { name: `${column.name}${unit}`, results, gradient };
}

function findingData(report: Report): NodeData {
  const results = resultsOf(report, ({ row }) => {
    const found = findingsIn(report, new Set(row.layers.map(({ index }) => index)));
    const findings = [...found.values()].flat();
    const worst = severities.find((severity) => findings.some((finding) => finding.severity === severity));
    return worst === undefined ? undefined : { value: [...found.keys()].join(', '), bgColor: severityColours[worst] };
  });
  return { name: 'findings', results };
}

/** The worst first. */
const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** The results for each node of the main graph, which is the graph that Model Explorer opens. */
function resultsOf(report: Report, resultOf: (target: OverlayTarget) => NodeResult | undefined): NodeData['results'] {
  return Object.fromEntries(
    targetsOf(report, (name) => name).flatMap((target) => {
      const result = target.isInside ? undefined : resultOf(target);
      return result === undefined ? [] : [[target.name, result] as const];
    }),
  );
}
