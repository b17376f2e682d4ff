import { hierarchy, treemap } from 'd3-hierarchy';
import type { HierarchyRectangularNode } from 'd3-hierarchy';
import { modulesAround } from '../../../report/index.js';
import type { ModelReport } from '../../../report/index.js';
import { areaTree } from './area-tree.js';
import type { Area } from './area-tree.js';
import { categoryClass, categoryOrder, categoryText } from './categories.js';
import { chartPanel, chartWithoutSizes, menu, responsive } from './chart.js';
import { button, element, graphic } from './dom.js';
import { measuresOf, portionsOf } from './measures.js';
import type { Measure, Portion } from './measures.js';
import { nameText, ownName } from './names.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';
import { shareText } from '../../../text/index.js';

type AreaNode = HierarchyRectangularNode<Area>;

/** The model as nested rectangles, as large as their share of a measure. `goTo` shows a layer. */
export function treemapPanel(report: ModelReport, goTo: (layer: number) => void): HTMLElement {
  const measures = measuresOf(report);
  let measure =
    measures.find(({ name }) => name === (report.measurement === undefined ? 'memory-access' : 'latency')) ??
    measures[0];
  let at: readonly string[] = [];
  const trail = element('nav', { class: 'trail', 'aria-label': 'Module shown' });
  const legend = element('ul', { class: 'legend' });
  const place = element('div');
  const draw = (): void => {
    if (measure === undefined) return;
    const portions = portionsOf(report, measure);
    const shown = portions.filter(({ layer }) => at.every((name, index) => modulesAround(layer)[index] === name));
    const total = portions.reduce((sum, { value }) => sum + value, 0);
    trail.replaceChildren(...trailOf(at, zoom));
    legend.replaceChildren(...legendOf(shown));
    const chosen = measure;
    place.replaceChildren(
      shown.length === 0
        ? chartWithoutSizes(report, 'Nothing of this is in the model.')
        : responsive('treemap', (width) =>
            drawAreas(areaTree(shown, at, width * heightFor(width)), { width, measure: chosen, total, zoom, goTo }),
          ),
    );
  };
  const zoom = (path: readonly string[]): void => {
    at = path;
    hideTooltip();
    draw();
  };
  const choice = menu(
    'Size of the rectangles',
    measures.map(({ name, label }) => ({ value: name, label })),
    measure?.name ?? '',
    (name) => {
      measure = measures.find((one) => one.name === name);
      draw();
    },
  );
  draw();
  return chartPanel({ title: 'Where it goes', controls: choice, wide: true }, trail, place, legend);
}

function trailOf(at: readonly string[], zoom: (path: readonly string[]) => void): readonly Node[] {
  if (at.length === 0) return [element('span', {}, 'Whole model')];
  const steps: Node[] = [button({}, () => zoom([]), 'Whole model')];
  at.forEach((name, index) => {
    steps.push(element('span', { 'aria-hidden': 'true' }, '›'));
    steps.push(
      index === at.length - 1
        ? element('span', {}, nameText(name))
        : button({}, () => zoom(at.slice(0, index + 1)), nameText(name)),
    );
  });
  return steps;
}

function legendOf(portions: readonly Portion[]): readonly Node[] {
  const present = new Set(portions.map(({ layer }) => layer.category));
  return categoryOrder
    .filter((category) => present.has(category))
    .map((category) =>
      element('li', { class: categoryClass(category) }, element('i', { class: 'swatch' }), categoryText(category)),
    );
}

function heightFor(width: number): number {
  return width < 600 ? 420 : 460;
}

interface Drawing {
  readonly width: number;
  readonly measure: Measure;
  readonly total: number;
  readonly zoom: (path: readonly string[]) => void;
  readonly goTo: (layer: number) => void;
}

