import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { escapeTerminal } from '../../src/text/index.js';
import { empty, failed, hostile, looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { findBarriers } from './accessibility.js';
import { launch, missing, visitReports } from './browser.js';
import { rowNames } from './drawn-rows.js';

const mobileNet = reportOn(mobileNetV2(), 'models/mobilenet-v2.onnx');

describe.skipIf(missing !== undefined)(
  `the page in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it.each(Object.entries({ ordinary, symbolic, empty, looping, hostile, failed, mobileNet }))(
      'shows the %s sample without an error and asks the network for nothing',
      async (_, report) => {
        const { page, problems } = await visitReports(browser, [report]);
        await page.locator('h1').waitFor();
        expect(problems).toEqual([]);
        await page.context().close();
      },
    );

    it('shows the totals', async () => {
      const { page } = await visitReports(browser, [mobileNet]);
      // MobileNetV2 at 224 × 224, as published.
      expect(await page.locator('.tile', { hasText: 'Multiply-adds' }).innerText()).toContain('300,774,272');
      // 3,504,872 parameters, less one a channel: folded into a convolution, two of each BatchNormalization are one
      // bias.
      expect(await page.locator('.tile', { hasText: 'Params' }).first().innerText()).toContain(
        (3_504_872 - 17_056).toLocaleString('en'),
      );
      await page.context().close();
    });

    it('follows a finding to its layer', async () => {
      const { page } = await visitReports(browser, [mobileNet]);
      const finding = mobileNet.findings.find(({ layers }) => layers.length > 0);
      const [index = -1] = finding?.layers ?? [];
      // Findings of a rule are one table, as on the terminal.
      const item = page.locator(`.finding[data-rule="${finding?.rule}"]`);
      await item.locator('summary').first().click();
      expect(await item.locator('.explanation').innerText()).toContain('docs/rules/');
      await page.getByRole('button', { name: 'Fold all', exact: true }).click();
      await item.locator(`a[href="#layer-${index}"]`).first().click();
      const current = page.locator('.body .row[aria-selected=true]');
      expect(await current.getAttribute('data-layer')).toBe(String(index));
      await expect
        .poll(() =>
          current.evaluate((row) => {
            const { top, bottom } = (
              row as unknown as { getBoundingClientRect(): { readonly top: number; readonly bottom: number } }
            ).getBoundingClientRect();
            return top >= 0 && bottom <= 900;
          }),
        )
        .toBe(true);
      await page.keyboard.press('Enter');
      expect(await page.locator('.drawer h2').innerText()).toBe(mobileNet.layers[index]?.label);
      await page.keyboard.press('Escape');
      expect(await page.locator('.drawer').isVisible()).toBe(false);
      await page.context().close();
    });

    it('evaluates formulas when open dimensions get values', async () => {
      const { page, problems } = await visitReports(browser, [symbolic]);
      expect(await page.locator('.hint').innerText(), 'the hint of the terminal').toBe('--dim N=1');
      // 16 filters of 3×3×3 over 32×32 outputs and a product of 16 × 10: 442,528.
      expect(await page.locator('.tile', { hasText: 'Multiply-adds' }).innerText()).toContain('442.5k at N 1');
      await page.getByRole('button', { name: 'Set usual sizes' }).click();
      expect(await page.locator('input[data-symbol=N]').inputValue()).toBe('1');
      await page.locator('input[data-symbol=N]').fill('3');
      await expect.poll(() => page.locator('.hint').innerText()).toBe('--dim N=3');
      // 16 filters of 3×3×3 over 32×32 outputs and a product of 16 × 10, three times.
      const multiplyAdds = 3 * (16 * 3 * 3 * 3 * 32 * 32 + 16 * 10);
      await expect
        .poll(() => page.locator('.tile', { hasText: 'Multiply-adds' }).innerText())
        .toContain(multiplyAdds.toLocaleString('en'));
      // Drawn as soon as they have a width.
      await expect.poll(() => page.locator('.plot svg').count()).toBe(2);
      await page.locator('input[data-symbol=N]').fill('');
      await expect.poll(() => page.locator('.tile', { hasText: 'Multiply-adds' }).innerText()).toContain('·N');
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('shows several models, one at a time, and all of them by multiply-adds', async () => {
      const { page } = await visitReports(browser, [mobileNet, reportOn(shuffleNetV2(), 'shufflenet-v2.onnx'), failed]);
      expect(await page.locator('.model').count()).toBe(2);
      await page.getByLabel('Next model').click();
      expect(await page.locator('h1').innerText()).toBe('shufflenet-v2.onnx');
      await page.getByLabel('Model', { exact: true }).selectOption('2');
      expect(await page.getByRole('alert').innerText()).toBe(failed.error.message);
      await page.context().close();
    });

    it('shows hostile names as text', async () => {
      const { page, problems } = await visitReports(browser, [hostile], { options: { all: true } });
      await page.getByRole('button', { name: 'List' }).click();
      const names = await rowNames(page);
      for (const { label } of hostile.layers) {
        expect(names).toContain(escapeTerminal(label));
      }
      expect(names.join(' ')).not.toMatch(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u206F]/u);
      expect(await page.locator('body script').evaluateAll((scripts) => scripts.length)).toBe(3);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it.each([
      ['light, wide', 'light', 1440],
      ['dark, wide', 'dark', 1440],
      ['light, on a phone', 'light', 390],
      ['dark, on a phone', 'dark', 390],
    ] as const)('has no barrier: %s', async (_, colorScheme, width) => {
      const { page } = await visitReports(browser, [mobileNet, symbolic], {
        context: { colorScheme, viewport: { width, height: 844 } },
      });
      for (const summary of await page.locator('.finding > summary').all()) await summary.click();
      expect(await findBarriers(page)).toEqual([]);
      await page.locator('.body .row.layer').first().click();
      await page.getByLabel('Model', { exact: true }).selectOption('1');
      expect(await findBarriers(page)).toEqual([]);
      // Nothing reaches over the edge.
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.context().close();
    });

    it('turns dark and light', async () => {
      const { page } = await visitReports(browser, [ordinary]);
      const ground = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const light = await ground();
      await page.getByRole('button', { name: 'Dark theme' }).click();
      const dark = await ground();
      expect(dark).not.toBe(light);
      expect(await page.getByRole('button', { name: 'Dark theme' }).getAttribute('aria-pressed')).toBe('true');
      await page.context().close();
    });
  },
);
