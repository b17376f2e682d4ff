import type { FindingReport, ModelReport } from '../../../report/index.js';
import { element } from './dom.js';
import { nameText } from './names.js';
import { layerLink } from './overview.js';

/** Findings, and layers of one, listed at first. */
const LISTED = 20;

/** What the rules found, each with its explanation folded in and links to its layers. `explain` gives what is to be said of a rule. */
export function findingsSection(
  { findings, layers }: ModelReport,
  explain: (rule: string) => Node | undefined,
  goTo: (layer: number) => void,
): HTMLElement | undefined {
  if (findings.length === 0) return undefined;
  const list = element('div', { class: 'findings' });
  const append = (from: number): void => {
    for (const finding of findings.slice(from, from + LISTED)) list.append(findingItem(finding, layers, explain, goTo));
    const rest = findings.length - from - LISTED;
    if (rest <= 0) return;
    const more = element('button', { type: 'button', class: 'more' }, `Show ${Math.min(rest, LISTED)} more of ${rest}`);
    more.addEventListener('click', () => {
      more.remove();
      append(from + LISTED);
    });
    list.append(more);
  };
  append(0);
  return element(
    'section',
    { id: 'findings', 'aria-label': 'Findings' },
    element('h2', {}, 'Findings ', element('span', { class: 'count' }, findings.length)),
    list,
  );
}

function findingItem(
  { rule, guideline, severity, layers: at, message, data }: FindingReport,
  layers: ModelReport['layers'],
  explain: (rule: string) => Node | undefined,
  goTo: (layer: number) => void,
): HTMLElement {
  const links = at.slice(0, LISTED).flatMap((index) => {
    const layer = layers[index];
    return layer === undefined ? [] : [element('li', {}, layerLink(index, layer.label, goTo))];
  });
  const rest = at.length - links.length;
  return element(
    'details',
    { class: 'finding', 'data-rule': rule },
    element(
      'summary',
      {},
      element('span', { class: `badge ${severity}` }, severity),
      guideline !== null && element('span', { class: 'badge guideline' }, guideline),
      element('span', { class: 'message name' }, nameText(message)),
    ),
    element(
      'div',
      { class: 'finding-body' },
      element(
        'div',
        { class: 'explanation', tabindex: 0, role: 'group', 'aria-label': `About ${nameText(rule)}` },
        explain(rule) ?? element('p', {}, nameText(rule)),
      ),
      element(
        'div',
        { class: 'finding-side' },
        links.length > 0 &&
          element(
            'div',
            {},
            element('h3', {}, links.length === 1 ? 'Layer' : 'Layers'),
            element('ul', { class: 'links' }, ...links, rest > 0 && element('li', {}, `and ${rest} more`)),
          ),
        Object.keys(data).length > 0 &&
          element(
            'details',
            {},
            element('summary', {}, 'Figures'),
            element('pre', { tabindex: 0 }, nameLines(JSON.stringify(data, null, 2))),
          ),
      ),
    ),
  );
}

function nameLines(text: string): string {
  return text.split('\n').map(nameText).join('\n');
}
