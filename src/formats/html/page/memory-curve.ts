import { scaleLinear } from 'd3-scale';
import { area, curveStep, line } from 'd3-shape';
import type { LayerReport, ModelReport } from '../../../report/index.js';
import { drawAxes, pointerIn } from './axes.js';
import { chartPanel, emptyChart, responsive } from './chart.js';
import { graphic } from './dom.js';
import { bytesNumber, byteTickText } from './measures.js';
import { mainOutput, nameText, shapeOf } from './names.js';
import { numberOf } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

interface Step {
  readonly layer: LayerReport;
  readonly bytes: number;
}

const margins = { top: 34, right: 16, bottom: 40, left: 64 };

/** Bytes of activations alive at each layer, in execution order, with the peak. `goTo` shows a layer. */
export function memoryCurvePanel(report: ModelReport, goTo: (layer: number) => void): HTMLElement {
  const steps = report.layers.flatMap((layer): readonly Step[] => {
    const bytes = numberOf(layer.activationBytes);
    return bytes === undefined || layer.category === 'constant' || layer.category === 'shape' ? [] : [{ layer, bytes }];
  });
  const title = 'Activation memory';
  if (steps.length === 0) {
    return chartPanel(
      { title },
      emptyChart(
        report.unbound.length > 0
          ? 'The sizes depend on open dimensions. Give them values above to see this.'
          : 'No sizes are known.',
      ),
    );
  }
  const peak = steps.reduce((best, step) => (step.bytes > best.bytes ? step : best));
  return chartPanel(
    { title, note: 'Activations alive while each layer runs, in execution order.' },
    responsive('plot', (width) => drawCurve(steps, peak, width, goTo)),
  );
}

/** Of many steps the largest in each column of pixels, so that no peak is lost. */
function thinOut(steps: readonly Step[], most: number): readonly { readonly at: number; readonly bytes: number }[] {
  const size = Math.max(1, steps.length / most);
  const columns: { at: number; bytes: number }[] = [];
  steps.forEach(({ bytes }, at) => {
    const column = Math.floor(at / size);
    const known = columns[column];
    if (known === undefined) columns[column] = { at, bytes };
    else if (bytes > known.bytes) columns[column] = { at, bytes };
  });
  return columns;
}

function drawCurve(steps: readonly Step[], peak: Step, width: number, goTo: (layer: number) => void): SVGSVGElement {
  const height = Math.max(280, Math.min(380, Math.round(width * 0.62)));
  const x = scaleLinear()
    .domain([0, Math.max(1, steps.length - 1)])
    .range([margins.left, width - margins.right]);
  const y = scaleLinear()
    .domain([0, peak.bytes * 1.08 || 1])
    .range([height - margins.bottom, margins.top]);
  const points = thinOut(steps, width);
  const base = y(0);
  const shape = area<(typeof points)[number]>()
    .x(({ at }) => x(at))
    .y0(base)
    .y1(({ bytes }) => y(bytes))
    .curve(curveStep);
  const edge = line<(typeof points)[number]>()
    .x(({ at }) => x(at))
    .y(({ bytes }) => y(bytes))
    .curve(curveStep);
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Activation memory over ${steps.length} layers; the peak is ${bytesNumber(peak.bytes)} at ${nameText(peak.layer.label)}.`,
  });
  svg.append(
    drawAxes(
      {
        scale: x,
        ticks: x.ticks(Math.max(2, Math.floor(width / 110))).filter(Number.isInteger),
        text: String,
        title: 'layer, in execution order',
      },
      { scale: y, ticks: stepsOfBytes(peak.bytes), text: byteTickText, title: 'bytes alive' },
      { width, height, margins },
    ),
  );
  svg.append(
    graphic('path', { class: 'curve-area', d: shape([...points]) ?? '' }),
    graphic('path', { class: 'curve-line', d: edge([...points]) ?? '' }),
  );
  const peakAt = steps.indexOf(peak);
  const [px, py] = [x(peakAt), y(peak.bytes)];
  const side = px > width * 0.6 ? 'end' : 'start';
  svg.append(
    graphic('circle', { class: 'peak', cx: px, cy: py, r: 4.5 }),
    graphic(
      'text',
      { class: 'peak-text', x: px + (side === 'end' ? -10 : 10), y: py - 6, 'text-anchor': side },
      `peak ${bytesNumber(peak.bytes)}`,
    ),
  );
  const cursor = graphic('line', { class: 'cursor', y1: margins.top, y2: base, visibility: 'hidden' });
  svg.append(cursor);
  const find = (event: MouseEvent): Step | undefined =>
    steps[Math.max(0, Math.min(steps.length - 1, Math.round(x.invert(pointerIn(svg, event).x))))];
  svg.addEventListener('pointermove', (event) => {
    const step = find(event);
    if (step === undefined) return;
    const at = String(x(steps.indexOf(step)));
    cursor.setAttribute('visibility', 'visible');
    cursor.setAttribute('x1', at);
    cursor.setAttribute('x2', at);
    showTooltip(
      event,
      ...tooltipLines(nameText(step.layer.label), [
        ['Operator', nameText(step.layer.op)],
        ['Alive', bytesNumber(step.bytes)],
        ['Output', shapeOf(mainOutput(step.layer.outputs).value)],
      ]),
    );
  });
  svg.addEventListener('pointerleave', () => {
    cursor.setAttribute('visibility', 'hidden');
    hideTooltip();
  });
  svg.addEventListener('click', (event) => {
    const step = find(event);
    if (step !== undefined) goTo(step.layer.index);
  });
  return svg;
}

/** Round numbers of bytes: powers of two, or a few times one. */
function stepsOfBytes(most: number): readonly number[] {
  if (most <= 0) return [0];
  const step = 2 ** Math.ceil(Math.log2(most / 5));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}
