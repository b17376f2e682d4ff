import { isFailed } from '../../report/index.js';
import type { FailedModel, Report } from '../../report/index.js';
import { columns } from '../columns.js';
import { defineFormat } from '../define.js';
import type { FormatOptions, FormatSession } from '../define.js';
import { checkModelColumns, modelRow } from '../models.js';
import type { ModelRow } from '../models.js';
import { checkColumns } from '../rows.js';
import { describeBound } from './bound.js';
import { drawComparison } from './compare.js';
import { drawModels } from './models.js';
import { drawLayers } from './layers.js';
import { plotSpeed } from './speed-plot.js';
import { startFindings } from './findings.js';
import { describeGeneration } from './generation.js';
import { describeScenarios } from './scenarios.js';
import { describeModel } from './heading.js';
import { describeNotes } from './notes.js';
import { describeMeasurement } from './measurement.js';
import { drawTotals } from './summary.js';
import { concat, nothing, paintWith, terminalText } from '../../text/index.js';
import type { Paint, Written } from '../../text/index.js';

/**
 * For people at a terminal: a table of layers, the totals, and what to know about them; for several models their totals
 * side by side at the end.
 */
export default defineFormat({
  name: 'table',
  extension: 'txt',
  summary: 'For people: layers, totals and notes, as wide as the terminal.',
  listsFindings: true,
  start(options) {
    const paint = paintWith(options.colour);
    if (options.summary === true) checkModelColumns(options);
    else checkColumns(options, columns);
    return options.show === 'findings' ? startFindings(options, paint) : startLayers(options, paint);
  },
  comparison: drawComparison,
});

function startLayers(options: FormatOptions, paint: Paint): FormatSession {
  // Totals alone: of many models the tables would not fit into memory. Of one model they are not listed.
  const seen: ModelRow[] = [];
  let first: Report | FailedModel | undefined;
  const listFirst = (): void => {
    if (first !== undefined) seen.push(modelRow(first));
    first = undefined;
  };
  return {
    next(report) {
      const text = isFailed(report) || options.summary === true ? nothing : modelText(report, options, paint);
      if (first === undefined && seen.length === 0) {
        first = report;
        return text;
      }
      listFirst();
      seen.push(modelRow(report));
      return text === nothing ? text : concat(terminalText(['']), text);
    },
    end: () => {
      if (seen.length === 0 && options.summary !== true) return nothing;
      listFirst();
      const lines = [...drawModels(seen, options, paint), ...plotSpeed(seen, options.width)];
      return terminalText(options.summary === true ? lines : ['', ...lines]);
    },
  };
}

function modelText(report: Report, options: FormatOptions, paint: Paint): Written {
  const parts = [
    describeModel(report, options, paint),
    drawLayers(report, options, paint),
    drawTotals(report, options.width, paint),
    ...describeBound(report, options),
    ...describeGeneration(report, options, paint),
    ...describeScenarios(report, options, paint),
    ...describeMeasurement(report, options, paint),
    ...describeNotes(report, options, paint),
  ];
  return terminalText(parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
}
