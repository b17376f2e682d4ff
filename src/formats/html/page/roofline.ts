import { scaleLog } from 'd3-scale';
import type { ScaleLogarithmic } from 'd3-scale';
import { figureNamed } from '../../../figures/index.js';
import type { LayerReport, ModelReport } from '../../../report/index.js';
import { decades, drawAxes, nearest, pointerIn } from './axes.js';
import { categoryClass, categoryOrder, categoryText } from './categories.js';
import { chartPanel, chartWithoutSizes, responsive } from './chart.js';
import { graphic } from './dom.js';
import { bytesNumber, countNumber, heaviest, tickText, traffic, work } from './measures.js';
import { capital, nameText } from './names.js';
import { figureOf } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';
import { durationText, ratioText } from '../../../text/index.js';

/** A layer, or a kernel's layers, as a point. */
interface Point {
  readonly layer: LayerReport;
  readonly name: string;
  readonly arithmetic: number;
  readonly bytes: number;
  readonly intensity: number;
  /** The time of the kernel that computes it, where measured. */
  readonly ms: number | undefined;
}

const margins = { top: 28, right: 16, bottom: 40, left: 60 };

/**
 * Arithmetic against arithmetic intensity: what is far to the left waits for memory, what is high up computes most.
 * `goTo` shows a layer.
 */
export function rooflinePanel(report: ModelReport, goTo: (layer: number) => void): HTMLElement {
  const points = report.measurement === undefined ? layerPoints(report) : kernelPoints(report);
  const isRate = points.some(({ ms }) => ms !== undefined);
  const note = isRate
    ? 'FLOPs per second that each kernel reached, by how many it does per byte moved.'
    : 'Each dot is a layer: to the left it waits for memory, to the right it computes.';
  const title = 'Roofline';
  if (points.length === 0) {
    return chartPanel(
      { title, isDrawing: false },
      chartWithoutSizes(report, 'No layer has both arithmetic and memory access.'),
    );
  }
  return chartPanel(
    { title, note },
    responsive('plot', (width) => drawPoints(report, points, isRate, width, goTo)),
  );
}

function layerPoints(report: ModelReport): readonly Point[] {
  return report.layers.flatMap((layer) => {
    if (layer.category === 'constant' || layer.category === 'shape') return [];
    const arithmetic = figureOf(report, layer, work.name);
    const bytes = figureOf(report, layer, traffic.name);
    return pointOf(layer, nameText(layer.label), arithmetic, bytes, undefined);
  });
}

function kernelPoints(report: ModelReport): readonly Point[] {
  return (report.measurement?.kernels ?? []).flatMap(({ layers: owned, ms }) => {
    const own = owned.flatMap((index) => report.layers[index] ?? []);
    const first = heaviest(report, own);
    if (first === undefined || !(ms > 0)) return [];
    const arithmetic = sumOf(report, own, work.name);
    const inner = new Set(owned);
    // What a fused layer reads of its kernel's own results never reaches memory.
    const bytes = sumOf(
      report,
      own.filter(({ fusedInto }) => fusedInto === null || !inner.has(fusedInto)),
      traffic.name,
    );
    const name = `${nameText(first.label)}${own.length > 1 ? ` +${own.length - 1}` : ''}`;
    return pointOf(first, name, arithmetic, bytes, ms);
  });
}

function sumOf(report: ModelReport, layers: readonly LayerReport[], figure: string): number {
  return layers.reduce((sum, layer) => sum + (figureOf(report, layer, figure) ?? 0), 0);
}

function pointOf(
  layer: LayerReport,
  name: string,
  arithmetic: number | undefined,
  bytes: number | undefined,
  ms: number | undefined,
): readonly Point[] {
  if (arithmetic === undefined || bytes === undefined || arithmetic <= 0 || bytes <= 0) return [];
  return [{ layer, name, arithmetic, bytes, intensity: arithmetic / bytes, ms }];
}

