import { readFileSync } from 'node:fs';
import { drawRows } from '../formats/index.js';
import { labelledProse, terminalText, textWidth, wrapProse } from '../text/index.js';
import type { Paint, Written } from '../text/index.js';

/** The pages are beside the program, in the package as in the repository. */
const folder = new URL('../../docs/rules/', import.meta.url);

/** The page of a rule, laid out for a terminal of so many columns. */
export function rulePage(id: string, width: number, paint: Paint): Written {
  return layOutPage(readFileSync(new URL(`${id}.md`, folder), 'utf8'), width, paint);
}

/**
 * Markdown as the pages of rules use it (headings, paragraphs, lists, tables, quotes, code), laid out for a terminal.
 */
function layOutPage(markdown: string, width: number, paint: Paint): Written {
  const blocks = markdown.replaceAll(/^<!--.*-->\n/gmu, '').split(/(^```[^]*?^```$)/mu);
  const lines = blocks.flatMap((block) =>
    block.startsWith('```')
      ? layOutCode(block, width, paint)
      : block.split(/\n{2,}/u).flatMap((part) => ['', ...layOutPart(part.trim(), width, paint)]),
  );
  const isKept = (line: string, index: number): boolean => line !== '' || (lines[index - 1] ?? '') !== '';
  const kept = lines.filter(isKept);
  return terminalText(kept.at(-1) === '' ? kept.slice(0, -1) : kept);
}

/** A block of code, whose lines stay as they are, or of what a command prints, whose sentences are wrapped. */
function layOutCode(block: string, width: number, paint: Paint): readonly string[] {
  const [fence, ...lines] = block.split('\n');
  const indented = lines
    .slice(0, -1)
    .flatMap((line) => (fence === '```text' ? labelledProse('    ', line, width) : `    ${line}`));
  return ['', ...indented.map((line) => paint.cyan(line)), ''];
}

/** A part of the page, which stands between two empty lines. */
function layOutPart(part: string, width: number, paint: Paint): readonly string[] {
  const lines = part.split('\n');
  if (part.startsWith('#')) return [paint.bold(part.replace(/^#+ /u, ''))];
  if (part.startsWith('|')) return layOutTable(lines, width, paint);
  if (part.startsWith('> ')) return lines.map((line) => `    ${inline(line.replace(/^> ?/u, ''), paint)}`);
  if (part.startsWith('- ')) {
    return part
      .split(/^- /mu)
      .slice(1)
      .flatMap((item) => wrap('  - ', item, width, paint));
  }
  return wrap('', part, width, paint);
}

function wrap(label: string, text: string, width: number, paint: Paint): readonly string[] {
  return labelledProse(label, inline(text.trim().replaceAll(/\s+/gu, ' '), paint), width);
}

function layOutTable(lines: readonly string[], width: number, paint: Paint): readonly string[] {
  const [head = [], , ...body] = lines.map((line) =>
    line
      .slice(1)
      .replace(/\|\s*$/u, '')
      .split(/(?<!\\)\|/u)
      .map((cell) => inline(cell.trim(), paint)),
  );
  const alignments = head.map((_, column) =>
    column > 0 && body.every((row) => isFigure(row[column] ?? '')) ? 'right' : 'left',
  );
  const rows = [head.map((cell) => paint.bold(cell)), ...body];
  return drawRows(alignments.at(-1) === 'left' ? wrapLast(rows, width - 2) : rows, alignments).map(
    (line) => `  ${line}`,
  );
}

/** Rows whose last cells are wrapped to the width that the other columns leave, a row for each line. */
function wrapLast(rows: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  const others = rows.map((row) => row.slice(0, -1));
  const taken = (others[0] ?? []).map(
    (_, column) => Math.max(...others.map((row) => textWidth(row[column] ?? ''))) + 2,
  );
  const room = Math.max(LEAST_SENTENCE, width - taken.reduce((sum, each) => sum + each, 0));
  return rows.flatMap((row, index) =>
    wrapProse(row.at(-1) ?? '', room).map((line, at) => [
      ...(others[index] ?? []).map((cell) => (at === 0 ? cell : '')),
      line,
    ]),
  );
}

/** A sentence in a table is wrapped to no fewer columns. */
const LEAST_SENTENCE = 20;

function isFigure(cell: string): boolean {
  return /^[\d.,% ]*(?:ms|[KM]?i?B)?$/u.test(cell);
}

function inline(text: string, paint: Paint): string {
  return text
    .replaceAll(/\[([^\]]*)\]\(([^)]*)\)/gu, '$1')
    .replaceAll(/`([^`]*)`/gu, (_, code: string) => paint.cyan(code))
    .replaceAll(/\*\*([^*]*)\*\*/gu, (_, strong: string) => paint.bold(strong))
    .replaceAll(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/gu, (_, emphasis: string) => paint.italic(emphasis));
}