function drawAreas(tree: Area, drawing: Drawing): SVGSVGElement {
  const { width, measure, total } = drawing;
  const height = heightFor(width);
  const sized = hierarchy(tree, ({ children }) => children)
    .sum(({ children, value }) => (children.length === 0 ? value : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const root = treemap<Area>()
    .size([width, height])
    .round(true)
    .paddingInner(2)
    .paddingOuter((node) => (hasHeading(node) ? 2 : 0))
    .paddingTop(headingHeight)(sized);
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': `${measure.label} by module. Arrow keys move between modules; the layer table below has the figures.`,
  });
  const stops: SVGElement[] = [];
  const drawNode = (node: AreaNode, parent: SVGElement, isStop: boolean): void => {
    const [w, h] = [node.x1 - node.x0, node.y1 - node.y0];
    if (w < 1 || h < 1) return;
    const { data } = node;
    const share = shareText(data.value / total);
    const heading = data.layer === undefined ? data.name : nameText(data.layer.label);
    const group = graphic('g', {
      class: `area ${categoryClass(data.category)}${node.children === undefined ? '' : ' module'}`,
    });
    const area = graphic('rect', {
      x: node.x0,
      y: node.y0,
      width: w,
      height: h,
      rx: 2,
      ...(isStop
        ? {
            tabindex: stops.length === 0 ? 0 : -1,
            role: 'button',
            'aria-label': `${heading}, ${measure.text(data.value)}, ${share}`,
          }
        : {}),
    });
    group.append(area);
    label(group, node, measure, share);
    group.addEventListener('pointermove', (event) => {
      event.stopPropagation();
      showTooltip(
        event,
        ...tooltipLines(heading, [
          [measure.label, measure.text(data.value)],
          ['Share', share],
          [data.count > 1 ? 'Layers' : 'Category', data.count > 1 ? String(data.count) : categoryText(data.category)],
        ]),
      );
    });
    const open = (event: Event): void => {
      event.stopPropagation();
      if (data.layer !== undefined) drawing.goTo(data.layer.index);
      else if (data.children.length > 0 || data.count > 1) drawing.zoom(data.path);
    };
    group.addEventListener('click', open);
    if (isStop) {
      stops.push(area);
      area.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          open(event);
        }
      });
    }
    parent.append(group);
    for (const child of node.children ?? []) drawNode(child, group, false);
  };
  for (const child of root.children ?? [root]) drawNode(child, svg, true);
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const now = stops.findIndex((stop) => stop === document.activeElement);
    if (step === undefined || now < 0) return;
    event.preventDefault();
    const next = stops[(now + step + stops.length) % stops.length];
    stops.forEach((stop) => stop.setAttribute('tabindex', stop === next ? '0' : '-1'));
    next?.focus();
  });
  return svg;
}

function hasHeading(node: AreaNode): boolean {
  return node.depth > 0 && node.children !== undefined && node.x1 - node.x0 > 56 && node.y1 - node.y0 > 44;
}

function headingHeight(node: AreaNode): number {
  return hasHeading(node) ? 20 : 0;
}

/** Widths of the labels' letters, in pixels. */
const LETTER = 6.3;

function label(group: SVGElement, node: AreaNode, measure: Measure, share: string): void {
  const [w, h] = [node.x1 - node.x0, node.y1 - node.y0];
  const isModule = node.children !== undefined;
  if (isModule && !hasHeading(node)) return;
  if (w < 34 || h < 16) return;
  const room = Math.floor((w - 10) / LETTER);
  const { name, value } = node.data;
  if (room < 3) return;
  const own = node.data.layer === undefined ? name : nameText(ownName(node.data.layer.label));
  const short = name.length <= room ? name : own.length <= room ? own : `${own.slice(0, room - 1)}…`;
  group.append(graphic('text', { x: node.x0 + 6, y: node.y0 + 14, class: 'area-name' }, short));
  const detail = `${measure.text(value)} · ${share}`;
  if (isModule && name.length + share.length + 3 <= room) {
    group.append(
      graphic('text', { x: node.x1 - 6, y: node.y0 + 14, class: 'area-value', 'text-anchor': 'end' }, share),
    );
  }
  if (!isModule && h > 34 && detail.length <= room) {
    group.append(graphic('text', { x: node.x0 + 6, y: node.y0 + 29, class: 'area-value' }, detail));
  }
}
