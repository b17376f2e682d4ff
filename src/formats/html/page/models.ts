import { findFigure } from '../../../figures/index.js';
import { isFailed } from '../../../report/index.js';
import type { FailedModel, ModelReport } from '../../../report/index.js';
import { allModelColumns, modelColumns, modelRow, withExtras } from '../../models.js';
import type { ModelColumn } from '../../models.js';
import type { ModelSettings } from '../settings.js';
import { keepInAddress, readAddress } from './address.js';
import { columnMenu } from './column-menu.js';
import { chartPanel } from './chart.js';
import { element } from './dom.js';
import { axesOf, modelsScatter } from './models-chart.js';
import type { ChosenAxes } from './models-chart.js';
import { modelsTable } from './models-table.js';
import type { ModelOrder, PlacedRow } from './models-table.js';
import { capital } from './names.js';
import { totalsOnly } from './quantities.js';
import { sizesPanel } from './sizes-chart.js';

/** The reader's choices for the table and the scatter of models. */
export interface ModelsState {
  columns: readonly string[] | undefined;
  order: ModelOrder;
  readonly axes: ChosenAxes;
}

/** The choices to begin with: those of the page's address, else of the command line. */
export function startModels({ columns, sort }: ModelSettings): ModelsState {
  const address = readAddress();
  const by = address.get('models-sort') ?? sort;
  return {
    columns,
    order: { by, isDescending: address.has('models-sort') ? !address.has('models-ascending') : by !== 'model' },
    axes: { x: address.get('x') ?? undefined, y: address.get('y') ?? undefined },
  };
}

/**
 * The models of the page side by side: the table that the command line prints of them, and two of its columns as a
 * scatter.
 */
export function modelsSection(
  reports: readonly (ModelReport | FailedModel)[],
  { extra }: ModelSettings,
  state: ModelsState,
  current: number,
  choose: (position: number) => void,
): HTMLElement {
  const bare = reports.map((report) => modelRow(isFailed(report) ? report : totalsOnly(report)));
  const rows = withExtras(bare, extra).map((row, position): PlacedRow => ({ ...row, position }));
  const all = allModelColumns(rows, extra);
  const shown = (): readonly ModelColumn[] => modelColumns(rows, { columns: state.columns, extra });
  const place = element('div');
  const draw = (): void => {
    const focused = document.activeElement?.getAttribute('data-sort-models') ?? undefined;
    place.replaceChildren(
      modelsTable(rows, shown(), state.order, current, {
        choose,
        sort: (order) => {
          state.order = order;
          keepInAddress({
            'models-sort': order.by === undefined ? [] : [order.by],
            'models-ascending': order.by === undefined || order.isDescending ? [] : ['1'],
          });
          draw();
        },
      }),
    );
    if (focused === undefined) return;
    place.querySelector<HTMLElement>(`[data-sort-models="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
  draw();
  const controls = columnMenu(
    all.map(({ name, label }) => ({ name, title: capital(label), summary: findFigure(name)?.meaning })),
    new Set(shown().map(({ name }) => name)),
    (names) => {
      state.columns = all.map(({ name }) => name).filter((name) => names.has(name));
      draw();
    },
  );
  const scatter = modelsScatter(rows, axesOf(rows, all), state.axes, current, choose);
  return element(
    'section',
    { id: 'models', 'aria-label': 'Models' },
    element(
      'div',
      { class: 'charts' },
      chartPanel({ title: `${reports.length} models`, wide: true, isDrawing: false, controls }, place),
      sizesPanel(reports, choose),
      scatter,
    ),
  );
}
