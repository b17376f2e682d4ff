import { isKnown } from '../../dim/index.js';
import type { ComparedPart, ComparedTotal, Comparison } from '../../comparison/index.js';
import { isFailed } from '../../report/index.js';
import type { FindingReport } from '../../report/index.js';
import { concat, html, written } from '../../text/index.js';
import type { Markup, Written } from '../../text/index.js';
import {
  changeText,
  costText,
  differenceText,
  layersOfPart,
  layersSentence,
  partName,
  shownTotals,
  totalLine,
  usesThatDiffer,
} from '../comparison-text.js';
import type { TotalLine } from '../comparison-text.js';
import { documentStart } from './document.js';
import { pageBundle } from './page-bundle.js';

/** Layers of a kind that a page lists; a network has thousands, and what matters is in the totals. */
const MOST_LISTED = 2000;

/** A comparison as a page that looks like that of a model, and needs no script and no network. */
export function drawComparisonPage(comparison: Comparison): Written {
  if (pageBundle === undefined) throw new Error('the page is put into the program when it is built: npm run build');
  const { base, head, findings, categories, modules } = comparison;
  const hasBase = !isFailed(base);
  const title = base.model.path === head.model.path ? head.model.path : `${base.model.path} → ${head.model.path}`;
  const kinds = categories.map((part) => ({ ...part, name: part.name.replaceAll('-', ' ') }));
  const sections: readonly (readonly [id: string, title: string, content: Markup<'html'>])[] = [
    ...usesThatDiffer(comparison).map(
      ({ name, lines }, at) => [`use-${at}`, name, panel(name, totalsTable(lines))] as const,
    ),
    ...(hasBase ? [['layers', 'Layers', layersSection(comparison)] as const] : []),
    ...(kinds.length > 0
      ? [['categories', 'By category', panel('By category', partsTable('Category', kinds))] as const]
      : []),
    ...(modules.length > 0
      ? [['modules', 'By module', panel('By module', partsTable('Module', modules))] as const]
      : []),
    ...(findings.added.length + findings.fixed.length > 0
      ? [
          [
            'findings',
            'Findings',
            html`${findingsList('new', findings.added)}${findingsList('fixed', findings.fixed)}`,
          ] as const,
        ]
      : []),
  ];
  const links = sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`);
  const parts = sections.map(
    ([id, name, content]) =>
      html`<section id="${id}" class="part" aria-label="${name}"><h2>${name}</h2>${content}</section>\n`,
  );
  const totals = shownTotals(comparison);
  const skip = html`<a class="skip" href="#main">To the comparison</a>`;
  const mark = html`<span class="mark"><span class="mark-sign" aria-hidden="true"></span>netstat</span>`;
  const nav = html`<nav class="sections" aria-label="Sections">${html.join(links)}</nav>`;
  return concat(
    documentStart(pageBundle, { title, hasScript: false }),
    written(html`<div class="top" role="banner">${skip}${mark}${nav}</div>
<main id="main"><header class="heading"><h1 class="name">${title}</h1></header>
${hasBase ? '' : html`<p class="notice">The model is new: there is no base to compare it with.</p>`}
<dl class="tiles">${html.join(totals.map((total) => tile(total, hasBase)))}</dl>
${html.join(parts)}</main></body></html>
`),
  );
}

/** A tile with a total of the head, that of the base and the difference. */
function tile(total: ComparedTotal, hasBase: boolean): Markup<'html'> {
  const [name, before, after, difference, share] = totalLine(total, hasBase);
  const size = after.length > 16 ? ' long' : after.length > 10 ? ' medium' : '';
  const change =
    difference === '='
      ? html`as before`
      : html`from ${before} <b class="${kindOf(growthOf(total))}">${difference}${inBrackets(share)}</b>`;
  const figure = html`<span class="figure${size}">${after}</span>`;
  const detail = html`<span class="detail">${hasBase ? change : ''}</span>`;
  const content = html`<dt>${capital(name)}</dt><dd>${figure}${detail}</dd>`;
  return html`<div class="tile" title="${total.figure.meaning}">${content}</div>`;
}

/** A heading begins with a capital, as on the page of a model. */
function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function inBrackets(share: string): string {
  return share === '' ? '' : ` (${share})`;
}

/** The growth of a figure: the share of its base, or the figure itself where the base is 0. */
function growthOf({ share, difference }: ComparedTotal): number | undefined {
  return share ?? (difference !== undefined && isKnown(difference) ? Number(difference) : undefined);
}

/** The class that colours a difference: less is better of every headline. */
function kindOf(share: number | undefined): string {
  return (share ?? 0) > 0 ? 'grows' : (share ?? 0) < 0 ? 'shrinks' : '';
}

function panel(name: string, content: Markup<'html'>): Markup<'html'> {
  return html`<div class="panel scroll-x" tabindex="0" role="region" aria-label="Table: ${name}">${content}</div>`;
}

function totalsTable(
  lines: readonly { readonly cells: TotalLine; readonly share: number | undefined }[],
): Markup<'html'> {
  const rows = lines.map(({ cells: [name, before, after, difference, share], share: value }) => {
    const beside = html`<td class="${kindOf(value)}">${difference}</td><td class="${kindOf(value)}">${share}</td>`;
    return html`<tr><th scope="row">${capital(name)}</th><td>${before}</td><td>${after}</td>${beside}</tr>`;
  });
  const heads = ['Base', 'Head', 'Difference'].map((name) => html`<th scope="col">${name}</th>`);
  const head = html`<thead><tr><td></td>${html.join(heads)}<td></td></tr></thead>`;
  return html`<table class="shares">${head}<tbody>${html.join(rows)}</tbody></table>`;
}

/** The differences of categories or modules, a row each. */
function partsTable(name: string, parts: readonly ComparedPart[]): Markup<'html'> {
  const figures = parts[0]?.figures ?? [];
  const heads = figures.map(({ figure }) => html`<th scope="col">${capital(figure.label)}</th>`);
  const rows = parts.slice(0, MOST_LISTED).map((part) => {
    const cells = part.figures.map(
      (total) => html`<td class="${kindOf(growthOf(total))}">${differenceText(total)}</td>`,
    );
    return html`<tr><th scope="row">${partName(part)}</th><td>${layersOfPart(part)}</td>${html.join(cells)}</tr>`;
  });
  const head = html`<tr><th scope="col">${name}</th><th scope="col">Layers</th>${html.join(heads)}</tr>`;
  return html`<table class="shares"><thead>${head}</thead><tbody>${html.join(rows)}</tbody></table>`;
}

function layersSection(comparison: Comparison): Markup<'html'> {
  const { added, removed, changed } = comparison.layers;
  return html`<p class="status">${layersSentence(comparison)}</p>${fold(
    'changed',
    changed.map((one) => [one.head.label, changeText(one)]),
  )}${fold(
    'added',
    added.map((layer) => [layer.label, textOf(layer.op, costText(layer))]),
  )}${fold(
    'removed',
    removed.map((layer) => [layer.label, textOf(layer.op, costText(layer))]),
  )}`;
}

function textOf(op: string, cost: string): string {
  return cost === '' ? op : `${op}: ${cost}`;
}

function fold(kind: string, items: readonly (readonly [name: string, text: string])[]): Markup<'html'> {
  if (items.length === 0) return html``;
  const listed = items
    .slice(0, MOST_LISTED)
    .map(([name, text]) => html`<li><span class="name">${name}</span> <small>${text}</small></li>`);
  const rest = items.length > MOST_LISTED ? html`<li>and ${items.length - MOST_LISTED} more</li>` : '';
  const open = html.ours(items.length <= 20 ? ' open' : '');
  const list = html`<ul class="diagnostics">${html.join(listed)}${rest}</ul>`;
  return html`<details class="notice quiet"${open}><summary>${items.length} ${kind}</summary>${list}</details>`;
}

function findingsList(kind: string, findings: readonly FindingReport[]): Markup<'html'> {
  if (findings.length === 0) return html``;
  const listed = findings.slice(0, MOST_LISTED).map(({ severity, rule, message }) => {
    const badge = html`<span class="badge ${severity}">${severity}</span>`;
    return html`<li>${badge} <b>${rule}</b> <span class="name">${message}</span></li>`;
  });
  const list = html`<ul class="diagnostics">${html.join(listed)}</ul>`;
  return html`<details class="notice quiet" open><summary>${findings.length} ${kind}</summary>${list}</details>`;
}
