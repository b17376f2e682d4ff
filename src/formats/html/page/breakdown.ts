import type { ModelReport } from '../../../report/index.js';
import { categoryClass, categoryOrder, categoryText } from './categories.js';
import type { Category } from './categories.js';
import { chartPanel, responsive } from './chart.js';
import { element, graphic } from './dom.js';
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

/**
 * The share of each headline that falls to each category of operators (figure 2 of Ma et al. 2018), as bars and as a
 * table.
 */
export function breakdownPanel(report: ModelReport): HTMLElement {
  const splits = measuresOf(report)
    .filter(({ figure }) => figure.isHeadline === true)
    .map((measure) => splitOf(report, measure))
    .filter(({ total }) => total > 0);
  if (splits.length === 0) {
    return chartPanel(
      { title: 'By category', isDrawing: false },
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
      responsive('bars', (width) => drawBars(splits, width)),
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

/** Pixels that a bar takes with its name above it, and the bar itself. */
const ROW_HEIGHT = 62;
const BAR_HEIGHT = 26;

/** A bar for each measure, of the shares of the categories. The table beside it has the figures. */
function drawBars(splits: readonly Split[], width: number): SVGSVGElement {
  const height = splits.length * ROW_HEIGHT - 10;
  const svg = graphic('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  splits.forEach(({ measure, total, parts }, row) => {
    const top = row * ROW_HEIGHT;
    svg.append(graphic('text', { class: 'bar-name', x: 0, y: top + 14 }, measure.label));
    let left = 0;
    for (const category of categoryOrder) {
      const value = parts.get(category);
      if (value === undefined) continue;
      const share = (value / total) * width;
      const part = graphic('rect', {
        class: `bar ${categoryClass(category)}`,
        x: left.toFixed(1),
        y: top + 22,
        width: Math.max(0.5, share - 1).toFixed(1),
        height: BAR_HEIGHT,
      });
      left += share;
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
      svg.append(part);
    }
  });
  return svg;
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
