import type { Comparison } from '../../comparison/index.js';
import { changeText, layersSentence, shownTotals, totalLine } from '../comparison-text.js';
import { html, written } from '../../text/index.js';
import type { Markup, Written } from '../../text/index.js';
import { isFailed } from '../../report/index.js';

/** Layers of a kind that a page lists; a network has thousands, and what matters is in the totals. */
const MOST_LISTED = 2000;

const style = `:root{color-scheme:light dark;--text:light-dark(#1b1c1e,#ececea);--soft:light-dark(#5c5d61,#a4a5aa);--ground:light-dark(#f7f7f5,#111214);--panel:light-dark(#fff,#191a1d);--line:light-dark(#e4e3df,#2c2d32);--more:light-dark(#b3261e,#ff8f86);--less:light-dark(#1f7a3d,#7fd69a)}
*{box-sizing:border-box}body{margin:0 auto;max-width:1100px;padding:32px 20px;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}p.soft{color:var(--soft)}.panel{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:4px 16px;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{padding:8px 12px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}tr:last-child>*{border-bottom:0}th:first-child{text-align:left;font-weight:600}thead th{color:var(--soft);font-weight:500}
.more{color:var(--more)}.less{color:var(--less)}ul{padding-left:1.2rem;overflow-wrap:anywhere}li small{color:var(--soft)}details{margin:.6rem 0}summary{cursor:pointer;font-weight:600}`;

/** A comparison as a page of its own, that needs no script and no network. */
export function drawComparisonPage(comparison: Comparison): Written {
  const { base, head, layers, findings } = comparison;
  const hasBase = !isFailed(base);
  const rows = shownTotals(comparison).map((total) => {
    const [name, before, after, difference, share] = totalLine(total, hasBase);
    const kind = (total.share ?? 0) > 0 ? 'more' : (total.share ?? 0) < 0 ? 'less' : '';
    const beside = html`<td class="${kind}">${difference}</td><td class="${kind}">${share}</td>`;
    return html`<tr><th scope="row">${name}</th>${hasBase ? html`<td>${before}</td>` : ''}<td>${after}</td>${hasBase ? beside : ''}</tr>`;
  });
  const heads = hasBase
    ? html`<th scope="col">base</th><th scope="col">head</th><th scope="col">difference</th><td></td>`
    : html`<th scope="col">head</th>`;
  const title = base.model.path === head.model.path ? head.model.path : `${base.model.path} → ${head.model.path}`;
  return written(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title><style>${html.ours(style)}</style></head>
<body><main><h1>${title}</h1>
${hasBase ? '' : html`<p class="soft">The model is new: there is no base to compare it with.</p>`}
<h2>Totals</h2><div class="panel"><table><thead><tr><td></td>${heads}</tr></thead><tbody>${html.join(rows)}</tbody></table></div>
${hasBase ? html`<h2>Layers</h2><p>Layers: ${layersSentence(comparison)}</p>` : ''}
${fold(
  'changed',
  layers.changed.map((one) => [one.head.label, changeText(one)]),
)}
${fold(
  'added',
  layers.added.map(({ label, op }) => [label, op]),
)}
${fold(
  'removed',
  layers.removed.map(({ label, op }) => [label, op]),
)}
${findings.added.length + findings.fixed.length > 0 ? html`<h2>Findings</h2>` : ''}
${fold(
  'new',
  findings.added.map(({ rule, message }) => [rule, message]),
)}
${fold(
  'fixed',
  findings.fixed.map(({ rule, message }) => [rule, message]),
)}
</main></body></html>
`);
}

function fold(kind: string, items: readonly (readonly [name: string, text: string])[]): Markup<'html'> {
  if (items.length === 0) return html``;
  const listed = items.slice(0, MOST_LISTED).map(([name, text]) => html`<li>${name} <small>${text}</small></li>`);
  const rest = items.length > MOST_LISTED ? html`<li>and ${items.length - MOST_LISTED} more</li>` : '';
  const open = html.ours(items.length <= 20 ? ' open' : '');
  return html`<details${open}><summary>${items.length} ${kind}</summary><ul>${html.join(listed)}${rest}</ul></details>`;
}
