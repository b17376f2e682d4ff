import type { FailedModel, ModelReport } from '../../../report/index.js';
import { shellArgument } from '../../../text/index.js';
import { bindPublished } from './bind-report.js';
import { keepInAddress, readAddress } from './address.js';
import { arenaPanel } from './arena.js';
import { breakdownPanel } from './breakdown.js';
import { element } from './dom.js';
import type { Child } from './dom.js';
import { findingsSection } from './findings.js';
import { layerDrawer } from './layer-drawer.js';
import { memoryCurvePanel } from './memory-curve.js';
import { measureHere } from './measure-here.js';
import type { MeasureHere } from './measure-here.js';
import { modelPicker } from './model-picker.js';
import { modelsSection, startModels } from './models.js';
import { lastPart, nameText } from './names.js';
import { dimOptions, openDimensions } from './open-dimensions.js';
import { conventionNote, coverageNote, diagnosticsNote, heading, measurementNote } from './overview.js';
import { rooflinePanel } from './roofline.js';
import { saveMenu } from './save-data.js';
import { followHash, sectionLinks } from './section-links.js';
import { sizesIn, sizeTexts } from './sizes-in-address.js';
import type { PageSettings } from '../settings.js';
import { layerTable } from './table.js';
import { themeButton } from './theme.js';
import { tiles } from './tiles.js';
import { hideTooltip } from './tooltip.js';
import { treemapPanel } from './treemap.js';
import { usesPanels } from './uses.js';
import { isSameModel, withMeasurement } from './with-measurement.js';

/** A model of the page, with the values that the reader gave to its open dimensions. */
interface Entry {
  readonly original: ModelReport | FailedModel;
  dims: ReadonlyMap<string, number>;
  bound: ModelReport | FailedModel;
  measuring?: MeasureHere;
}

/** Options of the page. */
export interface App {
  /** Where reports stand. */
  readonly main: HTMLElement;
  /** Shows these models, the first of them at first. */
  show(models: readonly (ModelReport | FailedModel)[]): void;
  /** Measures the model that is shown, as when its weights have come. */
  measure(): void;
}

export interface AppOptions {
  readonly settings: PageSettings;
  /** The explanation of a rule. */
  readonly explain: (rule: string) => Node | undefined;
  /** A report of the model with dimensions bound; without it formulas are evaluated where they stand. */
  readonly rebind?: (position: number, dims: ReadonlyMap<string, number>) => Promise<ModelReport | FailedModel>;
  /** The file of a model, where the page has it; it is asked for when the model is to be measured. */
  readonly fileOf?: (position: number) => Blob | undefined;
  /** Whether rules judge the model anew then. */
  readonly judgesAnew?: (position: number) => boolean;
  /** Elements that are added to the page's head. */
  readonly actions?: Child;
  /** A section that stands before the models, and its name among the links. */
  readonly preface?: { readonly section: HTMLElement; readonly name: string };
}

