import { scaleLinear } from 'd3-scale';
import type { ScaleLinear } from 'd3-scale';
import { figureNamed } from '../../../figures/index.js';
import type { Figure } from '../../../figures/index.js';
import { isRunning, oneRunOf } from '../../../report/index.js';
import type { LayerReport, ModelReport } from '../../../report/index.js';
import { drawAxes, pointerIn, stepsOfBytes } from './axes.js';
import { chartPanel, chartWithoutSizes, responsive } from './chart.js';
import { element, graphic } from './dom.js';
import { bytesNumber, tickText } from './measures.js';
import { mainOutput, nameText, shapeOf } from './names.js';
import { asNumber, restored } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

interface Step {
  readonly layer: LayerReport;
  /** By curve; undefined where it is unknown. */
  readonly bytes: readonly (number | undefined)[];
}

/** A curve: bytes over the steps, and the step at which they are the most. */
interface Curve {
  readonly figure: Figure;
  readonly className: string;
  /** Whether an area stands below it. */
  readonly isFilled: boolean;
  readonly values: readonly (number | undefined)[];
  readonly peak: number;
  readonly peakAt: number;
}

/** The curves, that of the headline first. */
const drawn = [
  { name: 'peak-activations', className: 'fused' },
  { name: 'peak-activations-unfused', className: 'unfused' },
] as const;

const margins = { top: 34, right: 16, bottom: 40, left: 64 };

/**
 * Bytes of activations alive at each layer, in execution order, with and without fusion and with both peaks. `goTo`
 * shows a layer.
 */
export function memoryCurvePanel(published: ModelReport, goTo: (layer: number) => void): HTMLElement {
  const report = restored(published);
  const figures = drawn.map(({ name }) => figureNamed(name));
  const steps = published.layers.flatMap((layer, at): readonly Step[] => {
    const own = report.layers[at];
    return own === undefined || !isRunning(own)
      ? []
      : [{ layer, bytes: figures.map((figure) => asNumber(oneRunOf(own, figure))) }];
  });
  const curves = drawn.flatMap(({ className }, index): readonly Curve[] => {
    const figure = figures[index];
    const values = steps.map(({ bytes }) => bytes[index]);
    const peak = values.reduce<number>((most, value) => Math.max(most, value ?? -1), -1);
    return figure === undefined || peak < 0
      ? []
      : [{ figure, className, isFilled: index === 0, values, peak, peakAt: values.indexOf(peak) }];
  });
  const title = 'Activation memory';
  if (curves.length === 0) {
    return chartPanel({ title, isDrawing: false }, chartWithoutSizes(published, 'No sizes are known.'));
  }
  return chartPanel(
    { title, note: 'Activations alive while each layer runs, in execution order.' },
    responsive('plot', (width) => drawCurves(steps, curves, width, goTo)),
    element(
      'ul',
      { class: 'legend' },
      ...curves.map(({ figure, className, peak }) =>
        element('li', {}, element('i', { class: `curve-key ${className}` }), `${figure.label} ${bytesNumber(peak)}`),
      ),
    ),
  );
}

/** The largest step of each column of pixels, so that no peak is lost where steps are many. */
function thinOut(
  values: readonly (number | undefined)[],
  most: number,
): readonly { readonly at: number; readonly bytes: number }[] {
  const size = Math.max(1, values.length / most);
  const columns: { at: number; bytes: number }[] = [];
  values.forEach((bytes, at) => {
    if (bytes === undefined) return;
    const known = columns.at(-1);
    if (known === undefined || Math.floor(known.at / size) < Math.floor(at / size)) columns.push({ at, bytes });
    else if (bytes > known.bytes) columns[columns.length - 1] = { at, bytes };
  });
  return columns;
}

