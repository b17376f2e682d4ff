import { wrapList } from '../src/text/wrap.js';

/** A paragraph in lines of at most 120 characters. */
export function paragraph(text: string): string {
  return wrapList(text.split(' '), ' ', 120).join('\n');
}

/** A Markdown table. Bars in the cells are escaped. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
