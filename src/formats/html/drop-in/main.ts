import { createApp } from '../page/app.js';
import { button, element } from '../page/dom.js';
import { explanationOf, readSettings } from '../page/embedded.js';
import { bytesNumber } from '../page/measures.js';
import { nameText } from '../page/names.js';
import { keepWeights } from '../page/weight-files.js';
import { startAnalyst } from './analyst.js';
import type { OpenedModel } from './analyst.js';

/** Addresses that the page was opened with: `?url=https://…/model.onnx`. */
const addresses = new URLSearchParams(location.search).getAll('url').filter((url) => url !== '');
if (addresses.length === 0) forbidRequests();

const analyst = startAnalyst();
/** By their place on the page, the models that the analyst keeps. */
let opened: readonly OpenedModel[] = [];

const input = element('input', { type: 'file', multiple: true, hidden: true });
const status = element('p', { class: 'drop-status', role: 'status' });
const welcome = element(
  'main',
  { class: 'welcome', id: 'main' },
  element('h1', {}, 'What does each layer cost?'),
  element(
    'p',
    { class: 'lead' },
    'Multiply-adds, memory access, parameters and peak memory of an ONNX model, layer by layer, and ' +
      'where it breaks the guidelines for efficient networks.',
  ),
  button(
    { class: 'drop-zone' },
    () => input.click(),
    element('strong', {}, 'Drop a model here'),
    element('span', {}, 'or choose files: .onnx, or a report that netstat saved as .json'),
  ),
  addressForm(),
  status,
  element(
    'p',
    { class: 'promise' },
    'Files stay on this machine: the page sends nothing, and asks only the address that you give it, ' +
      'or where it came from for what it measures with. Weights are not read before it measures, so ' +
      'files of gigabytes are no trouble.',
  ),
);
const root = element('div', { class: 'page' });
document.body.prepend(root, input);

const app = createApp(root, {
  settings: readSettings(),
  explain: explanationOf,
  fileOf: (position) => opened[position]?.file,
  rebind: (position, dims) => analyst.bind(opened[position]?.opened ?? { id: -1, position: 0 }, dims),
  judgesAnew: (position) => opened[position]?.isAnalysed ?? false,
  actions: button({ class: 'open-button' }, () => input.click(), 'Open…'),
});
root.querySelector('main')?.replaceWith(welcome);
if (addresses.length > 0) {
  void showAll(
    addresses.map((url) => ({ name: url, read: () => analyst.fetch(url, (at, size) => sayProgress(url, at, size)) })),
  );
}

input.addEventListener('change', () => {
  openAll([...(input.files ?? [])]);
  // The same file may be chosen again.
  input.value = '';
});
for (const kind of ['dragenter', 'dragover'] as const) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
}
document.addEventListener('dragleave', ({ relatedTarget }) => {
  if (relatedTarget === null) document.body.classList.remove('dragging');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dragging');
  openAll([...(event.dataTransfer?.files ?? [])]);
});

/** A field for the address of a model; the page opens anew with it, so that its own address shows the model again. */
function addressForm(): HTMLElement {
  const field = element('input', {
    type: 'url',
    placeholder: 'https://… an address of a model',
    'aria-label': 'Address of a model',
    required: true,
  });
  const form = element(
    'form',
    { class: 'address' },
    field,
    element('button', { type: 'submit', class: 'open-button' }, 'Open'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.search = `?${new URLSearchParams({ url: field.value.trim() }).toString()}`;
  });
  return form;
}

/**
 * Has the browser refuse whatever the page would ask of other servers: without an address it asks only its own, for
 * what it measures with.
 */
function forbidRequests(): void {
  document.head.append(element('meta', { 'http-equiv': 'Content-Security-Policy', content: "connect-src 'self'" }));
}

function openAll(files: readonly File[]): void {
  const others = keepWeights(files);
  if (others.length === 0 && files.length > 0) app.measure();
  void showAll(others.map((file) => ({ name: file.name, read: () => analyst.open(file) })));
}

function sayProgress(url: string, position: number, size: number): void {
  status.textContent = `Reading ${nameText(url)}: ${bytesNumber(position)} of ${bytesNumber(size)}…`;
}

async function showAll(
  files: readonly { readonly name: string; readonly read: () => Promise<readonly OpenedModel[]> }[],
): Promise<void> {
  if (files.length === 0) return;
  status.textContent = `Reading ${files.length === 1 ? nameText(files[0]?.name ?? '') : `${files.length} files`}…`;
  document.body.classList.add('busy');
  const results = (await Promise.all(files.map(({ read }) => read()))).flat();
  document.body.classList.remove('busy');
  const [first] = results;
  if (results.length === 1 && first !== undefined && 'error' in first.report && welcome.isConnected) {
    const { model, error } = first.report;
    const text = `${model.path}: ${error.message}`;
    status.replaceChildren(element('span', { class: 'problem name', role: 'alert' }, nameText(text)));
    return;
  }
  opened = results;
  welcome.replaceWith(app.main);
  app.show(results.map(({ report }) => report));
}
