import type { FindingReport, LayerReport, ModelReport } from '../../../report/index.js';
import { groupFindings, lossText } from '../../finding-groups.js';
import type { FindingGroup, FindingRow } from '../../finding-groups.js';
import { element } from './dom.js';
import { nameText } from './names.js';
import { layerLink } from './overview.js';
import { scrollingTable } from './table-panel.js';

/** Places of a group, and layers of a finding, listed at first. */
const LISTED = 20;

/** How findings are drawn. */
export interface FindingsOptions {
  /** The explanation of a rule. */
  readonly explain: (rule: string) => Node | undefined;
  readonly goTo: (layer: number) => void;
  /** Why the findings are those of other sizes than the figures; undefined where they are of the same. */
  readonly outdated: string | undefined;
}

/**
 * The findings, rule by rule as on the terminal: the places with what they cost, the sum, and the rule's explanation.
 */
export function findingsSection(report: ModelReport, options: FindingsOptions): HTMLElement | undefined {
  const { findings } = report;
  const { outdated } = options;
  if (findings.length === 0 && outdated === undefined) return undefined;
  return element(
    'section',
    { id: 'findings', 'aria-label': 'Findings' },
    element('h2', {}, 'Findings ', element('span', { class: 'count' }, findings.length)),
    outdated !== undefined && element('p', { class: 'notice' }, outdated),
    findings.length > 0 &&
      element(
        'div',
        { class: 'findings' },
        ...groupFindings(report).map((group) => groupItem(group, report.layers, options)),
      ),
  );
}

/** A rule's findings, folded: one as a sentence with its layers, several as a table. */
function groupItem(
  group: FindingGroup,
  layers: ModelReport['layers'],
  { explain, goTo }: FindingsOptions,
): HTMLElement {
  const { rule, guideline, severity, rows } = group;
  const [first] = rows;
  const isOne = rows.length === 1 && first !== undefined;
  return element(
    'details',
    { class: 'finding', 'data-rule': rule },
    element(
      'summary',
      {},
      element('span', { class: `badge ${severity}` }, severity),
      guideline !== null && element('span', { class: 'badge guideline' }, guideline),
      element(
        'span',
        { class: 'message' },
        isOne
          ? element('span', { class: 'name' }, nameText(first.finding.message))
          : element('strong', {}, nameText(rule)),
        !isOne && element('span', { class: 'count' }, ` ${lossText(group)}`),
      ),
    ),
    element(
      'div',
      { class: isOne ? 'finding-body' : 'finding-body several' },
      !isOne && placesTable(rows, nameText(rule), layers, goTo),
      element(
        'div',
        { class: 'explanation', tabindex: 0, role: 'group', 'aria-label': `About ${nameText(rule)}` },
        explain(rule) ?? element('p', {}, nameText(rule)),
      ),
      isOne && findingSide(first.finding, layers, goTo),
    ),
  );
}

/** The places of a rule's findings beside what they cost, those in sight first. */
function placesTable(
  rows: readonly FindingRow[],
  rule: string,
  layers: ModelReport['layers'],
  goTo: (layer: number) => void,
): HTMLElement {
  const hasPlace = rows.some(({ place, finding }) => place !== '' || finding.layers.length > 0);
  const hasBytes = rows.some(({ bytes }) => bytes !== undefined);
  const hasShare = rows.some(({ share }) => share !== undefined);
  const body = element('tbody');
  const list = scrollingTable(
    { label: `Places of ${rule}`, table: 'places' },
    [
      hasPlace && element('th', { scope: 'col' }, 'Place'),
      hasBytes && element('th', { scope: 'col', class: 'number' }, 'Bytes'),
      hasShare && element('th', { scope: 'col', class: 'number' }, 'Share'),
      element('th', { scope: 'col' }, 'Finding'),
    ],
    body,
  );
  const append = (from: number): void => {
    for (const row of rows.slice(from, from + LISTED)) {
      body.append(
        element(
          'tr',
          {},
          hasPlace && element('td', {}, placeOf(row, layers, goTo)),
          hasBytes && element('td', { class: 'number' }, row.bytes),
          hasShare && element('td', { class: 'number' }, row.share),
          element('td', { class: 'name' }, nameText(row.text)),
        ),
      );
    }
    const rest = rows.length - from - LISTED;
    if (rest <= 0) return;
    const more = element('button', { type: 'button', class: 'more' }, `Show ${Math.min(rest, LISTED)} more of ${rest}`);
    more.addEventListener('click', () => {
      more.remove();
      append(from + LISTED);
    });
    list.append(more);
  };
  append(0);
  return list;
}

/** A link to the first layer of a finding, named as the finding names its place. */
function placeOf({ finding, place }: FindingRow, layers: ModelReport['layers'], goTo: (layer: number) => void): Node {
  const owned = layersOf(finding, layers);
  const [layer] = owned;
  if (layer === undefined) return document.createTextNode(nameText(place));
  const link = layerLink(layer.index, place === '' ? layer.label : place, goTo);
  link.title = owned
    .slice(0, LISTED)
    .map(({ label }) => nameText(label))
    .join('\n');
  return link;
}

function layersOf({ layers: at }: FindingReport, layers: ModelReport['layers']): readonly LayerReport[] {
  return at.flatMap((index) => layers[index] ?? []);
}

/** The layers of one finding, and its figures as JSON has them. */
function findingSide(
  finding: FindingReport,
  layers: ModelReport['layers'],
  goTo: (layer: number) => void,
): HTMLElement {
  const owned = layersOf(finding, layers);
  const links = owned.slice(0, LISTED).map(({ index, label }) => element('li', {}, layerLink(index, label, goTo)));
  const rest = owned.length - links.length;
  return element(
    'div',
    { class: 'finding-side' },
    links.length > 0 &&
      element(
        'div',
        {},
        element('h3', {}, links.length === 1 ? 'Layer' : 'Layers'),
        element('ul', { class: 'links' }, ...links, rest > 0 && element('li', {}, `and ${rest} more`)),
      ),
    Object.keys(finding.data).length > 0 &&
      element(
        'details',
        {},
        element('summary', {}, 'Figures'),
        element('pre', { tabindex: 0 }, nameLines(JSON.stringify(finding.data, null, 2))),
      ),
  );
}

function nameLines(text: string): string {
  return text.split('\n').map(nameText).join('\n');
}
