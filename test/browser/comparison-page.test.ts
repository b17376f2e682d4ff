import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { compareReports } from '../../src/comparison/index.js';
import html from '../../src/formats/html/index.js';
import { hostile, reportOn } from '../testers/sample-report.js';
import { plainOptions } from '../testers/test-format.js';
import { findBarriers } from './accessibility.js';
import { folder, launch, missing, visit } from './browser.js';

const base = reportOn(shuffleNetV1({ groups: 3 }), 'groups-3.onnx');
const head = reportOn(shuffleNetV1({ groups: 8 }), 'groups-8.onnx');

/** The page of a comparison, as a file. */
function pageOf(comparison: ReturnType<typeof compareReports>): string {
  const file = path.join(mkdtempSync(path.join(folder, 'comparison-')), 'comparison.html');
  writeFileSync(file, html.comparison?.(comparison, plainOptions) ?? '');
  return file;
}

describe.skipIf(missing !== undefined)(
  `the page of a comparison${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it('has the tiles and sections of the main page, and no script', async () => {
      const { page, problems } = await visit(browser, pageOf(compareReports(base, head)));
      const tile = page.locator('.tile', { hasText: 'layers' }).first();
      expect(await tile.locator('.figure').innerText()).toBe(String(head.totals.layers));
      expect(await page.locator('.sections a').allInnerTexts()).toEqual(
        expect.arrayContaining(['Layers', 'By category']),
      );
      expect(await page.locator('script').count()).toBe(0);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it.each([
      ['light', 1440],
      ['dark', 390],
    ] as const)('has no barrier and reaches over no edge: %s, %d px wide', async (colorScheme, width) => {
      for (const comparison of [compareReports(base, head), compareReports(base, hostile)]) {
        const { page } = await visit(browser, pageOf(comparison), { colorScheme, viewport: { width, height: 844 } });
        expect(await findBarriers(page)).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await page.context().close();
      }
    });
  },
);
