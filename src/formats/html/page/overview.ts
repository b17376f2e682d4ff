import { figureNamed } from '../../../figures/index.js';
import { totalOf } from '../../../report/index.js';
import type { ModelReport, NamedValue } from '../../../report/index.js';
import { element } from './dom.js';
import { dtypeOf, lastPart, nameText, shapeOf } from './names.js';
import { dimOf, restored } from './quantities.js';
import { bytesText, durationText, exactText, shareText } from '../../../text/index.js';

/** The model: its name, its origin, its inputs and outputs. */
export function heading(report: ModelReport): HTMLElement {
  const { model, inputs, outputs, bindings } = report;
  const beside = totalOf(restored(report), figureNamed('external-bytes'));
  const opsets = Object.entries(model.opsets)
    .map(([domain, version]) => `${nameText(domain)} ${version}`)
    .join(', ');
  const facts: readonly (readonly [string, string])[] = [
    ['Producer', nameText(model.producer) || 'not told'],
    ['Opset', opsets],
    ['IR version', String(model.irVersion)],
    ['File', bytesText(model.bytes)],
    ...(beside === 0 ? [] : [['Other files', bytesText(beside)] as const]),
    ...(model.graph === '' ? [] : [['Graph', nameText(model.graph)] as const]),
    ...Object.entries(bindings).map(([symbol, value]) => [nameText(symbol), `= ${value}`] as const),
  ];
  return element(
    'header',
    { class: 'heading' },
    element('h1', { class: 'name', title: nameText(model.path) }, lastPart(model.path)),
    element(
      'ul',
      { class: 'facts' },
      ...facts.map(([name, value]) =>
        element('li', {}, element('span', {}, name), ' ', element('b', { class: 'name' }, value)),
      ),
    ),
    element('div', { class: 'ends' }, endsOf('Inputs', inputs), endsOf('Outputs', outputs)),
  );
}

/** Inputs or outputs listed before the rest is folded. */
const LISTED_ENDS = 4;

function endsOf(title: string, values: readonly NamedValue[]): HTMLElement {
  const items = values.map((value) =>
    element(
      'li',
      {},
      element('span', { class: 'name' }, nameText(value.name)),
      ' ',
      element('code', {}, `${dtypeOf(value)} ${shapeOf(value)}`),
    ),
  );
  const more = items.slice(LISTED_ENDS);
  return element(
    'div',
    {},
    element('h2', {}, title),
    element('ul', {}, ...items.slice(0, LISTED_ENDS)),
    more.length > 0 &&
      element('details', {}, element('summary', {}, `${more.length} more`), element('ul', {}, ...more)),
  );
}

/** The reach of the figures: layers of unknown cost, and further notes. */
export function coverageNote({ coverage }: ModelReport): HTMLElement | undefined {
  const unknown = Object.entries(coverage.unknownOps);
  if (coverage.costed === coverage.layers && unknown.length === 0) return undefined;
  const share =
    coverage.costedElements === null ? '' : ` They give ${shareText(coverage.costedElements)} of all output elements.`;
  const ops =
    unknown.length === 0
      ? ''
      : ` Unknown operators: ${unknown.map(([op, layers]) => `${nameText(op)} (${layers})`).join(', ')}.`;
  return element(
    'div',
    { class: 'notice' },
    element('strong', {}, 'Totals are lower bounds. '),
    `The cost of ${coverage.costed} of ${coverage.layers} layers is known.${share}${ops} Intensity ` +
      'and shares are of the known part.',
  );
}

/** How the model was measured, folded in; undefined when it was not. */
export function measurementNote({ measurement }: ModelReport): HTMLElement | undefined {
  if (measurement === undefined) return undefined;
  const {
    runtime,
    version,
    device,
    level,
    runs,
    warmup,
    endToEnd,
    profiled,
    kernelsMs,
    overheadMs,
    joinedShare,
    peakMemoryBytes,
    machine,
    notes,
  } = measurement;
  const facts: readonly (readonly [string, string])[] = [
    ['Runtime', `${nameText(runtime)} ${nameText(version)}, ${nameText(device)}, rewrites: ${nameText(level)}`],
    ['Runs', `${runs} after ${warmup} to warm up`],
    ...(endToEnd === null
      ? []
      : [
          [
            'End to end',
            `${durationText(endToEnd.ms)}, median ${durationText(endToEnd.medianMs)}, p10 ` +
              `${durationText(endToEnd.p10Ms)}, p90 ${durationText(endToEnd.p90Ms)}`,
          ] as const,
        ]),
    ...(profiled === null ? [] : [['With profiling', `median ${durationText(profiled.medianMs)}`] as const]),
    [
      'Kernels',
      `${durationText(kernelsMs)} in all, ${shareText(joinedShare)} of it joined to layers; ` +
        `${durationText(overheadMs)} are the runtime's own`,
    ],
    ...(peakMemoryBytes === null ? [] : [['Peak memory', bytesText(peakMemoryBytes)] as const]),
    ...Object.entries(machine).map(([name, value]) => [nameText(name), nameText(String(value))] as const),
  ];
  return element(
    'details',
    { class: 'notice quiet' },
    element('summary', {}, 'How it was measured'),
    element(
      'dl',
      { class: 'pairs measured' },
      ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
    ),
    notes.length > 0 &&
      element('ul', { class: 'diagnostics' }, ...notes.map((note) => element('li', {}, nameText(note)))),
  );
}

/** The model's count as another tool would print it; undefined when it was not asked for. */
export function conventionNote({ convention }: ModelReport): HTMLElement | undefined {
  if (convention === undefined) return undefined;
  const { name, unit, total } = convention;
  return element(
    'p',
    { class: 'notice quiet' },
    `As ${nameText(name)} counts: `,
    element('strong', {}, `${exactText(dimOf(total), 200)} ${nameText(unit)}`),
  );
}

/** Diagnostics listed before the rest is left to the data. */
const LISTED_DIAGNOSTICS = 200;

/** The diagnostics, folded in. */
export function diagnosticsNote(
  { diagnostics, layers }: ModelReport,
  goTo: (layer: number) => void,
): HTMLElement | undefined {
  if (diagnostics.length === 0) return undefined;
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length;
  const title =
    warnings === 0
      ? `${diagnostics.length} ${diagnostics.length === 1 ? 'remark' : 'remarks'} about the file`
      : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'} about the file`;
  const items = diagnostics.slice(0, LISTED_DIAGNOSTICS).map(({ code, severity, message, layer, origin }) => {
    const target = layer === null ? undefined : layers[layer];
    return element(
      'li',
      {},
      element('span', { class: `badge ${severity}` }, nameText(code)),
      ' ',
      element('span', { class: 'name' }, nameText(message)),
      ' ',
      target === undefined
        ? origin !== null && element('code', {}, nameText(origin))
        : layerLink(target.index, target.label, goTo),
    );
  });
  const rest = diagnostics.length - items.length;
  return element(
    'details',
    { class: `notice${warnings === 0 ? ' quiet' : ''}` },
    element('summary', {}, title),
    element(
      'ul',
      { class: 'diagnostics' },
      ...items,
      rest > 0 && element('li', {}, `and ${rest} more, in the JSON report`),
    ),
  );
}

/** A link to a layer in the table. */
export function layerLink(index: number, label: string, goTo: (layer: number) => void): HTMLAnchorElement {
  const link = element('a', { href: `#layer-${index}`, class: 'layer-link name' }, nameText(label));
  link.addEventListener('click', (event) => {
    event.preventDefault();
    goTo(index);
  });
  return link;
}
