import { chartPanel } from './chart.js';
import { element } from './dom.js';
import type { Child } from './dom.js';

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
  return scrollingTable(
    { label: `Table: ${title}` },
    heads.map((head) => element('th', { scope: 'col' }, head)),
    element(
      'tbody',
      {},
      ...rows.map(([name = '', ...cells]) =>
        element('tr', {}, element('th', { scope: 'row' }, name), ...cells.map((cell) => element('td', {}, cell))),
      ),
    ),
  );
}

/** The name of a table that scrolls, and classes of its own of the region around it and of the table. */
interface ScrollingTable {
  readonly label: string;
  readonly region?: string;
  readonly table?: string;
}

/** A table of these head cells and rows, in a region that scrolls where the table is too wide. */
export function scrollingTable(
  { label, region = '', table = '' }: ScrollingTable,
  heads: readonly Child[],
  rows: HTMLTableSectionElement,
): HTMLElement {
  return element(
    'div',
    { class: `scroll-x ${region}`.trimEnd(), tabindex: 0, role: 'region', 'aria-label': label },
    element('table', { class: `shares ${table}`.trimEnd() }, element('thead', {}, element('tr', {}, ...heads)), rows),
  );
}
