import { chartPanel } from './chart.js';
import { element } from './dom.js';

/** A table in a panel. */
export function tablePanel(
  title: string,
  note: string | undefined,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  return chartPanel({ title, note, wide: true, isDrawing: false }, rowsTable(title, heads, rows));
}

/** A table that scrolls by itself where it is too wide; the first cell of a row names it. */
export function rowsTable(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
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
  return element('div', region, table);
}
