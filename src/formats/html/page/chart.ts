import type { ModelReport } from '../../../report/index.js';
import { element } from './dom.js';
import type { Child } from './dom.js';
import { saveButtons } from './save-chart.js';

/** A chart's frame: its heading, what belongs beside it, and the place for the drawing. */
export function chartPanel(
  {
    title,
    note,
    controls,
    wide = false,
    isDrawing = true,
  }: {
    readonly title: string;
    readonly note?: string | undefined;
    readonly controls?: Child;
    readonly wide?: boolean;
    /** Whether there is a drawing to save. */
    readonly isDrawing?: boolean;
  },
  ...content: readonly Child[]
): HTMLElement {
  const panel: HTMLElement = element(
    'section',
    { class: wide ? 'panel wide' : 'panel', 'aria-label': title },
    element(
      'div',
      { class: 'panel-head' },
      element('h3', {}, title),
      controls ?? false,
      isDrawing && saveButtons(title, () => panel.querySelector('svg')),
    ),
    note === undefined ? false : element('p', { class: 'panel-note' }, note),
    ...content,
  );
  return panel;
}

/** The text in a chart's place when it cannot be drawn. */
export function emptyChart(reason: string): HTMLElement {
  return element('p', { class: 'chart-empty' }, reason);
}

/** The text in a chart's place while sizes are open, else `otherwise`. */
export function chartWithoutSizes({ unbound }: Pick<ModelReport, 'unbound'>, otherwise: string): HTMLElement {
  return emptyChart(
    unbound.length > 0 ? 'The sizes depend on open dimensions. Give them values above to see this.' : otherwise,
  );
}

/** A place that is drawn anew whenever its width changes. */
export function responsive(className: string, draw: (width: number) => Node): HTMLElement {
  const place = element('div', { class: className });
  let drawn = 0;
  const redraw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    place.replaceChildren(draw(width));
  };
  new ResizeObserver(redraw).observe(place);
  return place;
}

/** A choice of many, as a menu. */
export function menu(
  label: string,
  choices: readonly { readonly value: string; readonly label: string }[],
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const select = element(
    'select',
    { 'aria-label': label },
    ...choices.map(({ value, label: text }) => element('option', { value, selected: value === chosen }, text)),
  );
  select.addEventListener('change', () => choose(select.value));
  return select;
}

/** A row of buttons of which one is pressed. */
export function segmented<T extends string>(
  label: string,
  choices: readonly { readonly value: T; readonly label: string }[],
  chosen: T,
  choose: (value: T) => void,
): HTMLElement {
  const buttons = choices.map(({ value, label: text }) => {
    const made = element('button', { type: 'button', 'aria-pressed': value === chosen ? 'true' : 'false' }, text);
    made.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', other === made ? 'true' : 'false');
      choose(value);
    });
    return made;
  });
  return element('div', { class: 'segmented', role: 'group', 'aria-label': label }, ...buttons);
}
