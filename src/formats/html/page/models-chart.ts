import { scaleLog } from 'd3-scale';
import type { ModelReport } from '../../../report/index.js';
import { byteTicks, decades, drawAxes, nearest, pointerIn } from './axes.js';
import { chartPanel, responsive } from './chart.js';
import { graphic } from './dom.js';
import { bytesNumber, byteTickText, countNumber, tickText } from './measures.js';
import { lastPart } from './names.js';
import { numberOf } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

/** A model as a point. */
interface Point {
  readonly position: number;
  readonly name: string;
  readonly multiplyAdds: number;
  /** Inferences a second, or bytes of memory access. */
  readonly height: number;
}

const margins = { top: 28, right: 24, bottom: 40, left: 72 };

/** Multiply-adds against speed where all were measured, else against memory access (figure 1 of Ma et al. 2018); undefined with fewer than two points. */
export function modelsPanel(
  reports: readonly (ModelReport | undefined)[],
  current: number,
  choose: (position: number) => void,
): HTMLElement | undefined {
  const isSpeed = reports.every((report) => report === undefined || report.measurement?.endToEnd?.ms !== undefined);
  const points = reports.flatMap((report, position): readonly Point[] => {
    if (report === undefined) return [];
    const multiplyAdds = numberOf(report.totals.multiplyAdds);
    const ms = report.measurement?.endToEnd?.ms;
    const height = isSpeed && ms !== undefined ? 1000 / ms : numberOf(report.totals.memoryAccessBytes);
    return multiplyAdds === undefined || height === undefined || !(multiplyAdds > 0) || !(height > 0)
      ? []
      : [{ position, name: lastPart(report.model.path).replace(/\.onnx$/u, ''), multiplyAdds, height }];
  });
  if (points.length < 2) return undefined;
  const note = isSpeed
    ? 'Models of the same multiply-adds differ in speed: the measure is indirect.'
    : 'Models of the same multiply-adds differ in what they move to and from memory.';
  return chartPanel(
    { title: isSpeed ? 'Multiply-adds and speed' : 'Multiply-adds and memory access', note, wide: true },
    responsive('plot', (width) => drawModels(points, isSpeed, current, width, choose)),
  );
}

/** Pixels that a letter of a name takes. */
const LETTER = 6.6;

/** Names beside points where there is room for them; the rest is left to the tooltip. */
function nameModels(
  placed: readonly { readonly point: Point; readonly x: number; readonly y: number }[],
  width: number,
): readonly SVGElement[] {
  const taken = placed.map(({ x, y }) => ({ left: x - 7, right: x + 7, y }));
  return placed.flatMap(({ point, x, y }) => {
    const name = point.name.length > 32 ? `${point.name.slice(0, 31)}…` : point.name;
    for (const side of [1, -1]) {
      const [left, right] =
        side > 0 ? [x + 11, x + 11 + name.length * LETTER] : [x - 11 - name.length * LETTER, x - 11];
      if (
        left < margins.left ||
        right > width ||
        taken.some((other) => Math.abs(other.y - y) < 14 && other.left < right && other.right > left)
      ) {
        continue;
      }
      taken.push({ left, right, y });
      return [
        graphic(
          'text',
          { class: 'model-name', x: x + side * 11, y: y + 4, 'text-anchor': side < 0 ? 'end' : 'start' },
          name,
        ),
      ];
    }
    return [];
  });
}

function drawModels(
  points: readonly Point[],
  isSpeed: boolean,
  current: number,
  width: number,
  choose: (position: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(400, Math.round(width * 0.5)));
  const tickHeight = isSpeed ? (value: number) => `${tickText(value)}/s` : byteTickText;
  const heightText = isSpeed ? (value: number) => `${countNumber(value)}/s` : bytesNumber;
  const spread = (values: readonly number[]): [number, number] => [
    Math.min(...values) / 1.5,
    Math.max(...values) * 1.5,
  ];
  const x = scaleLog()
    .domain(spread(points.map(({ multiplyAdds }) => multiplyAdds)))
    .range([margins.left, width - margins.right]);
  const y = scaleLog()
    .domain(spread(points.map((point) => point.height)))
    .range([height - margins.bottom, margins.top]);
  const heightTitle = isSpeed ? 'inferences per second' : 'memory access';
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Multiply-adds and ${heightTitle}: ${points.map((point) => `${point.name} ${countNumber(point.multiplyAdds)}, ${heightText(point.height)}`).join('; ')}.`,
  });
  svg.append(
    drawAxes(
      { scale: x, ticks: decades(x, 6), text: tickText, title: 'multiply-adds' },
      { scale: y, ticks: isSpeed ? decades(y, 6) : byteTicks(y), text: tickHeight, title: heightTitle },
      { width, height, margins },
    ),
  );
  const placed = points.map((point) => ({ point, x: x(point.multiplyAdds), y: y(point.height) }));
  for (const at of placed) {
    svg.append(
      graphic('circle', { class: at.point.position === current ? 'model current' : 'model', cx: at.x, cy: at.y, r: 6 }),
    );
  }
  svg.append(...nameModels(placed, width));
  const find = (event: MouseEvent) => {
    const at = pointerIn(svg, event);
    return nearest(placed, at.x, at.y, 24);
  };
  svg.addEventListener('pointermove', (event) => {
    const found = find(event);
    svg.classList.toggle('pointing', found !== undefined);
    if (found === undefined) hideTooltip();
    else {
      showTooltip(
        event,
        ...tooltipLines(found.point.name, [
          ['Multiply-adds', countNumber(found.point.multiplyAdds)],
          [isSpeed ? 'Inferences' : 'Memory access', heightText(found.point.height)],
        ]),
      );
    }
  });
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('click', (event) => {
    const found = find(event);
    if (found !== undefined) choose(found.point.position);
  });
  return svg;
}
