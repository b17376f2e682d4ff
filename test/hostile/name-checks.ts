import { marked } from 'marked';
import { expect } from 'vitest';
import { readXml } from '../testers/read-xml.js';

type Check = (text: string) => void;

/** The checks of a text: of its own medium, and that a log of CI obeys none of it. */
export const checks = {
  table: checkLog,
  csv: checkCsv,
  json: checkJson,
  jsonl: checkJsonLines,
  markdown: checkMarkdown,
  junit: (text) => void readXml(text),
  sarif: checkJson,
  github: checkCommands,
  trace: checkJson,
  netron: checkJson,
  'model-explorer': checkJson,
  html: checkLog,
} satisfies Readonly<Record<string, Check>>;

/** The formats that print names. */
export type Format = keyof typeof checks;

/** Their names. */
export const formats = Object.keys(checks).filter((name): name is Format => name in checks);

// What nobody sees or a terminal obeys; apart from the product's own table of it.
const obeyed = /\p{Cc}|\p{Cf}|\p{Cs}|\u034F|\u115F|\u1160|\u2028|\u2029|\u2800|\u3164|\uFFA0|\p{Variation_Selector}/u;

export function checkLog(text: string): void {
  expect(text.replaceAll(/\r?\n/gu, ' ').match(obeyed)?.[0]?.codePointAt(0)?.toString(16)).toBeUndefined();
  expect(text).not.toMatch(/##\[|##vso\[/iu);
  expect(text).not.toMatch(/^\s*::/mu);
}

function checkCommands(text: string): void {
  for (const line of text.split('\n').slice(0, -1)) {
    expect(line).toMatch(/^::(?:error|warning|notice) file=[^:]*,title=[a-z-]+(?: \(G\d\))?::/u);
  }
  checkLog(text.replaceAll(/^::(?:error|warning|notice) /gmu, ''));
}

function checkJson(text: string): void {
  checkLog(text);
  // Of what cannot be done there is a line on standard error only.
  if (text === '') return;
  expect(() => void JSON.parse(text)).not.toThrow();
}

function checkJsonLines(text: string): void {
  for (const line of text.trimEnd().split('\n')) checkJson(line);
}

function checkCsv(text: string): void {
  checkLog(text);
  const rows = readCsv(text);
  expect(new Set(rows.map(({ length }) => length)).size).toBeLessThan(2);
  for (const cell of rows.flat()) {
    if (!/^-?\d/u.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@]/u);
  }
}

/** Rows of CSV (RFC 4180). */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let row: string[] = [], rest = text; rest !== '';) {
    const [whole, quoted, plain = '', end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/u.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`no CSV: ${rest.slice(0, 80)}`);
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    rest = rest.slice(whole.length);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Elements that netstat itself writes in Markdown. */
const ours = new Set([
  'h3',
  'p',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'strong',
  'ul',
  'li',
  'details',
  'summary',
  'br',
]);

/** Renders it as GitHub does, which looks for mentions and addresses in the text that is shown. */
function checkMarkdown(text: string): void {
  checkLog(text);
  const page = marked.parse(text, { gfm: true, async: false });
  const elements = [...page.replaceAll(/<!--.*?-->/gsu, '').matchAll(/<\/?([a-z][a-z\d]*)[^>]*>/giu)];
  expect(elements.map(([, name = '']) => name).filter((name) => !ours.has(name))).toEqual([]);
  // One title a model, and one of all.
  expect(elements.filter(([whole]) => whole === '<h3>').length).toBeLessThanOrEqual(3);
  for (const shown of page.split(/<[^>]*>/u)) {
    const plain = shown.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    expect(plain).not.toMatch(/(?<![\w&])@\w|(?<!&)#\d|\bGH-\d/iu);
  }
  for (const table of text.matchAll(/(?:^\|.*\n?)+/gmu)) {
    const bars = table[0]
      .trim()
      .split('\n')
      .map((line) => line.match(/(?<!\\)\|/gu)?.length);
    expect(new Set(bars).size).toBe(1);
  }
}