/** Fills the page. */
export function createApp(
  root: HTMLElement,
  { settings, explain, rebind, judgesAnew = () => false, fileOf, actions, preface }: AppOptions,
): App {
  let entries: Entry[] = [];
  let current = 0;
  const modelsState = startModels(settings.models);
  /** The models of the page side by side, where there are several. */
  const sideBySide = (): readonly HTMLElement[] =>
    entries.length < 2
      ? []
      : [
          modelsSection(
            entries.map(({ bound }) => bound),
            settings.models,
            modelsState,
            current,
            choose,
          ),
        ];
  const before = preface === undefined ? [] : [preface.section];
  const picker = element('span', { class: 'picker' });
  const nav = element('nav', { class: 'sections', 'aria-label': 'Sections' });
  const main = element('main', { id: 'main' });
  const save = saveMenu(() => entries.map(({ bound }) => bound), settings.models.extra);
  const bar = element(
    'div',
    { class: 'top', role: 'banner' },
    element('a', { class: 'skip', href: '#main' }, 'To the report'),
    element('span', { class: 'mark' }, element('span', { class: 'mark-sign', 'aria-hidden': 'true' }), 'netstat'),
    picker,
    nav,
    element('span', { class: 'actions' }, actions ?? false, save, themeButton()),
  );
  root.replaceChildren(
    bar,
    main,
    element('footer', { class: 'foot' }, `netstat ${settings.netstat} · figures for one inference`),
  );

  const choose = (position: number): void => {
    current = position;
    keepInAddress({ model: position === 0 ? [] : [String(position + 1)], dim: sizeTexts(entries[position]?.dims) });
    draw();
    scrollTo(0, 0);
  };
  const draw = (): void => {
    hideTooltip();
    const entry = entries[current];
    if (entry === undefined) return;
    document.title = `${lastPart(entry.original.model.path)} · netstat`;
    picker.replaceChildren(
      ...(entries.length > 1
        ? [
            modelPicker(
              entries.map(({ original }) => original.model.path),
              current,
              choose,
            ),
          ]
        : []),
    );
    if ('error' in entry.bound || 'error' in entry.original) {
      nav.replaceChildren();
      const failed = 'error' in entry.bound ? entry.bound : entry.original;
      main.replaceChildren(
        ...before,
        ...sideBySide(),
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
    const models = element('div');
    const head = element('div');
    const drawer = element('div');
    /** A saved page has formulas, but no rules to judge what they come to. */
    const outdated = (): string | undefined =>
      judgesAnew(entries.indexOf(entry)) || entry.dims.size === 0
        ? undefined
        : 'Found while sizes were open; a saved report is not judged anew. netstat lint ' +
          `${shellArgument(original.model.path)} ${dimOptions(entry.dims)} ` +
          'does, and so does the drop-in page.';
    const fill = (report: ModelReport): void => {
      const table = layerTable(report, settings.table, (layer) => panel.open(layer));
      const panel = layerDrawer(report, (layer) => table.goTo(layer));
      const goTo = (layer: number): void => {
        hideTooltip();
        table.goTo(layer);
      };
      models.replaceChildren(...sideBySide());
      const findings = findingsSection(report, { explain, goTo, outdated: outdated() });
      head.replaceChildren(heading(report));
      content.replaceChildren(
        ...[
          ...tiles(report),
          measurementNote(report),
          conventionNote(report),
          coverageNote(report),
          diagnosticsNote(report, goTo),
          element(
            'section',
            { id: 'charts', class: 'charts', 'aria-label': 'Charts' },
            ...usesPanels(report),
            treemapPanel(report, goTo),
            rooflinePanel(report, goTo),
            memoryCurvePanel(report, goTo),
            arenaPanel(report, goTo),
            breakdownPanel(report),
          ),
          findings,
          table.section,
        ].filter((part) => part !== undefined),
      );
      drawer.replaceChildren(panel.panel);
      nav.replaceChildren(
        ...sectionLinks([
          ...(preface === undefined ? [] : [[preface.section.id, preface.name] as const]),
          ...(entries.length > 1 ? [['models', 'Models'] as const] : []),
          ['charts', 'Charts'],
          ...(findings === undefined ? [] : [['findings', 'Findings'] as const]),
          ['layers', 'Layers'],
        ]),
      );
      followHash(goTo);
    };
    let asked = 0;
    const bind = (dims: ReadonlyMap<string, number>): void => {
      entry.dims = dims;
      keepInAddress({ dim: sizeTexts(dims) });
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
    main.replaceChildren(
      ...before,
      models,
      head,
      ...(fields === undefined ? [] : [fields, problem]),
      measuring,
      content,
      drawer,
    );
    fill(first);
    if (entry.dims.size > 0 && first === original) bind(entry.dims);
  };

  /** The panel that measures a model; the page shows its results with the rest of the report. */
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
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) entries[current]?.measuring?.take(files);
    });
  }

  /** Shows what the address says: the model and its sizes. The parts of the page read the rest of it. */
  const follow = (): void => {
    const address = readAddress();
    current = Math.min(Math.max(0, Math.floor(Number(address.get('model') ?? 1)) - 1 || 0), entries.length - 1);
    const entry = entries[current];
    if (entry !== undefined) {
      const dims = sizesIn(address, entry.original);
      if (sizeTexts(dims).join() !== sizeTexts(entry.dims).join()) {
        Object.assign(entry, { dims, bound: entry.original });
      }
    }
    draw();
  };
  addEventListener('hashchange', () => {
    if (readAddress().size > 0) follow();
  });
  return {
    main,
    show(models) {
      entries = models.map((original) => ({ original, dims: new Map<string, number>(), bound: original }));
      follow();
    },
    measure: () => entries[current]?.measuring?.take([]),
  };
}
