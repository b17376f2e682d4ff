import type { FailedModel, ModelReport } from '../../../report/index.js';
import { bindPublished } from './bind-report.js';
import { breakdownPanel } from './breakdown.js';
import { button, element } from './dom.js';
import type { Child } from './dom.js';
import { findingsSection } from './findings.js';
import { layerDrawer } from './layer-drawer.js';
import { memoryCurvePanel } from './memory-curve.js';
import { modelsPanel } from './models-chart.js';
import { measureHere } from './measure-here.js';
import type { MeasureHere } from './measure-here.js';
import { lastPart, nameText } from './names.js';
import { openDimensions } from './open-dimensions.js';
import { conventionNote, coverageNote, diagnosticsNote, heading, measurementNote, tiles } from './overview.js';
import { rooflinePanel } from './roofline.js';
import type { PageSettings } from '../settings.js';
import { layerTable } from './table.js';
import { themeButton } from './theme.js';
import { hideTooltip } from './tooltip.js';
import { treemapPanel } from './treemap.js';
import { isSameModel, withMeasurement } from './with-measurement.js';

/** A model of the page, with the values that the reader gave to its open dimensions. */
interface Entry {
  readonly original: ModelReport | FailedModel;
  dims: ReadonlyMap<string, number>;
  bound: ModelReport | FailedModel;
  measuring?: MeasureHere;
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
  /** The file of a model, where the page has it; it is asked for when the model is to be measured. */
  readonly fileOf?: (position: number) => Blob | undefined;
  /** What stands in the page's head besides. */
  readonly actions?: Child;
}

/** Fills the page. */
export function createApp(root: HTMLElement, { settings, explain, rebind, fileOf, actions }: AppOptions): App {
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
    entry.measuring ??= measuringOf(entry, original);
    const { panel: measuring } = entry.measuring;
    main.replaceChildren(head, ...(fields === undefined ? [] : [fields, problem]), measuring, content, drawer);
    fill(first);
  };

  /** The panel that measures a model; what it finds is shown with what the report says besides. */
  const measuringOf = (entry: Entry, original: ModelReport): MeasureHere =>
    measureHere({
      path: original.model.path,
      file: fileOf?.(entries.indexOf(entry)),
      dims: () => entry.dims,
      async show(measured) {
        if (!isSameModel(original, measured)) throw new Error('this file is another model than the page shows');
        const dims = new Map(
          Object.entries(measured.bindings).flatMap(([symbol, size]) =>
            typeof size === 'number' && original.unbound.some((open) => open.symbol === symbol) ? [[symbol, size]] : [],
          ),
        );
        const bound = rebind === undefined ? bindPublished(original, dims) : await rebind(entries.indexOf(entry), dims);
        if ('error' in bound) throw new Error(bound.error.message);
        const report = withMeasurement(bound, measured);
        Object.assign(entry, { dims, bound: report });
        if (entries[current] === entry) draw();
        return report;
      },
    });

  // Dropped on a page that has only reports, a file is the model that is shown.
  if (fileOf === undefined) {
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file !== undefined) entries[current]?.measuring?.take(file);
    });
  }

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
