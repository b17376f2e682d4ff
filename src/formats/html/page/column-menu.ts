import { element } from './dom.js';

/** A column to choose. */
export interface ColumnChoice {
  readonly name: string;
  readonly title: string;
  readonly summary: string | undefined;
}

/** A menu of columns of which each can be shown or not. `show` is told of the names of all that are to be shown. */
export function columnMenu(
  columns: readonly ColumnChoice[],
  shown: ReadonlySet<string>,
  show: (names: ReadonlySet<string>) => void,
): HTMLElement {
  const names = new Set(shown);
  const boxes = columns.map(({ name, title, summary }) => {
    const box = element('input', { type: 'checkbox', value: name });
    box.checked = names.has(name);
    box.addEventListener('change', () => {
      if (box.checked) names.add(name);
      else names.delete(name);
      show(new Set(names));
    });
    return element('label', { class: 'check', title: summary }, box, title);
  });
  return popUp('Columns', () => boxes);
}

/** A button that shows a menu below itself; a press elsewhere or Escape closes it. */
export function popUp(label: string, items: (close: () => void) => readonly Node[]): HTMLElement {
  const choice = element('details', { class: 'column-choice' });
  choice.append(
    element('summary', {}, label),
    element(
      'div',
      { class: 'menu' },
      ...items(() => {
        choice.open = false;
      }),
    ),
  );
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !choice.contains(target)) choice.open = false;
  });
  choice.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') choice.open = false;
  });
  return choice;
}
