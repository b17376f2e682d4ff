import { readFileSync } from 'node:fs';
import type { ChalkInstance } from 'chalk';
import { drawRows } from '../formats/index.js';

/** The pages are beside the program, in the package as in the repository. */
const folder = new URL('../../docs/rules/', import.meta.url);

/** The page of a rule, laid out for a terminal. */
export function rulePage(id: string, paint: ChalkInstance): string {
  return layOutPage(readFileSync(new URL(`${id}.md`, folder), 'utf8'), paint);
}

/** Markdown as the pages of rules use it (headings, paragraphs, lists, tables, quotes, code), laid out for a terminal. */
export function layOutPage(markdown: string, paint: ChalkInstance): string {
  const lines: string[] = [];
  const table: string[][] = [];
  let inCode = false;
  const endTable = (): void => {
    if (table.length === 0) return;
    const [head = [], , ...body] = table.splice(0);
    const rows = [head.map((cell) => paint.bold(cell)), ...body];
    lines.push(...drawRows(rows, head.map((_, column) => (column === 0 ? 'left' : isNumeric(body, column) ? 'right' : 'left'))).map((line) => `  ${line}`));
  };
  for (const line of markdown.split('\n')) {
    if (!inCode && line.startsWith('|')) {
      table.push(line.slice(1).replace(/\|\s*$/u, '').split(/(?<!\\)\|/u).map((cell) => inline(cell.trim(), paint)));
      continue;
    }
    endTable();
    if (line.startsWith('```')) inCode = !inCode;
    else if (inCode) lines.push(`    ${paint.cyan(line)}`);
    else if (line.startsWith('<!--')) lines.pop();
    else if (line.startsWith('#')) lines.push(paint.bold(inline(line.replace(/^#+ /u, ''), paint)));
    else lines.push(inline(line.startsWith('> ') ? `    ${line.slice(2)}` : line, paint));
  }
  endTable();
  return lines.join('\n').replaceAll(/\n{3,}/gu, '\n\n');
}

function inline(text: string, paint: ChalkInstance): string {
  return text
    .replaceAll(/\[([^\]]*)\]\(([^)]*)\)/gu, '$1')
    .replaceAll(/`([^`]*)`/gu, (_, code: string) => paint.cyan(code))
    .replaceAll(/\*\*([^*]*)\*\*/gu, (_, strong: string) => paint.bold(strong))
    .replaceAll(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/gu, (_, emphasis: string) => paint.italic(emphasis));
}

function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.every((row) => /^[\d.,% ]*(?: ?(?:ms|MiB|KiB|B))?$/u.test(row[column] ?? ''));
}
