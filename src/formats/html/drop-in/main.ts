import { createApp } from '../page/app.js';
import { button, element } from '../page/dom.js';
import { explanationOf, readSettings } from '../page/embedded.js';
import { nameText } from '../page/names.js';
import { startAnalyst } from './analyst.js';

const analyst = startAnalyst();
/** By their place on the page, the numbers that the analyst knows the models by, and their files. */
let opened: readonly number[] = [];
let shown: readonly File[] = [];

const input = element('input', { type: 'file', multiple: true, accept: '.onnx,.ort,.pb', hidden: true });
const status = element('p', { class: 'drop-status', role: 'status' });
const welcome = element(
  'main',
  { class: 'welcome', id: 'main' },
  element('h1', {}, 'What does each layer cost?'),
  element(
    'p',
    { class: 'lead' },
    'Multiply-adds, memory access, parameters and peak memory of an ONNX model, layer by layer, and where it breaks the guidelines for efficient networks.',
  ),
  button(
    { class: 'drop-zone' },
    () => input.click(),
    element('strong', {}, 'Drop a model here'),
    element('span', {}, 'or choose .onnx files'),
  ),
  status,
  element(
    'p',
    { class: 'promise' },
    'Everything stays on this machine: the page sends nothing, and loads nothing unless it is to measure. Weights are not read before, so files of gigabytes are no trouble.',
  ),
);
const root = element('div', { class: 'page' });
document.body.prepend(root, input);

const app = createApp(root, {
  settings: readSettings(),
  explain: explanationOf,
  fileOf: (position) => shown[position],
  rebind: (position, dims) => analyst.bind(opened[position] ?? -1, dims),
  actions: button({ class: 'open-button' }, () => input.click(), 'Open…'),
});
root.querySelector('main')?.replaceWith(welcome);

input.addEventListener('change', () => {
  void openAll([...(input.files ?? [])]);
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
  void openAll([...(event.dataTransfer?.files ?? [])]);
});

async function openAll(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  status.textContent = `Reading ${files.length === 1 ? nameText(files[0]?.name ?? '') : `${files.length} files`}…`;
  document.body.classList.add('busy');
  const results = await Promise.all(files.map((file) => analyst.open(file)));
  document.body.classList.remove('busy');
  const [first] = results;
  if (results.length === 1 && first !== undefined && 'error' in first.report && welcome.isConnected) {
    status.replaceChildren(
      element(
        'span',
        { class: 'problem name', role: 'alert' },
        `${nameText(first.report.model.path)}: ${nameText(first.report.error.message)}`,
      ),
    );
    return;
  }
  opened = results.map(({ opened: number }) => number);
  shown = files;
  welcome.replaceWith(app.main);
  app.show(results.map(({ report }) => report));
}
