import type { TableSettings } from '../settings.js';
import { keepInAddress, readAddress } from './address.js';
import type { Column } from './table-columns.js';
import type { TableState } from './table-controls.js';

/** The choices that a table begins with: those of the page's address, else of the command line. */
export function startTable(settings: TableSettings, columns: readonly Column[], hasModules: boolean): TableState {
  const address = readAddress();
  const given = usualState(settings, columns, hasModules);
  const sort = address.get('sort');
  const view = address.get('view');
  return {
    ...given,
    columns: address.has('columns') ? namedColumns((address.get('columns') ?? '').split(','), columns) : given.columns,
    order: sort === null ? given.order : orderBy(sort, address.has('ascending'), columns),
    isTree: view === null ? given.isTree : hasModules && view === 'modules',
    showsAll: given.showsAll || address.has('all'),
    text: address.get('filter') ?? '',
    category: address.get('category') ?? '',
  };
}

/** Keeps in the address what the reader has chosen otherwise than the table would begin with. */
export function keepTable(
  state: TableState,
  settings: TableSettings,
  columns: readonly Column[],
  hasModules: boolean,
): void {
  const usual = usualState(settings, columns, hasModules);
  const { by, isDescending } = state.order;
  const isUsualOrder = by === usual.order.by && isDescending === usual.order.isDescending;
  const isUsualColumns =
    state.columns.length === usual.columns.length && state.columns.every((one, at) => one === usual.columns[at]);
  keepInAddress({
    columns: isUsualColumns ? [] : [state.columns.map(({ name }) => name).join(',')],
    sort: isUsualOrder ? [] : [typeof by === 'string' ? by : by.name],
    ascending: isUsualOrder || isDescending ? [] : ['1'],
    view: state.isTree === usual.isTree ? [] : [state.isTree ? 'modules' : 'list'],
    all: state.showsAll && !usual.showsAll ? ['1'] : [],
    filter: state.text === '' ? [] : [state.text],
    category: state.category === '' ? [] : [state.category],
  });
}

function usualState(settings: TableSettings, columns: readonly Column[], hasModules: boolean): TableState {
  const { columns: names, sort, all } = settings;
  return {
    columns: names === undefined ? columns.filter(({ isUsual }) => isUsual) : namedColumns(names, columns),
    order:
      sort === undefined
        ? { by: 'execution', isDescending: false }
        : orderBy(sort, columnNamed(sort, columns)?.isNumeric !== true, columns),
    isTree: hasModules && sort === undefined,
    showsAll: all,
    folded: new Set(),
    text: '',
    category: '',
  };
}

/** The columns of these names, each once; names of no column are passed over. */
function namedColumns(names: readonly string[], columns: readonly Column[]): readonly Column[] {
  return [...new Set(names.flatMap((name) => columnNamed(name, columns) ?? []))];
}

function columnNamed(wanted: string, columns: readonly Column[]): Column | undefined {
  return columns.find(({ name, aliases }) => name === wanted || aliases.includes(wanted));
}

function orderBy(name: string, isAscending: boolean, columns: readonly Column[]): TableState['order'] {
  const column = columnNamed(name, columns);
  return { by: column ?? (name === 'layer' ? 'layer' : 'execution'), isDescending: !isAscending };
}
