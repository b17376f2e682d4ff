import type { Dim } from '../../../dim/index.js';
import { figures, kinds, layerField } from '../../../figures/index.js';
import { oneRunOf } from '../../../report/index.js';
import type { FindingReport, LayerReport, ModelReport, NamedValue } from '../../../report/index.js';
import { categoryClass, categoryText } from './categories.js';
import { button, element } from './dom.js';
import { capital, dtypeOf, nameText, shapeOf } from './names.js';
import { layerLink } from './overview.js';
import { dimOf, restored } from './quantities.js';
import { durationText, exactText, quantityText } from '../../../text/index.js';
import type { Unit } from '../../../text/index.js';

/** A panel at the side that shows all there is to know of a layer. */
export interface LayerDrawer {
  readonly panel: HTMLElement;
  open(layer: LayerReport): void;
}

/** Makes the drawer, closed. When it closes, the focus returns to where it was before. */
export function layerDrawer(report: ModelReport, goTo: (layer: number) => void): LayerDrawer {
  const panel = element('aside', { class: 'drawer', 'aria-label': 'Layer', hidden: true, tabindex: -1 });
  let before: Element | null = null;
  const close = (): void => {
    panel.hidden = true;
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  return {
    panel,
    open(layer) {
      if (panel.hidden) before = document.activeElement;
      panel.replaceChildren(...contentsOf(report, layer, close, goTo));
      panel.hidden = false;
      panel.focus({ preventScroll: true });
    },
  };
}

function contentsOf(
  report: ModelReport,
  layer: LayerReport,
  close: () => void,
  goTo: (layer: number) => void,
): readonly Node[] {
  const { op, domain, category, scope, path, times, detail, fusedInto, latency } = layer;
  const kernel = latency === undefined ? undefined : report.measurement?.kernels[latency.kernel];
  const host = fusedInto === null ? undefined : report.layers[fusedInto];
  const findings = report.findings.filter(({ layers }) => layers.includes(layer.index));
  const facts: readonly (readonly [string, string | Node])[] = [
    ['Operator', `${nameText(op)} (${nameText(domain)})`],
    ['Position', String(layer.index)],
    ...(scope.length > 0 ? [['Module', nameText(scope.join('/'))] as const] : []),
    ...(path.length > 0 ? [['Within', nameText(path.join('/'))] as const] : []),
    ...(times === 1 ? [] : [['Runs', exactText(dimOf(times), 200)] as const]),
    ...(host === undefined ? [] : [['Fused into', layerLink(host.index, host.label, goTo)] as const]),
    ...(kernel === undefined
      ? []
      : [
          [
            'Latency',
            [
              durationText(kernel.ms),
              `p90 ${durationText(kernel.p90Ms)}`,
              ...(kernel.layers.length > 1 ? [`with ${kernel.layers.length - 1} more`] : []),
            ].join(', '),
          ] as const,
        ]),
  ];
  return [
    element(
      'div',
      { class: 'drawer-head' },
      element('i', { class: `swatch ${categoryClass(category)}` }),
      element('span', {}, categoryText(category)),
      button({ class: 'close', 'aria-label': 'Close' }, close, '✕'),
    ),
    element('h2', { class: 'name' }, nameText(layer.label)),
    list(facts),
    element('h3', {}, times === 1 ? 'Cost' : 'Cost of one run'),
    list(figuresOf(report, layer), 'numbers'),
    element('h3', {}, 'Inputs'),
    values(layer.inputs),
    element('h3', {}, 'Outputs'),
    values(layer.outputs),
    ...(detail === null
      ? []
      : [
          element('h3', {}, 'Detail'),
          list(Object.entries(detail).map(([name, value]) => [words(name), detailText(value)] as const)),
        ]),
    ...(findings.length === 0 ? [] : [element('h3', {}, 'Findings'), ...findings.map(findingLine)]),
  ];
}

/** Every figure that the layer has, exact. */
function figuresOf(report: ModelReport, { index }: LayerReport): readonly (readonly [string, string])[] {
  const layer = restored(report).layers[index];
  if (layer === undefined) return [];
  return kinds.flatMap((kind) =>
    figures
      .filter((figure) => figure.kind === kind && layerField(figure) !== undefined)
      .map((figure) => [capital(figure.label), exactQuantity(oneRunOf(layer, figure), figure.unit)] as const),
  );
}

function exactQuantity(value: Dim | undefined, unit: Unit): string {
  if (value === undefined) return '—';
  if (unit === 'count' || unit === 'bytes') return `${exactText(value, 200)}${unit === 'bytes' ? ' B' : ''}`;
  return quantityText(value, unit);
}

function findingLine({ severity, guideline, message }: FindingReport): HTMLElement {
  return element(
    'p',
    { class: 'drawer-finding' },
    element('span', { class: `badge ${severity}` }, guideline ?? severity),
    ' ',
    element('span', { class: 'name' }, nameText(message)),
  );
}

function list(entries: readonly (readonly [string, string | Node])[], className = ''): HTMLElement {
  return element(
    'dl',
    { class: `pairs ${className}` },
    ...entries.flatMap(([name, value]) => [element('dt', {}, name), element('dd', { class: 'name' }, value)]),
  );
}

function values(of: readonly (NamedValue | null)[]): HTMLElement {
  const items = of.map((value) =>
    value === null
      ? element('li', { class: 'absent' }, 'left out')
      : element(
          'li',
          {},
          element('span', { class: 'name' }, nameText(value.name)),
          element('code', {}, `${dtypeOf(value)} ${shapeOf(value)}`),
        ),
  );
  return element('ul', { class: 'values' }, ...items);
}

function words(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function detailText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(detailText).join('×');
  if (typeof value === 'object' && value !== null) return nameText(JSON.stringify(value));
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : nameText(String(value));
}