function drawPoints(
  { roofline }: ModelReport,
  points: readonly Point[],
  isRate: boolean,
  width: number,
  goTo: (layer: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(380, Math.round(width * 0.62)));
  const heightOf = ({ arithmetic, ms }: Point): number =>
    isRate && ms !== undefined ? (arithmetic / ms) * 1000 : arithmetic;
  const ridge = roofline === undefined ? undefined : roofline.flopsPerSecond / roofline.bytesPerSecond;
  const x = scaleLog()
    .domain(spread([...points.map(({ intensity }) => intensity), ...(ridge === undefined ? [] : [ridge])]))
    .range([margins.left, width - margins.right]);
  const y = scaleLog()
    .domain(spread([...points.map(heightOf), ...(isRate && roofline !== undefined ? [roofline.flopsPerSecond] : [])]))
    .range([height - margins.bottom, margins.top]);
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': scatterText(points, ridge),
  });
  svg.append(
    drawAxes(
      {
        scale: x,
        ticks: decades(x, 6),
        text: (value) => String(Number(value.toPrecision(2))),
        title: figureNamed('arithmetic-intensity').meaning,
      },
      {
        scale: y,
        ticks: decades(y, 7),
        text: (value) => tickText(value),
        title: isRate ? 'FLOPs per second' : 'FLOPs',
      },
      { width, height, margins },
    ),
  );
  if (roofline !== undefined && ridge !== undefined) svg.append(drawRoof(roofline, ridge, isRate, x, y, width));
  const placed = points.map((point) => ({ point, x: x(point.intensity), y: y(heightOf(point)) }));
  for (const category of categoryOrder) {
    const own = placed.filter(({ point }) => point.layer.category === category);
    // One path a category: a line of no length with round ends is a dot.
    if (own.length > 0) {
      svg.append(
        graphic('path', {
          class: `dots ${categoryClass(category)}`,
          d: own.map((at) => `M${at.x.toFixed(1)} ${at.y.toFixed(1)}h0`).join(''),
        }),
      );
    }
  }
  const ring = graphic('circle', { class: 'ring', r: 7, visibility: 'hidden' });
  svg.append(ring);
  const find = (event: PointerEvent | MouseEvent) => {
    const at = pointerIn(svg, event);
    return nearest(placed, at.x, at.y, 24);
  };
  svg.addEventListener('pointermove', (event) => {
    const found = find(event);
    ring.setAttribute('visibility', found === undefined ? 'hidden' : 'visible');
    ring.setAttribute('cx', String(found?.x ?? 0));
    ring.setAttribute('cy', String(found?.y ?? 0));
    svg.classList.toggle('pointing', found !== undefined);
    if (found === undefined) hideTooltip();
    else showTooltip(event, ...describePoint(found.point));
  });
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('click', (event) => {
    const found = find(event);
    if (found !== undefined) goTo(found.point.layer.index);
  });
  return svg;
}

function describePoint({ name, layer, arithmetic, bytes, intensity, ms }: Point): readonly HTMLElement[] {
  return tooltipLines(name, [
    ['Operator', nameText(layer.op)],
    ['Category', categoryText(layer.category)],
    [capital(work.label), countNumber(arithmetic)],
    [capital(traffic.label), bytesNumber(bytes)],
    [capital(figureNamed('arithmetic-intensity').label), ratioText(intensity)],
    ...(ms === undefined
      ? []
      : [['Median', durationText(ms)] as const, ['Reached', `${ratioText(arithmetic / ms / 1e6)} GFLOP/s`] as const]),
  ]);
}

function drawRoof(
  { flopsPerSecond, bytesPerSecond }: NonNullable<ModelReport['roofline']>,
  ridge: number,
  isRate: boolean,
  x: ScaleLogarithmic<number, number>,
  y: ScaleLogarithmic<number, number>,
  width: number,
): SVGGElement {
  const group = graphic('g', { class: 'roof' });
  const [low = 1] = x.domain();
  const right = width - margins.right;
  if (isRate) {
    const [floor = 1] = y.domain();
    const start = Math.max(low, floor / bytesPerSecond);
    group.append(
      graphic('path', { d: `M${x(start)} ${y(start * bytesPerSecond)}L${x(ridge)} ${y(flopsPerSecond)}H${right}` }),
    );
    group.append(
      graphic(
        'text',
        { x: right, y: y(flopsPerSecond) - 6, 'text-anchor': 'end' },
        `${ratioText(flopsPerSecond / 1e9)} GFLOP/s`,
      ),
    );
  } else {
    group.append(graphic('line', { x1: x(ridge), x2: x(ridge), y1: margins.top, y2: y.range()[0] ?? 0 }));
    group.append(
      graphic('text', { x: x(ridge) - 6, y: margins.top + 12, 'text-anchor': 'end' }, '◂ memory binds'),
      graphic('text', { x: x(ridge) + 6, y: margins.top + 12 }, 'compute binds ▸'),
    );
  }
  return group;
}

/** From a little below the least to a little above the greatest. */
function spread(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low / 1.6, high * 1.6];
}

function scatterText(points: readonly Point[], ridge: number | undefined): string {
  const sorted = points.map(({ intensity }) => intensity).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const left = ridge === undefined ? '' : ` ${sorted.filter((value) => value < ridge).length} lie where memory binds.`;
  return (
    `Scatter of ${points.length} layers by FLOPs per byte, from ${ratioText(sorted[0])} to ` +
    `${ratioText(sorted.at(-1))}, median ${ratioText(middle)}.${left}`
  );
}