function drawCurves(
  steps: readonly Step[],
  curves: readonly Curve[],
  width: number,
  goTo: (layer: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(380, Math.round(width * 0.62)));
  const most = Math.max(...curves.map(({ peak }) => peak));
  const x = scaleLinear()
    .domain([0, Math.max(1, steps.length - 1)])
    .range([margins.left, width - margins.right]);
  const y = scaleLinear()
    .domain([0, most * 1.08 || 1])
    .range([height - margins.bottom, margins.top]);
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Activation memory over ${steps.length} layers: ${curves
      .map(
        ({ figure, peak, peakAt }) =>
          `${figure.label} ${bytesNumber(peak)} at ${nameText(steps[peakAt]?.layer.label ?? '')}`,
      )
      .join('; ')}.`,
  });
  svg.append(
    drawAxes(
      {
        scale: x,
        ticks: x.ticks(Math.max(2, Math.floor(width / 110))).filter(Number.isInteger),
        text: String,
        title: 'layer, in execution order',
      },
      { scale: y, ticks: stepsOfBytes(most), text: (value) => tickText(value, 'bytes'), title: 'bytes alive' },
      { width, height, margins },
    ),
    // The headline lies on top.
    ...curves.toReversed().map((curve) => drawCurve(curve, x, y, width)),
  );
  const cursor = graphic('line', { class: 'cursor', y1: margins.top, y2: y(0), visibility: 'hidden' });
  svg.append(cursor);
  const find = (event: MouseEvent): number =>
    Math.max(0, Math.min(steps.length - 1, Math.round(x.invert(pointerIn(svg, event).x))));
  svg.addEventListener('pointermove', (event) => {
    const index = find(event);
    const step = steps[index];
    if (step === undefined) return;
    const at = String(x(index));
    cursor.setAttribute('visibility', 'visible');
    cursor.setAttribute('x1', at);
    cursor.setAttribute('x2', at);
    showTooltip(
      event,
      ...tooltipLines(nameText(step.layer.label), [
        ['Operator', nameText(step.layer.op)],
        ...curves.map(({ values, isFilled }): readonly [string, string] => {
          const value = values[index];
          return [isFilled ? 'Alive' : 'Alive without fusion', value === undefined ? '?' : bytesNumber(value)];
        }),
        ['Output', shapeOf(mainOutput(step.layer.outputs).value)],
      ]),
    );
  });
  svg.addEventListener('pointerleave', () => {
    cursor.setAttribute('visibility', 'hidden');
    hideTooltip();
  });
  svg.addEventListener('click', (event) => {
    const step = steps[find(event)];
    if (step !== undefined) goTo(step.layer.index);
  });
  return svg;
}

function drawCurve(
  { className, isFilled, values, peak, peakAt }: Curve,
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  width: number,
): SVGGElement {
  const points = thinOut(values, width);
  const edge = stepPath(points.map(({ at, bytes }) => [x(at), y(bytes)]));
  const group = graphic('g', { class: `curve ${className}` });
  if (isFilled) {
    const [first, last] = [x(points[0]?.at ?? 0), x(points.at(-1)?.at ?? 0)];
    group.append(graphic('path', { class: 'curve-area', d: `${edge}L${last} ${y(0)}H${first}Z` }));
  }
  group.append(graphic('path', { class: 'curve-line', d: edge }));
  const [px, py] = [x(peakAt), y(peak)];
  const side = px > width * 0.6 ? 'end' : 'start';
  group.append(
    graphic('circle', { class: 'peak', cx: px, cy: py, r: 4.5 }),
    graphic(
      'text',
      { class: 'peak-text', x: px + (side === 'end' ? -10 : 10), y: py - 6, 'text-anchor': side },
      `${isFilled ? 'peak' : 'without fusion'} ${bytesNumber(peak)}`,
    ),
  );
  return group;
}

/** A line of steps through points: it rises or falls half-way between two of them. */
function stepPath(points: readonly (readonly [x: number, y: number])[]): string {
  const parts = points.map(([x, y], index) => {
    const before = points[index - 1];
    return before === undefined ? `M${x} ${y}` : `H${(before[0] + x) / 2}V${y}H${x}`;
  });
  return parts.join('');
}
