import { button, element } from './dom.js';
import { lastPart } from './names.js';

/** A menu of the models by their paths, with a step back and on. */
export function modelPicker(
  paths: readonly string[],
  current: number,
  choose: (position: number) => void,
): HTMLElement {
  const options = paths.map((path, position) =>
    element('option', { value: position, selected: position === current }, lastPart(path)),
  );
  const select = element('select', { 'aria-label': 'Model' }, ...options);
  select.addEventListener('change', () => choose(Number(select.value)));
  const step = (by: number, label: string, sign: string) =>
    button({ 'aria-label': label, class: 'step' }, () => choose((current + by + paths.length) % paths.length), sign);
  return element(
    'span',
    { class: 'picker-parts' },
    step(-1, 'Previous model', '‹'),
    select,
    step(1, 'Next model', '›'),
    element('span', { class: 'count' }, `${current + 1} of ${paths.length}`),
  );
}
