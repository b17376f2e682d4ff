import type { ModelReport } from '../../../report/index.js';
import { categoryOrder, categoryText } from './categories.js';
import { segmented } from './chart.js';
import { button, element } from './dom.js';
import type { Column } from './table-columns.js';
import type { Order } from './table-rows.js';

/** What the reader has chosen; the table is arranged by it. */
export interface TableState {
  columns: readonly Column[];
  order: Order;
  isTree: boolean;
  showsAll: boolean;
  folded: Set<string>;
  text: string;
  category: string;
}

/** What follows of a choice. */
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
    columnChoice(state, columns, actions),
  );
  return { bar, show };
}

function columnChoice(state: TableState, columns: readonly Column[], { rearrange }: TableActions): HTMLElement {
  const boxes = columns.map((column) => {
    const box = element('input', { type: 'checkbox', value: column.name });
    box.checked = state.columns.includes(column);
    box.addEventListener('change', () => {
      const chosen = new Set(box.checked ? [...state.columns, column] : state.columns.filter((one) => one !== column));
      state.columns = columns.filter((one) => chosen.has(one));
      rearrange();
    });
    return element('label', { class: 'check', title: column.summary }, box, column.title);
  });
  const choice = element(
    'details',
    { class: 'column-choice' },
    element('summary', {}, 'Columns'),
    element('div', { class: 'menu' }, ...boxes),
  );
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !choice.contains(target)) choice.open = false;
  });
  choice.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') choice.open = false;
  });
  return choice;
}
