import type { ModelReport } from '../../../report/index.js';
import { categoryOrder, categoryText } from './categories.js';
import { segmented } from './chart.js';
import { columnMenu } from './column-menu.js';
import { button, element } from './dom.js';
import type { Column } from './table-columns.js';
import type { Order } from './table-rows.js';

/** The reader's choices, by which the table is arranged. */
export interface TableState {
  columns: readonly Column[];
  order: Order;
  isTree: boolean;
  showsAll: boolean;
  folded: Set<string>;
  text: string;
  category: string;
}

/** The actions that follow a choice. */
export interface TableActions {
  rearrange(): void;
  showAll(): void;
  foldAll(isFolded: boolean): void;
}

/** The controls of the table; `show` brings them up to date with the state. */
export function drawControls(
  report: ModelReport,
  state: TableState,
  columns: readonly Column[],
  hasModules: boolean,
  actions: TableActions,
): { readonly bar: HTMLElement; show(): void } {
  const search = element('input', {
    type: 'search',
    placeholder: 'Filter: name, operator, module…',
    'aria-label': 'Filter layers',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  search.addEventListener('input', () => {
    state.text = search.value;
    actions.rearrange();
  });
  const present = new Set(report.layers.map(({ category }) => category));
  const category = element(
    'select',
    { 'aria-label': 'Category' },
    element('option', { value: '' }, 'All categories'),
    ...categoryOrder
      .filter((one) => present.has(one))
      .map((one) => element('option', { value: one }, categoryText(one))),
  );
  category.addEventListener('change', () => {
    state.category = category.value;
    actions.rearrange();
  });
  const hidden = report.layers.filter((layer) => layer.category === 'constant' || layer.category === 'shape').length;
  const all = element('input', { type: 'checkbox' });
  all.addEventListener('change', () => {
    state.showsAll = all.checked;
    actions.showAll();
  });
  const show = (): void => {
    search.value = state.text;
    category.value = state.category;
    all.checked = state.showsAll;
  };
  show();
  const bar = element(
    'div',
    { class: 'controls' },
    search,
    category,
    hasModules &&
      segmented(
        'Arrangement',
        [
          { value: 'tree', label: 'Modules' },
          { value: 'flat', label: 'List' },
        ],
        state.isTree ? 'tree' : 'flat',
        (value) => {
          state.isTree = value === 'tree';
          actions.rearrange();
        },
      ),
    hasModules &&
      element(
        'span',
        { class: 'pair' },
        button({}, () => actions.foldAll(true), 'Fold all'),
        button({}, () => actions.foldAll(false), 'Unfold all'),
      ),
    hidden > 0 && element('label', { class: 'check' }, all, `${hidden} constant and shape layers`),
    columnMenu(columns, new Set(state.columns.map(({ name }) => name)), (names) => {
      state.columns = columns.filter(({ name }) => names.has(name));
      actions.rearrange();
    }),
  );
  return { bar, show };
}
