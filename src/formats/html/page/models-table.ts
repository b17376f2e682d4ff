import { findFigure } from '../../../figures/index.js';
import { cellText } from '../../cell-text.js';
import { sortKey } from '../../column.js';
import type { Cell } from '../../column.js';
import type { ModelColumn, ModelRow } from '../../models.js';
import { button, element } from './dom.js';
import { capital, nameText } from './names.js';
import { exactCell } from './table-columns.js';
import { scrollingTable } from './table-panel.js';

/** A model of the page as a row. */
export interface PlacedRow extends ModelRow {
  /** The position among the models of the page. */
  readonly position: number;
}

/** The order of the models: by a column, `model` for their names; undefined for that of the command line. */
export interface ModelOrder {
  readonly by: string | undefined;
  readonly isDescending: boolean;
}

/**
 * Characters at the end of a name that stay in sight where it is wider than its cell: these tell uses of one model
 * apart.
 */
const NAME_END = 16;

/** Characters of a name that has room in any cell. */
const WHOLE_NAME = 20;

/** The totals of several models, a row each. A press on a head sorts, one on a name shows the model. */
export function modelsTable(
  rows: readonly PlacedRow[],
  columns: readonly ModelColumn[],
  order: ModelOrder,
  current: number,
  actions: { readonly sort: (order: ModelOrder) => void; readonly choose: (position: number) => void },
): HTMLElement {
  const head = (name: string, label: string, summary: string | undefined): HTMLElement => {
    const isSorted = order.by === name;
    const largestFirst = name !== 'model';
    const press = button({ title: summary, 'data-sort-models': name }, () => {
      if (!isSorted) actions.sort({ by: name, isDescending: largestFirst });
      else if (order.isDescending === largestFirst) actions.sort({ by: name, isDescending: !largestFirst });
      else actions.sort({ by: undefined, isDescending: false });
    });
    press.append(capital(label), element('span', { class: 'arrow', 'aria-hidden': 'true' }));
    return element(
      'th',
      { scope: 'col', 'aria-sort': isSorted ? (order.isDescending ? 'descending' : 'ascending') : 'none' },
      press,
    );
  };
  const folder = sharedFolder(rows.map(({ path }) => path));
  const body = inOrder(rows, order).map(({ path, cells, position }) =>
    element(
      'tr',
      { class: position === current ? 'current' : undefined },
      element(
        'th',
        { scope: 'row' },
        button(
          {
            class: 'plain name',
            title: nameText(path),
            // Its parts are two boxes, between which a reader of screens would pause.
            'aria-label': nameText(path),
            'data-model': position,
            'aria-current': position === current ? 'true' : undefined,
          },
          () => actions.choose(position),
          ...nameParts(nameText(path.slice(folder.length))),
        ),
      ),
      ...(cells === undefined
        ? [element('td', { colspan: columns.length }, 'not read')]
        : columns.map(({ name }) => cellOf(cells[name]))),
    ),
  );
  return scrollingTable(
    { label: 'Totals by model', region: 'models-table' },
    [
      head('model', 'model', undefined),
      ...columns.map(({ name, label }) => head(name, label, findFigure(name)?.meaning)),
    ],
    element('tbody', {}, ...body),
  );
}

function cellOf(cell: Cell | undefined): HTMLElement {
  if (cell === undefined) return element('td', {});
  return element(
    'td',
    { title: cell.kind === 'count' || cell.kind === 'bytes' ? exactCell(cell) : undefined },
    nameText(cellText(cell)),
  );
}

/** The rows in order; models without a value in the column come last. */
function inOrder(rows: readonly PlacedRow[], { by, isDescending }: ModelOrder): readonly PlacedRow[] {
  if (by === undefined) return rows;
  const keyOf = ({ path, cells }: PlacedRow): number | string | undefined => {
    if (by === 'model') return path;
    const cell = cells?.[by];
    return cell === undefined ? undefined : sortKey(cell);
  };
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((left, right) => {
      if (left.key === undefined || right.key === undefined) {
        return Number(left.key === undefined) - Number(right.key === undefined);
      }
      const least = left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
      return isDescending ? -least : least;
    })
    .map(({ row }) => row);
}

/** The folder that all models lie in, with the slash behind it: it tells none of them apart. */
function sharedFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  let shared = first;
  for (const path of others) {
    while (!path.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared.slice(0, shared.lastIndexOf('/') + 1);
}

/** A long name in two parts, of which the first is cut short where there is no room for both. */
function nameParts(name: string): readonly HTMLElement[] {
  const characters = Array.from(name);
  if (characters.length <= WHOLE_NAME) return [element('span', {}, name)];
  const start = characters.slice(0, -NAME_END).join('');
  return [
    element('span', { class: 'name-start' }, start),
    element('span', { class: 'name-end' }, characters.slice(-NAME_END).join('')),
  ];
}
