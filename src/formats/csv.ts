import type { Report } from '../report/index.js';
import { countOf } from '../report/index.js';
import { columns } from './columns.js';
import type { Cell, Column } from './columns.js';
import { defineFormat } from './define.js';
import { escapeCsv } from './escape.js';
import { columnNamed, rowsOf } from './rows.js';
import { shapeCode } from './shape-code.js';

/**
 * For spreadsheets and data frames: a line for each layer of each model, shape arithmetic and constant layers among them, figures exact and for one inference, so
 * that a column sums to the model's total.
 */
export default defineFormat({
  name: 'csv',
  extension: 'csv',
  summary: 'A line for each layer, exact, for spreadsheets and data frames.',
  start(options) {
    const wanted = options.columns?.map((name) => columnNamed(name, columns));
    const plain = columns.filter(({ measured }) => measured !== true);
    /** Undefined before the first line. */
    let chosen: readonly Column[] | undefined;
    const begin = (usual: readonly Column[]): string => {
      if (chosen !== undefined) return '';
      chosen = wanted ?? usual;
      return `${['model', ...chosen.map(({ name }) => name)].join(',')}\r\n`;
    };
    const printRows = (report: Report): string => {
      const rows = rowsOf(report, { ...options, all: true, perLayer: true }, columns).filter(({ kind }) => kind !== 'rest');
      return rows.map((row) => `${[report.path, ...(chosen ?? []).map((column) => exactText(column.cell(row, report.analysis, report)))].map(escapeCsv).join(',')}\r\n`).join('');
    };
    return {
      model: (report) => (report.kind === 'failed' ? '' : begin(report.measurement === undefined ? plain : columns) + printRows(report)),
      end: () => begin(plain),
    };
  },
});

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
      return String(cell.value ?? '');
  }
}
