import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { readSavedReports } from '../../src/files/index.js';
import csv from '../../src/formats/csv.js';
import { fromJson, isFailed, toJson } from '../../src/report/index.js';
import { reportOn, symbolic } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';
import { folder, launch, missing, visit, visitReports } from './browser.js';

const mobileNet = reportOn(mobileNetV2(), 'models/mobilenet-v2.onnx');
const shuffleNet = reportOn(shuffleNetV2(), 'models/shufflenet-v2.onnx');

/** The file that a press on something gives, on this disk. */
async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), press()]);
  const file = path.join(mkdtempSync(path.join(folder, 'saved-')), download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

function savedData(page: Page, label: string): Promise<string> {
  return saved(page, async () => {
    await page.locator('.actions summary', { hasText: 'Save' }).click();
    await page.getByRole('button', { name: label }).click();
  });
}

describe.skipIf(missing !== undefined)(
  `what the page gives away${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it('saves its reports as JSON that netstat reads again', async () => {
      const { page, problems } = await visitReports(browser, [mobileNet, shuffleNet]);
      const file = await savedData(page, 'Report, JSON');
      expect(path.basename(file)).toBe('mobilenet-v2.json');
      const again = readSavedReports(file).map((report) => (isFailed(report) ? report : toJson(report)));
      expect(again).toEqual([mobileNet, shuffleNet].map((report) => JSON.parse(JSON.stringify(toJson(report)))));
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('saves layers and totals as --format csv writes them, with sizes bound as on the page', async () => {
      const { page } = await visitReports(browser, [symbolic, mobileNet]);
      const summary = readFileSync(await savedData(page, 'Totals, CSV'), 'utf8');
      expect(summary).toBe(print(csv, [symbolic, mobileNet], { summary: true }));
      await page.locator('input[data-symbol=N]').fill('3');
      // 16 filters of 3×3×3 over 32×32 outputs, three times.
      const row = `${3 * 16 * 3 * 3 * 3 * 32 * 32}`;
      await expect.poll(() => page.locator('.tile[data-figure="multiply-adds"]').innerText()).not.toContain('N');
      const layers = readFileSync(await savedData(page, 'Layers, CSV'), 'utf8');
      expect(layers.split('\r\n')[1]).toContain(`,${row},`);
      await page.context().close();
    });

    it('saves each chart as a drawing of its own that looks as it does on the page', async () => {
      const { page, problems } = await visitReports(browser, [mobileNet, shuffleNet]);
      const buttons = page.locator('[aria-label^="Save "][aria-label$=" as SVG"]');
      const titles = (await buttons.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))).map(
        (label) => label.slice('Save '.length, -' as SVG'.length),
      );
      expect(titles).toEqual([
        'Two figures of the models',
        'Where it goes',
        'Roofline',
        'Activation memory',
        'By category',
      ]);
      for (const [index, title] of titles.entries()) {
        const file = await saved(page, () => buttons.nth(index).click());
        expect(path.basename(file)).toBe(`mobilenet-v2-${title.toLowerCase().replaceAll(' ', '-')}.svg`);
        const alone = await visit(browser, file);
        // A drawing that names no class has its colours with it.
        expect(readFileSync(file, 'utf8')).not.toMatch(/class=|var\(/u);
        expect(await alone.page.evaluate<string>('document.documentElement.tagName')).toBe('svg');
        expect(alone.problems).toEqual([]);
        await alone.page.context().close();
      }
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('saves a chart as a picture of twice its pixels', async () => {
      const { page, problems } = await visitReports(browser, [mobileNet]);
      const width = Number(await page.locator('section[aria-label=Roofline] svg').getAttribute('width'));
      const file = await saved(page, () => page.getByLabel('Save Roofline as PNG').click());
      const bytes = readFileSync(file);
      // PNG, section 11.2.2: the width stands behind the signature and the head of the first chunk.
      expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
      expect(bytes.readUInt32BE(16)).toBe(2 * width);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('keeps in its address what the reader chooses, so that a link shows it again', async () => {
      const { page } = await visitReports(browser, [mobileNet, symbolic]);
      await page.getByLabel('Next model').click();
      await page.locator('input[data-symbol=N]').fill('4');
      await page.getByRole('button', { name: 'List' }).click();
      await page.locator('[data-sort="multiply-adds"]').click();
      await page.getByLabel('Filter layers').fill('conv');
      await expect.poll(() => page.url()).toContain('filter=conv');
      const link = page.url();
      const again = await page.context().newPage();
      await again.goto(link);
      expect(await again.locator('h1').innerText()).toBe('symbolic.onnx');
      expect(await again.locator('input[data-symbol=N]').inputValue()).toBe('4');
      const multiplyAdds = 4 * (16 * 3 * 3 * 3 * 32 * 32 + 16 * 10);
      await expect
        .poll(() => again.locator('.tile[data-figure="multiply-adds"]').innerText())
        .toContain(multiplyAdds.toLocaleString('en'));
      expect(await again.getByRole('button', { name: 'List' }).getAttribute('aria-pressed')).toBe('true');
      expect(await again.locator('#layers [aria-sort=descending]').innerText()).toContain('adds');
      expect(await again.getByLabel('Filter layers').inputValue()).toBe('conv');
      await page.context().close();
    });

    it('takes an address that says nonsense for one that says nothing', async () => {
      const { page, problems } = await visitReports(browser, [symbolic]);
      await page.goto(`${page.url()}#?model=-7&dim=N%3Dx&dim=M%3D2&sort=nothing&columns=no&view=%3Cb%3E&x=1`);
      await page.reload();
      expect(await page.locator('h1').innerText()).toBe('symbolic.onnx');
      expect(await page.locator('.tile[data-figure="multiply-adds"]').innerText()).toContain('·N');
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('says that findings of a saved page were not judged anew, and how they are', async () => {
      const { page } = await visitReports(browser, [fromJson(toJson(symbolic))]);
      expect(await page.locator('#findings .notice').count()).toBe(0);
      await page.locator('input[data-symbol=N]').fill('3');
      await expect
        .poll(() => page.locator('#findings .notice').innerText())
        .toContain('netstat lint symbolic.onnx --dim N=3');
      await page.context().close();
    });
  },
);
