import { figures } from '../../../figures/index.js';
import type { ModelReport } from '../../../report/index.js';
import { generationColumns, stateFacts } from '../../generation-columns.js';
import { totalText } from '../../models.js';
import { shownInScenarios } from '../../scenario-figures.js';
import { chartPanel } from './chart.js';
import { element } from './dom.js';
import { capital, nameText } from './names.js';
import { restored } from './quantities.js';

const style = { digits: 3, length: 40 };

/** The costs of prefill and decoding, and the totals of named uses; no panels for a model without. */
export function usesPanels(published: ModelReport): readonly HTMLElement[] {
  const { generation, scenarios = [] } = restored(published);
  const columns = generationColumns(generation?.runs ?? []);
  const runs =
    generation === undefined || generation.runs.length === 0
      ? []
      : [
          tablePanel(
            'Prefill and decode',
            `State: ${stateFacts(generation).join(', ')}.`,
            columns.map(({ heading }) => capital(heading.join(' ').replace('- ', '-').trim())),
            generation.runs.map((run) => columns.map(({ text }) => text(run))),
          ),
        ];
  const uses =
    scenarios.length === 0
      ? []
      : [
          tablePanel(
            'Scenarios',
            undefined,
            ['Total', ...scenarios.map(({ name }) => nameText(name))],
            shownInScenarios(figures, scenarios).map((figure) => [
              capital(figure.label),
              ...scenarios.map((each) => totalText(each, figure, style)),
            ]),
          ),
        ];
  return [...runs, ...uses];
}

function tablePanel(
  title: string,
  note: string | undefined,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const table = element(
    'table',
    { class: 'shares' },
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element(
      'tbody',
      {},
      ...rows.map(([name = '', ...cells]) =>
        element('tr', {}, element('th', { scope: 'row' }, name), ...cells.map((cell) => element('td', {}, cell))),
      ),
    ),
  );
  const region = { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': `Table: ${title}` };
  return chartPanel({ title, note, wide: true, isDrawing: false }, element('div', region, table));
}
