import { shareText } from '../../../text/index.js';
import { categoryClass, categoryText, partOrder } from './categories.js';
import type { Part } from './categories.js';
import { chartPanel, responsive } from './chart.js';
import { element, graphic } from './dom.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';
import { scrollingTable } from './table-panel.js';

/** A whole with what falls to each category of operators. */
export interface Split {
  readonly label: string;
  readonly text: (value: number) => string;
  readonly total: number;
  readonly parts: ReadonlyMap<Part, number>;
}

/** The shares of categories in several wholes, as bars and as a table (figure 2 of Ma et al. 2018). */
export function splitPanel(title: string, splits: readonly Split[], note?: string): HTMLElement {
  const present = partOrder.filter((category) => splits.some(({ parts }) => (parts.get(category) ?? 0) > 0));
  return chartPanel(
    { title, note, wide: true },
    element(
      'div',
      { class: 'split' },
      responsive('bars', (width) => drawBars(splits, width)),
      tableOf(title, splits, present),
    ),
  );
}

/** Pixels that a bar takes with its name above it, and the bar itself. */
const ROW_HEIGHT = 62;
const BAR_HEIGHT = 26;

/** A bar for each whole, of the shares of the categories. The table beside it has the figures. */
function drawBars(splits: readonly Split[], width: number): SVGSVGElement {
  const height = splits.length * ROW_HEIGHT - 10;
  const svg = graphic('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  splits.forEach(({ label, text, total, parts }, row) => {
    const top = row * ROW_HEIGHT;
    svg.append(graphic('text', { class: 'bar-name', x: 0, y: top + 14 }, label));
    let left = 0;
    for (const category of partOrder) {
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
            [label, text(value)],
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

function tableOf(title: string, splits: readonly Split[], present: readonly Part[]): HTMLElement {
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
  return scrollingTable(
    { label: `Table: ${title}` },
    ['Category', ...splits.map(({ label }) => label)].map((head) => element('th', { scope: 'col' }, head)),
    element('tbody', {}, ...rows),
  );
}
