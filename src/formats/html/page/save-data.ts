import { documentHead, fromJson, isFailed, toSharedJson } from '../../../report/index.js';
import type { FailedModel, ModelReport, ReportDocument } from '../../../report/index.js';
import csv from '../../csv.js';
import type { ExtraFigures } from '../../models.js';
import { popUp } from './column-menu.js';
import { button } from './dom.js';
import { fileName, saveFile } from './save-file.js';

/** The content of the page: its reports, sizes bound as the reader has bound them. */
export type Shown = () => readonly (ModelReport | FailedModel)[];

/** A menu that saves the page's data: as `--format json` and `--format csv` write it. */
export function saveMenu(shown: Shown, extra: ExtraFigures | undefined): HTMLElement {
  const saveCsv = (isSummary: boolean): void => {
    const text = csvText(shown(), isSummary, extra);
    saveFile(fileName(isSummary ? 'models' : 'layers', 'csv'), new Blob([text], { type: 'text/csv' }));
  };
  const saves: Readonly<Record<string, () => void>> = {
    'Report, JSON': () => saveFile(fileName('', 'json'), new Blob([jsonText(shown())], { type: 'application/json' })),
    'Layers, CSV': () => saveCsv(false),
    'Totals, CSV': () => saveCsv(true),
  };
  return popUp('Save', (close) =>
    Object.entries(saves).map(([label, save]) =>
      button(
        { class: 'plain' },
        () => {
          save();
          close();
        },
        label,
      ),
    ),
  );
}

/** The reports as one document that netstat reads again. */
function jsonText(models: readonly (ModelReport | FailedModel)[]): string {
  const document: ReportDocument = { ...documentHead, models: models.map((model) => toSharedJson(fromJson(model))) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function csvText(
  models: readonly (ModelReport | FailedModel)[],
  summary: boolean,
  extra: ExtraFigures | undefined,
): string {
  const session = csv.start({ width: Infinity, colour: false, all: true, summary, extra });
  const lines = models.map((report) => session.next(isFailed(report) ? report : fromJson(report)));
  return lines.join('') + session.end();
}
