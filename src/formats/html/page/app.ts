import type { FailedModel, ModelReport } from '../../../report/index.js';
import { bindPublished } from './bind-report.js';
import { breakdownPanel } from './breakdown.js';
import { button, element } from './dom.js';
import type { Child } from './dom.js';
import { findingsSection } from './findings.js';
import { layerDrawer } from './layer-drawer.js';
import { memoryCurvePanel } from './memory-curve.js';
import { modelsPanel } from './models-chart.js';
import { lastPart, nameText } from './names.js';
import { openDimensions } from './open-dimensions.js';
import { conventionNote, coverageNote, diagnosticsNote, heading, measurementNote, tiles } from './overview.js';
import { rooflinePanel } from './roofline.js';
import type { PageSettings } from '../settings.js';
import { layerTable } from './table.js';
import { themeButton } from './theme.js';
import { hideTooltip } from './tooltip.js';
import { treemapPanel } from './treemap.js';

/** A model of the page, with the values that the reader gave to its open dimensions. */
interface Entry {
  readonly original: ModelReport | FailedModel;
  dims: ReadonlyMap<string, number>;
  bound: ModelReport | FailedModel;
}

/** What the page can be told. */
export interface App {
  /** Where reports stand. */
  readonly main: HTMLElement;
  /** Shows these models, the first of them at first. */
  show(models: readonly (ModelReport | FailedModel)[]): void;
}

export interface AppOptions {
  readonly settings: PageSettings;
  /** What is to be said of a rule. */
  readonly explain: (rule: string) => Node | undefined;
  /** A report of the model with dimensions bound; without it formulas are evaluated where they stand. */
  readonly rebind?: (position: number, dims: ReadonlyMap<string, number>) => Promise<ModelReport | FailedModel>;
  /** What stands in the page's head besides. */
  readonly actions?: Child;
}

/** Fills the page. */
export function createApp(root: HTMLElement, { settings, explain, rebind, actions }: AppOptions): App {
  let entries: Entry[] = [];
  let current = 0;
  const picker = element('span', { class: 'picker' });
  const nav = element('nav', { class: 'sections', 'aria-label': 'Sections' });
  const main = element('main', { id: 'main' });
  const bar = element(
    'div',
    { class: 'top', role: 'banner' },
    element('a', { class: 'skip', href: '#main' }, 'To the report'),
    element('span', { class: 'mark' }, element('span', { class: 'mark-sign', 'aria-hidden': 'true' }), 'netstat'),
    picker,
    nav,
    element('span', { class: 'actions' }, actions ?? false, themeButton()),
  );
  root.replaceChildren(
    bar,
    main,
    element('footer', { class: 'foot' }, `netstat ${settings.netstat} · figures for one inference`),
  );

  const choose = (position: number): void => {
    current = position;
    draw();
    scrollTo(0, 0);
  };
  const draw = (): void => {
    hideTooltip();
    const entry = entries[current];
    if (entry === undefined) return;
    document.title = `${lastPart(entry.original.model.path)} · netstat`;
    picker.replaceChildren(...(entries.length > 1 ? [modelPicker(entries, current, choose)] : []));
    if ('error' in entry.bound || 'error' in entry.original) {
      nav.replaceChildren();
      const failed = 'error' in entry.bound ? entry.bound : entry.original;
      main.replaceChildren(
        element('h1', { class: 'name' }, lastPart(failed.model.path)),
        ...('error' in failed
          ? [element('p', { class: 'notice error', role: 'alert' }, nameText(failed.error.message))]
          : []),
      );
      return;
    }
    drawReport(entry, entry.original, entry.bound);
  };

  const drawReport = (entry: Entry, original: ModelReport, first: ModelReport): void => {
    const content = element('div', { class: 'content' });
    const head = element('div');
    const drawer = element('div');
    const fill = (report: ModelReport): void => {
      const table = layerTable(report, settings.table, (layer) => panel.open(layer));
      const panel = layerDrawer(report, (layer) => table.goTo(layer));
      const goTo = (layer: number): void => {
        hideTooltip();
        table.goTo(layer);
      };
      const models =
        entries.length > 1
          ? modelsPanel(
              entries.map(({ bound }) => ('error' in bound ? undefined : bound)),
              current,
              choose,
            )
          : undefined;
      const findings = findingsSection(report, explain, goTo);
      head.replaceChildren(heading(report));
      content.replaceChildren(
        ...[
          tiles(report),
          measurementNote(report),
          conventionNote(report),
          coverageNote(report),
          diagnosticsNote(report, goTo),
          element(
            'section',
            { id: 'charts', class: 'charts', 'aria-label': 'Charts' },
            ...(models === undefined ? [] : [models]),
            treemapPanel(report, goTo),
            rooflinePanel(report, goTo),
            memoryCurvePanel(report, goTo),
            breakdownPanel(report),
          ),
          findings,
          table.section,
        ].filter((part) => part !== undefined),
      );
      drawer.replaceChildren(panel.panel);
      nav.replaceChildren(...sectionLinks(findings !== undefined));
      followHash(goTo);
    };
    let asked = 0;
    const bind = (dims: ReadonlyMap<string, number>): void => {
      entry.dims = dims;
      const ask = ++asked;
      const settle = (bound: ModelReport | FailedModel): void => {
        if (ask !== asked) return;
        problem.replaceChildren();
        if ('error' in bound) {
          problem.append(element('p', { class: 'notice error' }, nameText(bound.error.message)));
          return;
        }
        entry.bound = bound;
        const kept = scrollY;
        fill(bound);
        scrollTo({ top: kept, behavior: 'instant' });
      };
      if (rebind === undefined) settle(bindPublished(original, dims));
      else void rebind(entries.indexOf(entry), dims).then(settle);
    };
    const problem = element('div', { role: 'alert' });
    const fields = openDimensions(original, entry.dims, bind);
    main.replaceChildren(head, ...(fields === undefined ? [] : [fields, problem]), content, drawer);
    fill(first);
  };

  return {
    main,
    show(models) {
      entries = models.map((original) => ({ original, dims: new Map<string, number>(), bound: original }));
      current = 0;
      draw();
    },
  };
}

function sectionLinks(hasFindings: boolean): readonly Node[] {
  const sections: readonly (readonly [string, string])[] = [
    ['charts', 'Charts'],
    ...(hasFindings ? [['findings', 'Findings'] as const] : []),
    ['layers', 'Layers'],
  ];
  return sections.map(([id, text]) => element('a', { href: `#${id}` }, text));
}

/** Goes to the layer that the address names: `#layer-12`. */
function followHash(goTo: (layer: number) => void): void {
  const layer = /^#layer-(\d+)$/u.exec(location.hash)?.[1];
  if (layer !== undefined) requestAnimationFrame(() => goTo(Number(layer)));
}

function modelPicker(entries: readonly Entry[], current: number, choose: (position: number) => void): HTMLElement {
  const options = entries.map(({ original }, position) =>
    element('option', { value: position, selected: position === current }, lastPart(original.model.path)),
  );
  const select = element('select', { 'aria-label': 'Model' }, ...options);
  select.addEventListener('change', () => choose(Number(select.value)));
  const step = (by: number, label: string, sign: string) =>
    button(
      { 'aria-label': label, class: 'step' },
      () => choose((current + by + entries.length) % entries.length),
      sign,
    );
  return element(
    'span',
    { class: 'picker-parts' },
    step(-1, 'Previous model', '‹'),
    select,
    step(1, 'Next model', '›'),
    element('span', { class: 'count' }, `${current + 1} of ${entries.length}`),
  );
}
