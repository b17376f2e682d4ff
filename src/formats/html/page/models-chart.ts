import { scaleLinear, scaleLog } from 'd3-scale';
import type { ScaleContinuousNumeric } from 'd3-scale';
import { findFigure } from '../../../figures/index.js';
import type { Unit } from '../../../text/index.js';
import type { Cell } from '../../column.js';
import type { ModelColumn } from '../../models.js';
import { keepInAddress } from './address.js';
import { byteTicks, decades, drawAxes, nearest, pointerIn } from './axes.js';
import { chartPanel, emptyChart, menu, responsive } from './chart.js';
import { element, graphic } from './dom.js';
import { numberText, tickText } from './measures.js';
import type { PlacedRow } from './models-table.js';
import { capital, lastPart, nameText } from './names.js';
import { asNumber } from './quantities.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

/** A figure as an axis: the values of the models that have it, by position. */
export interface Axis {
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  /** Whether it is the user's own: then it may be of any kind, and below zero. */
  readonly isOwn: boolean;
  readonly values: ReadonlyMap<number, number>;
}

/** The columns that can be an axis: those of which at least two models have a number. */
export function axesOf(rows: readonly PlacedRow[], columns: readonly ModelColumn[]): readonly Axis[] {
  return columns.flatMap(({ name, label }): readonly Axis[] => {
    const figure = findFigure(name);
    const values = new Map(
      rows.flatMap(({ cells, position }): (readonly [number, number])[] => {
        const value = numberIn(cells?.[name]);
        return value === undefined ? [] : [[position, value]];
      }),
    );
    return values.size < 2 ? [] : [{ name, label, unit: figure?.unit ?? 'ratio', isOwn: figure === undefined, values }];
  });
}

function numberIn(cell: Cell | undefined): number | undefined {
  return cell === undefined || cell.kind === 'text' || cell.kind === 'value' ? undefined : asNumber(cell.value);
}

/** The axes of the scatter by name; undefined for the usual ones. */
export interface ChosenAxes {
  x: string | undefined;
  y: string | undefined;
}

/** Across multiply-adds; up the first of these that there is (figure 1 of Ma et al. 2018 has speed). */
const usualX = ['multiply-adds'];
const usualY = ['latency', 'predicted', 'memory-access-fused', 'memory-access'];

/**
 * Models as points, by two of their figures that the reader chooses; undefined where models have no two. A press on a
 * point shows its model.
 */
export function modelsScatter(
  rows: readonly PlacedRow[],
  axes: readonly Axis[],
  chosen: ChosenAxes,
  current: number,
  choose: (position: number) => void,
): HTMLElement | undefined {
  const axisNamed = (name: string | undefined, usual: readonly string[], but?: Axis): Axis | undefined =>
    axes.find((axis) => axis.name === name) ??
    usual.flatMap((one) => axes.find((axis) => axis.name === one && axis !== but) ?? [])[0] ??
    axes.find((axis) => axis !== but);
  const place = element('div');
  const draw = (): void => {
    const x = axisNamed(chosen.x, usualX);
    const y = axisNamed(chosen.y, usualY, x);
    if (x === undefined || y === undefined) return;
    [chosen.x, chosen.y] = [x.name, y.name];
    const points = pointsOf(rows, x, y);
    place.replaceChildren(
      points.length < 2
        ? emptyChart('No two models have both figures.')
        : responsive('plot', (width) => drawModels(points, [x, y], current, width, choose)),
    );
  };
  draw();
  if (chosen.x === undefined || chosen.y === undefined) return undefined;
  const choices = axes.map(({ name, label }) => ({ value: name, label: capital(label) }));
  const set = (axis: keyof ChosenAxes) => (name: string) => {
    chosen[axis] = name;
    keepInAddress({ [axis]: [name] });
    draw();
  };
  const controls = element(
    'div',
    { class: 'axis-choice' },
    menu('Figure up', choices, chosen.y, set('y')),
    element('span', {}, 'over'),
    menu('Figure across', choices, chosen.x, set('x')),
  );
  return chartPanel({ title: 'Two figures of the models', wide: true, controls }, place);
}

function pointsOf(rows: readonly PlacedRow[], x: Axis, y: Axis): readonly Point[] {
  return rows.flatMap(({ path, position }) => {
    const [across, up] = [x.values.get(position), y.values.get(position)];
    if (across === undefined || up === undefined) return [];
    return [{ position, name: lastPart(path).replace(/\.onnx(?=$| \()/u, ''), x: across, y: up }];
  });
}

/** A model as a point. */
interface Point {
  readonly position: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

const margins = { top: 28, right: 24, bottom: 40, left: 72 };

/** Pixels that a letter of a name takes. */
const LETTER = 6.6;

/** Names beside points where there is room for them; the rest is left to the tooltip and the table. */
function nameModels(
  placed: readonly { readonly point: Point; readonly x: number; readonly y: number }[],
  width: number,
): readonly SVGElement[] {
  const taken = placed.map(({ x, y }) => ({ left: x - 7, right: x + 7, y }));
  return placed.flatMap(({ point, x, y }) => {
    const name = point.name.length > 32 ? `${point.name.slice(0, 15)}…${point.name.slice(-16)}` : point.name;
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

type Scale = ScaleContinuousNumeric<number, number>;

/**
 * A scale of powers for netstat's figures, which span decades; an even one for the user's own, and where a value is not
 * above zero.
 */
function scaleOf({ isOwn }: Axis, values: readonly number[], range: readonly [number, number]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!isOwn && low > 0) {
    return scaleLog()
      .domain([low / 1.5, high * 1.5])
      .range(range);
  }
  const room = (high - low) * 0.12 || Math.abs(high) * 0.1 || 1;
  return scaleLinear()
    .domain([low - room, high + room])
    .range(range);
}

function ticksOf({ isOwn, unit }: Axis, scale: Scale): readonly number[] {
  const [low = 1] = scale.domain();
  if (isOwn || low <= 0) return scale.ticks(5);
  const ticks = unit === 'bytes' ? byteTicks(scale) : decades(scale, 6);
  return ticks.length > 1 ? ticks : scale.ticks(4);
}

function drawModels(
  points: readonly Point[],
  [across, up]: readonly [Axis, Axis],
  current: number,
  width: number,
  choose: (position: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(400, Math.round(width * 0.5)));
  const x = scaleOf(
    across,
    points.map((point) => point.x),
    [margins.left, width - margins.right],
  );
  const y = scaleOf(
    up,
    points.map((point) => point.y),
    [height - margins.bottom, margins.top],
  );
  const [xTitle, yTitle] = [nameText(across.label), nameText(up.label)];
  const valueOf = (point: Point): readonly (readonly [string, string])[] => [
    [capital(across.label), numberText(point.x, across.unit)],
    [capital(up.label), numberText(point.y, up.unit)],
  ];
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `${xTitle} and ${yTitle} of ${points.length} models, which the table above has.`,
  });
  svg.append(
    drawAxes(
      { scale: x, ticks: ticksOf(across, x), text: (value) => tickText(value, across.unit), title: xTitle },
      { scale: y, ticks: ticksOf(up, y), text: (value) => tickText(value, up.unit), title: yTitle },
      { width, height, margins },
    ),
  );
  const placed = points.map((point) => ({ point, x: x(point.x), y: y(point.y) }));
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
    else showTooltip(event, ...tooltipLines(found.point.name, valueOf(found.point)));
  });
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('click', (event) => {
    const found = find(event);
    if (found !== undefined) choose(found.point.position);
  });
  return svg;
}
