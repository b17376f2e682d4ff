import type { ScaleContinuousNumeric } from 'd3-scale';
import { graphic } from './dom.js';

/** The space around a plot for its axes, in pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

type Scale = ScaleContinuousNumeric<number, number>;

interface Axis {
  readonly scale: Scale;
  readonly ticks: readonly number[];
  readonly text: (value: number) => string;
  readonly title: string;
}

/** The axes of a plot with lines across it. */
export function drawAxes(
  x: Axis,
  y: Axis,
  { width, height, margins }: { readonly width: number; readonly height: number; readonly margins: Margins },
): SVGGElement {
  const group = graphic('g', { class: 'axes' });
  const [right, bottom] = [width - margins.right, height - margins.bottom];
  for (const tick of y.ticks) {
    const at = y.scale(tick);
    group.append(
      graphic('line', { x1: margins.left, x2: right, y1: at, y2: at, class: 'grid-line' }),
      graphic('text', { x: margins.left - 8, y: at + 4, 'text-anchor': 'end' }, y.text(tick)),
    );
  }
  for (const tick of x.ticks) {
    const at = x.scale(tick);
    group.append(
      graphic('line', { x1: at, x2: at, y1: margins.top, y2: bottom, class: 'grid-line' }),
      graphic('text', { x: at, y: bottom + 18, 'text-anchor': 'middle' }, x.text(tick)),
    );
  }
  group.append(
    graphic('line', { x1: margins.left, x2: right, y1: bottom, y2: bottom, class: 'axis-line' }),
    graphic('text', { x: right, y: height - 4, 'text-anchor': 'end', class: 'axis-title' }, x.title),
    graphic(
      'text',
      { x: margins.left - 40 < 0 ? 0 : margins.left - 48, y: margins.top - 10, class: 'axis-title' },
      y.title,
    ),
  );
  return group;
}

/**
 * Powers of ten within a logarithmic scale's domain, at most `most` of them; where there are fewer than two, twice and
 * five times them as well.
 */
export function decades(scale: Scale, most: number): readonly number[] {
  const [low = 1, high = 1] = scale.domain();
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += step) ticks.push(10 ** power);
  if (ticks.length > 1) return ticks;
  const between = [1, 2, 5].flatMap((digit) => [first - 1, first].map((power) => digit * 10 ** power));
  return between.filter((tick) => tick >= low && tick <= high).toSorted((a, b) => a - b);
}

/** Powers of two of bytes within a logarithmic scale's domain, at most seven or so. */
export function byteTicks(scale: Scale): readonly number[] {
  const [low = 1, high = 1] = scale.domain();
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))];
  const step = Math.max(1, Math.ceil((last - first) / 6));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => 2 ** (first + index * step));
}

/** Round numbers of bytes from nothing to `most`: multiples of a power of two. */
export function stepsOfBytes(most: number): readonly number[] {
  if (most <= 0) return [0];
  const step = 2 ** Math.ceil(Math.log2(most / 5));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** The nearest of points to a place, within `reach` pixels. */
export function nearest<T extends { readonly x: number; readonly y: number }>(
  points: readonly T[],
  x: number,
  y: number,
  reach: number,
): T | undefined {
  let best: T | undefined;
  let least = reach ** 2;
  for (const point of points) {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance <= least) {
      least = distance;
      best = point;
    }
  }
  return best;
}

/** Where the pointer is in a drawing. */
export function pointerIn(
  svg: SVGSVGElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { readonly x: number; readonly y: number } {
  const { left, top } = svg.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
