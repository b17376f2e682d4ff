import type { PageBundle } from './page-bundle.js';
import { html, json, written } from '../../text/index.js';
import type { Markup, Written } from '../../text/index.js';

/** The abilities of a page besides showing its data. */
interface Abilities {
  readonly measures?: boolean;
  /** Whether it has a script; a page without one is complete as it is written. */
  readonly hasScript?: boolean;
  /** Whether it reads models from addresses that a user gives. */
  readonly fetches?: boolean;
}

/**
 * The content policy of a page: its own script and style, and nothing from anywhere else. A page that measures may also
 * fetch from its own origin, start workers from memory and compile WebAssembly; a page that reads addresses may fetch
 * from any.
 */
function policy(
  { scriptHash, styleHash }: PageBundle,
  { measures = false, fetches = false, hasScript = true }: Abilities,
): string {
  if (!hasScript) return `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;
  const scripts = measures ? `'${scriptHash}' 'wasm-unsafe-eval'` : `'${scriptHash}'`;
  const sources = ["'self'", ...(fetches ? ['http:', 'https:'] : [])].join(' ');
  const more = measures || fetches ? `; worker-src blob:; connect-src ${sources}` : '';
  return (
    `default-src 'none'; script-src ${scripts}; style-src '${styleHash}'; img-src data:; base-uri 'none'; ` +
    `form-action 'none'${more}`
  );
}

/** A page up to the data that it shows. */
export function documentStart(
  bundle: PageBundle,
  { title, ...abilities }: { readonly title: string } & Abilities,
): Written {
  return written(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html.ours(policy(bundle, abilities))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${html.ours(bundle.style)}</style>
</head>
<body>
${abilities.hasScript === false ? '' : html`<noscript>This page draws its report with a script.</noscript>`}
`);
}

/** A block of data in a page, under a class. */
export function dataBlock(name: string, data: unknown): Written {
  return written(html`<script type="application/json" class="${name}">${embed(data)}</script>\n`);
}

/** The explanation of a rule's page, to be shown with its findings. The HTML is ours, from docs/. */
export function ruleBlock(
  { rulePages }: PageBundle,
  { id, summary }: { readonly id: string; readonly summary: string },
): Written {
  const page = html.ours(rulePages[id] ?? '');
  return written(
    html.join([
      html`<template data-rule="${id}"><p class="summary">${summary}</p>${page}`,
      html`<p class="source">docs/rules/${id}.md</p></template>\n`,
    ]),
  );
}

/** A page from its data on. */
export function documentEnd({ script }: PageBundle): Written {
  return written(html`<script>${html.ours(script)}</script>\n</body>\n</html>\n`);
}

/** JSON that can stand in a script element, whatever its texts say (HTML, section 4.12.1.3). */
function embed(data: unknown): Markup<'html'> {
  const unit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return html.ours(json`${data}`.text.replaceAll(/[<>&]/gu, unit));
}
