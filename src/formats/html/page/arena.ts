import { scaleLinear } from 'd3-scale';
import { placedArena } from '../../../report/index.js';
import type { LayerReport, ModelReport, PlacedArena } from '../../../report/index.js';
import { exactText } from '../../../text/index.js';
import { drawAxes, pointerIn, stepsOfBytes } from './axes.js';
import { categoryClass } from './categories.js';
import { chartPanel, responsive } from './chart.js';
import { graphic } from './dom.js';
import { bytesNumber, tickText } from './measures.js';
import { nameText } from './names.js';
import { numberOf } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

const margins = { top: 28, right: 16, bottom: 40, left: 64 };

/**
 * Activations in one block of memory: time across, addresses up. Undefined where a report has no plan. `goTo` shows a
 * layer.
 */
export function arenaPanel(report: ModelReport, goTo: (layer: number) => void): HTMLElement | undefined {
  const arena = report.arena && placedArena(report.arena, numberOf);
  if (arena === undefined || arena.activations.length === 0) return undefined;
  return chartPanel(
    {
      title: 'Arena',
      wide: true,
      note:
        `${arena.activations.length} activations in one block of ${bytesNumber(arena.bytes)}: each stands ` +
        'at its place from the layer that gives it to the last that reads it.',
    },
    responsive('plot', (width) => drawArena(report, arena, width, goTo)),
  );
}

function drawArena(
  { layers }: ModelReport,
  arena: PlacedArena,
  width: number,
  goTo: (layer: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(440, Math.round(width * 0.42)));
  const { bytes, activations, peakStep } = arena;
  const steps = arena.layers.length;
  const x = scaleLinear()
    .domain([0, Math.max(1, steps)])
    .range([margins.left, width - margins.right]);
  const y = scaleLinear()
    .domain([0, bytes || 1])
    .range([height - margins.bottom, margins.top]);
  const layerAt = (step: number): LayerReport | undefined => layers[arena.layers[step] ?? -1];
  const nameAt = (step: number): string => nameText(layerAt(step)?.label ?? 'the start');
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label':
      `Arena of ${bytesNumber(bytes)} with ${activations.length} activations over ${steps} steps; most is ` +
      `alive at ${nameAt(peakStep)}.`,
  });
  svg.append(
    drawAxes(
      {
        scale: x,
        ticks: x.ticks(Math.max(2, Math.floor(width / 110))).filter(Number.isInteger),
        text: String,
        title: 'step, in execution order',
      },
      { scale: y, ticks: stepsOfBytes(bytes), text: (value) => tickText(value, 'bytes'), title: 'address' },
      { width, height, margins },
    ),
  );
  for (const { offset, bytes: size, firstStep, lastStep } of activations) {
    const category = layerAt(firstStep)?.category;
    svg.append(
      graphic('rect', {
        class: `buffer ${categoryClass(category ?? 'other')}`,
        x: x(firstStep).toFixed(1),
        y: y(offset + size).toFixed(1),
        width: Math.max(0.5, x(lastStep + 1) - x(firstStep)).toFixed(1),
        height: Math.max(0.5, y(offset) - y(offset + size)).toFixed(1),
      }),
    );
  }
  const middle = x(peakStep + 0.5);
  const side = middle > width * 0.6 ? 'end' : 'start';
  svg.append(
    graphic('line', { class: 'cursor', x1: middle, x2: middle, y1: margins.top, y2: y(0) }),
    graphic(
      'text',
      { class: 'peak-text', x: middle + (side === 'end' ? -6 : 6), y: margins.top - 8, 'text-anchor': side },
      'most alive',
    ),
  );
  const find = (event: MouseEvent): PlacedArena['activations'][number] | undefined => {
    const at = pointerIn(svg, event);
    const [step, address] = [x.invert(at.x), y.invert(at.y)];
    return activations.find(
      ({ offset, bytes: size, firstStep, lastStep }) =>
        step >= firstStep && step < lastStep + 1 && address >= offset && address < offset + size,
    );
  };
  svg.addEventListener('pointermove', (event) => {
    const found = find(event);
    svg.classList.toggle('pointing', found !== undefined);
    if (found === undefined) hideTooltip();
    else {
      showTooltip(
        event,
        ...tooltipLines(nameText(found.name), [
          ['Bytes', exactText(found.bytes)],
          ['Offset', exactText(found.offset)],
          ['From', nameAt(found.firstStep)],
          ['To', nameAt(found.lastStep)],
        ]),
      );
    }
  });
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('click', (event) => {
    const found = find(event);
    const layer = found === undefined ? undefined : layerAt(found.firstStep);
    if (layer !== undefined) goTo(layer.index);
  });
  return svg;
}
