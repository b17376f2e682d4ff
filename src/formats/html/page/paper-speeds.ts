import { scaleLog } from 'd3-scale';
import { groupBy, ratioText } from '../../../text/index.js';
import type { NetworkSpeed } from '../../paper-facts.js';
import { decades, drawAxes, nearest, pointerIn } from './axes.js';
import { chartPanel, responsive } from './chart.js';
import { element, graphic } from './dom.js';
import { countNumber, tickText } from './measures.js';
import { nameText } from './names.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

const TITLE = 'Figure 1 (c, d): speed and multiply-adds';
const margins = { top: 28, right: 16, bottom: 40, left: 56 };

/** Colours of families, of which the paper has four. */
const COLOURS = 4;

/** Speed over multiply-adds, a line for each family of networks. */
export function speedPanel(speeds: readonly NetworkSpeed[]): HTMLElement {
  const families = [...groupBy(speeds, ({ family }) => family)];
  return chartPanel(
    { title: TITLE, wide: true },
    responsive('plot', (width) => drawSpeeds(families, width)),
    element(
      'ul',
      { class: 'legend' },
      ...families.map(([family], index) =>
        element('li', { class: familyClass(index) }, element('i', { class: 'swatch' }), nameText(family)),
      ),
    ),
  );
}

type Families = readonly (readonly [family: string, networks: readonly NetworkSpeed[]])[];

function familyClass(index: number): string {
  return `family-${index % COLOURS}`;
}

function drawSpeeds(families: Families, width: number): SVGSVGElement {
  const height = Math.max(280, Math.min(400, Math.round(width * 0.5)));
  const all = families.flatMap(([, networks]) => networks);
  const scaleOf = (values: readonly number[], range: readonly [number, number]) =>
    scaleLog()
      .domain([Math.min(...values) / 1.25, Math.max(...values) * 1.25])
      .range(range);
  const x = scaleOf(
    all.map(({ macs }) => macs),
    [margins.left, width - margins.right],
  );
  const y = scaleOf(
    all.map(({ perSecond }) => perSecond),
    [height - margins.bottom, margins.top],
  );
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Runs a second over multiply-adds of ${all.length} networks, which table 8 below has.`,
  });
  svg.append(
    drawAxes(
      { scale: x, ticks: decades(x, 6), text: (value) => tickText(value), title: 'multiply-adds' },
      { scale: y, ticks: decades(y, 6), text: (value) => ratioText(value), title: 'runs a second' },
      { width, height, margins },
    ),
  );
  const placed = families.flatMap(([, networks], index) => {
    const points = networks
      .toSorted((a, b) => a.macs - b.macs)
      .map((network) => ({ network, x: x(network.macs), y: y(network.perSecond) }));
    const line = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
    svg.append(
      graphic(
        'g',
        { class: `family ${familyClass(index)}` },
        graphic('polyline', { points: line }),
        ...points.map((point) => graphic('circle', { cx: point.x, cy: point.y, r: 5 })),
      ),
    );
    return points;
  });
  svg.addEventListener('pointermove', (event) => {
    const at = pointerIn(svg, event);
    const found = nearest(placed, at.x, at.y, 24);
    if (found === undefined) {
      hideTooltip();
      return;
    }
    const { name, macs, perSecond } = found.network;
    showTooltip(
      event,
      ...tooltipLines(nameText(name), [
        ['Multiply-adds', countNumber(macs)],
        ['Runs a second', ratioText(perSecond)],
      ]),
    );
  });
  svg.addEventListener('pointerleave', hideTooltip);
  return svg;
}
