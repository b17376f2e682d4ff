import { countOf, isFailed } from '../report/index.js';
import { columns, columnsOf } from './columns.js';
import type { Cell, Column } from './column.js';
import { defineFormat } from './define.js';
import type { FormatOptions, FormatSession } from './define.js';
import { allModelColumns, checkModelColumns, modelColumns, modelRow, sortModels, withExtras } from './models.js';
import type { ModelRow } from './models.js';
import { checkColumns, columnNamed, rowsOf } from './rows.js';
import { shapeCode } from './value-text.js';
import { concat, csvText, nothing } from '../text/index.js';
import type { Written } from '../text/index.js';

/**
 * For spreadsheets and data frames: a line for each layer of each model, shape arithmetic and constant layers among
 * them, figures exact and for one inference, so that a column sums to the model's total.
 */
export default defineFormat({
  name: 'csv',
  extension: 'csv',
  summary: 'A line for each layer, exact, for spreadsheets and data frames.',
  start(options) {
    if (options.summary === true) return startSummary(options);
    checkColumns(options, columns);
    const wanted = options.columns?.map((name) => columnNamed(name, columns));
    const plain = columns.filter(({ measured }) => measured !== true);
    let begun = false;
    return {
      next: (report) => {
        if (isFailed(report)) return nothing;
        // Of models that are gone through together either all are measured or none.
        const chosen = wanted ?? columnsOf(report);
        const rows = rowsOf(report, { ...options, all: true, perLayer: true }, columns).filter(
          ({ kind }) => kind !== 'rest',
        );
        const lines = rows.map((row) => [
          report.model.path,
          ...chosen.map((column) => exactText(column.cell(row, report))),
        ]);
        const heading = begun ? nothing : headingOf(chosen);
        begun = true;
        return concat(heading, csvText(lines));
      },
      end: () => (begun ? nothing : headingOf(wanted ?? plain)),
    };
  },
});

/** A line for each model. */
function startSummary(options: FormatOptions): FormatSession {
  checkModelColumns(options);
  const { columns: names, sort, extra } = options;
  const seen: ModelRow[] = [];
  return {
    next(report) {
      seen.push(modelRow(report));
      return nothing;
    },
    end() {
      const rows = sortModels(withExtras(seen, extra), sort, extra).filter(({ cells }) => cells !== undefined);
      const chosen = names === undefined ? allModelColumns(rows, extra) : modelColumns(rows, { columns: names, extra });
      const lines = rows.map(({ path, cells }) => [
        path,
        ...chosen.map(({ name }) => (cells?.[name] === undefined ? '' : exactText(cells[name]))),
      ]);
      return concat(headingOf(chosen), csvText(lines));
    },
  };
}

function headingOf(chosen: readonly Pick<Column, 'name'>[]): Written {
  return csvText([['model', ...chosen.map(({ name }) => name)]]);
}

/** A cell as a program reads it: exact, in the unit of its column; empty when unknown. */
function exactText(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'value':
      return shapeCode(cell.value);
    case 'count':
    case 'bytes':
      return cell.partial ? '' : String(countOf(cell.value) ?? '');
    case 'share':
    case 'ratio':
    case 'milliseconds':
    case 'given':
      return String(cell.value ?? '');
  }
}
