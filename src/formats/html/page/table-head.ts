import { button, element } from './dom.js';
import type { TableState } from './table-controls.js';
import type { Column } from './table-columns.js';

/** The head's cells; a press on one sorts by its column, another the other way round, a third no longer. */
export function drawHead(state: TableState, rearrange: () => void): readonly HTMLElement[] {
  const headCell = (by: 'layer' | Column, text: string, summary: string, isNumeric: boolean): HTMLElement => {
    const isSorted = state.order.by === by;
    const sort = isSorted ? (state.order.isDescending ? 'descending' : 'ascending') : 'none';
    const name = by === 'layer' ? 'layer' : by.name;
    const press = button(
      { title: summary, 'data-sort': name },
      () => {
        if (!isSorted) state.order = { by, isDescending: isNumeric };
        else if (state.order.isDescending === isNumeric) state.order = { by, isDescending: !isNumeric };
        else state.order = { by: 'execution', isDescending: false };
        rearrange();
        const again = document.querySelector<HTMLElement>(`[data-sort="${CSS.escape(name)}"]`);
        again?.focus({ preventScroll: true });
      },
      element('span', {}, text),
      element('span', { class: 'arrow', 'aria-hidden': 'true' }),
    );
    return element(
      'div',
      {
        role: 'columnheader',
        class: `cell${isNumeric ? ' number' : ''}${by === 'layer' ? ' name-cell' : ''}`,
        'aria-sort': sort,
      },
      press,
    );
  };
  return [
    headCell('layer', 'Layer', "the node's name, or its operator and position", false),
    ...state.columns.map((column) => headCell(column, column.heading, column.summary, column.isNumeric)),
  ];
}
