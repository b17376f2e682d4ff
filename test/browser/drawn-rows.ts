import type { Page } from 'playwright-core';

/** The labels in the first column of the rows that are drawn, top first. */
export async function rowNames(page: Page): Promise<readonly string[]> {
  return page.locator('.body .row').evaluateAll((rows) =>
    rows
      .map((row) => ({
        top: Number.parseFloat((row as { readonly style?: { readonly top: string } }).style?.top ?? '0'),
        name: row.querySelector('.name')?.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ name }) => name),
  );
}

/** The texts of a column, in the order of the rows that are drawn. */
export async function column(page: Page, heading: string): Promise<readonly string[]> {
  const headings = await page.locator('[role=columnheader]').allInnerTexts();
  const position = headings.findIndex((text) => text.replaceAll(/\s+/g, ' ').trim() === heading);
  return page.locator('.body .row').evaluateAll(
    (rows, at) =>
      rows
        .map((row) => ({
          top: Number.parseFloat((row as { readonly style?: { readonly top: string } }).style?.top ?? '0'),
          text: row.children[at]?.textContent ?? '',
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    position,
  );
}
