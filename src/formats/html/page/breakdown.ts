import type { ModelReport } from '../../../report/index.js';
import { categoryClass, categoryOrder, categoryText } from './categories.js';
import type { Category } from './categories.js';
import { chartPanel } from './chart.js';
import { element } from './dom.js';
import { measuresOf, portionsOf } from './measures.js';
import type { Measure } from './measures.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';
import { shareText } from '../../../text/index.js';

/** A measure with what falls to each category. */
interface Split {
  readonly measure: Measure;
  readonly total: number;
  readonly parts: ReadonlyMap<Category, number>;
}

/** What share of each measure falls to which category of operators (figure 2 of Ma et al. 2018): bars, and the same as a table. */
export function breakdownPanel(report: ModelReport): HTMLElement {
  const splits = measuresOf(report)
    .map((measure) => splitOf(report, measure))
    .filter(({ total }) => total > 0);
  if (splits.length === 0) {
    return chartPanel(
      { title: 'By category' },
      element(
        'p',
        { class: 'chart-empty' },
        'The sizes depend on open dimensions. Give them values above to see this.',
      ),
    );
  }
  const present = categoryOrder.filter((category) => splits.some(({ parts }) => (parts.get(category) ?? 0) > 0));
  return chartPanel(
    { title: 'By category', wide: true },
    element(
      'div',
      { class: 'split' },
      element('div', { class: 'bars', 'aria-hidden': 'true' }, ...splits.map(barOf)),
      tableOf(splits, present),
    ),
  );
}

function splitOf(report: ModelReport, measure: Measure): Split {
  const parts = new Map<Category, number>();
  let total = 0;
  for (const { layer, value } of portionsOf(report, measure)) {
    parts.set(layer.category, (parts.get(layer.category) ?? 0) + value);
    total += value;
  }
  return { measure, total, parts };
}

function barOf({ measure, total, parts }: Split): HTMLElement {
  const bar = element('div', { class: 'bar' });
  for (const category of categoryOrder) {
    const value = parts.get(category);
    if (value === undefined) continue;
    const part = element('span', { class: categoryClass(category) });
    part.style.flexGrow = String(value / total);
    part.addEventListener('pointermove', (event) =>
      showTooltip(
        event,
        ...tooltipLines(categoryText(category), [
          [measure.label, measure.text(value)],
          ['Share', shareText(value / total)],
        ]),
      ),
    );
    part.addEventListener('pointerleave', hideTooltip);
    bar.append(part);
  }
  return element('div', { class: 'bar-row' }, element('span', { class: 'bar-name' }, measure.label), bar);
}

function tableOf(splits: readonly Split[], present: readonly Category[]): HTMLElement {
  const rows = present.map((category) =>
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row', class: categoryClass(category) },
        element('i', { class: 'swatch' }),
        categoryText(category),
      ),
      ...splits.map(({ total, parts }) => element('td', {}, shareText((parts.get(category) ?? 0) / total))),
    ),
  );
  return element(
    'div',
    { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': 'Shares by category' },
    element(
      'table',
      { class: 'shares' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'Category'),
          ...splits.map(({ measure }) => element('th', { scope: 'col' }, measure.label)),
        ),
      ),
      element('tbody', {}, ...rows),
    ),
  );
}
