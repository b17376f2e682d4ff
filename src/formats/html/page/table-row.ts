import { categoryClass } from './categories.js';
import { element } from './dom.js';
import { nameText, ownName } from './names.js';
import type { Cell, Column } from './table-columns.js';
import type { Row } from './table-rows.js';

/** Height of a row, in pixels; style.css has it too. */
export const ROW_HEIGHT = 32;

/** A row of the table at its place: the name, with a fold or a category before it, and a cell a column. */
export function drawRow(row: Row, index: number, isCurrent: boolean, columns: readonly Column[]): HTMLElement {
  const layers = row.kind === 'layer' ? [row.layer] : row.module.layers;
  const name =
    row.kind === 'layer'
      ? {
          short:
            row.within === undefined
              ? nameText(row.layer.label)
              : nameText([...row.within, ownName(row.layer.label)].join('/')),
          full: nameText(row.layer.label),
        }
      : { short: nameText(row.module.name), full: nameText(row.module.key.split('\u0000').slice(1).join('/')) };
  const nameCell = element(
    'div',
    { role: 'rowheader', class: 'cell name-cell', title: name.full },
    row.kind === 'module'
      ? element('span', { class: 'fold', 'aria-hidden': 'true' })
      : element('i', { class: `swatch ${categoryClass(row.layer.category)}`, 'aria-hidden': 'true' }),
    element('span', { class: 'name' }, name.short),
    row.kind === 'module' && element('span', { class: 'count' }, layers.length.toLocaleString('en')),
  );
  nameCell.style.setProperty('--level', String(row.level - 1));
  const made = element(
    'div',
    {
      role: 'row',
      class: `row ${row.kind}`,
      id: `row-${index}`,
      'data-row': index,
      'aria-rowindex': index + 2,
      'aria-level': row.level,
      'aria-selected': isCurrent ? 'true' : 'false',
      'aria-expanded': row.kind === 'module' ? String(row.isOpen) : undefined,
      'data-layer': row.kind === 'layer' ? row.layer.index : undefined,
    },
    nameCell,
    ...columns.map((column) => drawCell(column, column.cell(layers))),
  );
  made.style.top = `${index * ROW_HEIGHT}px`;
  return made;
}

function drawCell({ isNumeric }: Column, { text, title, share }: Cell): HTMLElement {
  const cell = element(
    'div',
    { role: 'gridcell', class: isNumeric ? 'cell number' : 'cell', title: title === text ? undefined : title },
    text === '0' || text === '0%' ? element('span', { class: 'zero' }, text) : text,
  );
  if (share !== undefined && share > 0) {
    cell.classList.add('with-bar');
    cell.style.setProperty('--share', String(Math.min(1, share)));
  }
  return cell;
}
