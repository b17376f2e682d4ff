import { markdownTable } from 'markdown-table';
import { markdown } from '../text/index.js';
import type { Markup } from '../text/index.js';

/**
 * A table in Markdown: a row of headings and the others, cells that are no Markdown as mere text; columns stand left
 * unless told.
 */
export function drawMarkdownTable(
  rows: readonly (readonly (string | Markup<'markdown'>)[])[],
  align: readonly ('l' | 'r')[] = [],
): Markup<'markdown'> {
  const cells = rows.map((row) => row.map((cell) => markdown`${cell}`.text));
  return markdown.ours(markdownTable(cells, { align: [...align], alignDelimiters: false }));
}
