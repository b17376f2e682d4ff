import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import csv from '../../src/formats/csv.js';
import { bindReport } from '../../src/report/index.js';
import type { Report } from '../../src/report/index.js';
import { escapeTerminal } from '../../src/text/index.js';
import { failed, reportOn, symbolic } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';
import { findBarriers } from './accessibility.js';
import { launch, missing, visitReports } from './browser.js';

const reports = [
  reportOn(mobileNetV2(), 'models/mobilenet-v2.onnx'),
  reportOn(shuffleNetV2(), 'models/shufflenet-v2.onnx'),
  reportOn(shuffleNetV1({ groups: 3 }), 'models/shufflenet-v1.onnx'),
];

/** Accuracies as published for these networks. */
const extra = {
  names: ['accuracy'],
  rows: [
    { model: 'mobilenet-v2', values: { accuracy: 71.8 } },
    { model: 'shufflenet-v2', values: { accuracy: 69.4 } },
    { model: 'shufflenet-v1', values: { accuracy: 67.4 } },
  ],
};

/** A name as it is shown; these files lie in no one folder. */
const shown = (path: string): string => escapeTerminal(path);
const broken = shown(failed.model.path);

/** The names of the models in the order of their rows. */
function names(page: Page): Promise<readonly string[]> {
  return page.locator('.models-table tbody button').allTextContents();
}

describe.skipIf(missing !== undefined)(
  `the page of several models${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it('has the table of models with the columns of the command line, those of the user among them', async () => {
      const options = { summary: true, extra };
      const { page, problems } = await visitReports(browser, [...reports, failed], { options });
      const [header = ''] = print(csv, reports, options).split('\r\n');
      const boxes = page.locator('#models .column-choice input');
      const listed = await boxes.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value')));
      expect(['model', ...listed]).toEqual(header.split(','));
      expect(await names(page)).toEqual([...reports.map(({ model }) => shown(model.path)), broken]);
      expect(await page.locator('.models-table tbody tr').first().innerText()).toContain('71.8');
      expect(await page.locator('.models-table tbody tr').last().innerText()).toContain('not read');
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('sorts by a column, the largest first, and shows the model that is pressed', async () => {
      const { page } = await visitReports(browser, [...reports, failed], { options: { extra } });
      await page.locator('[data-sort-models="accuracy"]').click();
      expect(await page.locator('[aria-sort=descending]').innerText()).toContain('Accuracy');
      const byAccuracy = ['models/mobilenet-v2.onnx', 'models/shufflenet-v2.onnx', 'models/shufflenet-v1.onnx'];
      expect(await names(page)).toEqual([...byAccuracy, broken]);
      await page.locator('[data-sort-models="accuracy"]').click();
      expect(await names(page)).toEqual([...byAccuracy.toReversed(), broken]);
      await page.locator('.models-table tbody button').nth(1).click();
      expect(await page.locator('h1').innerText()).toBe('shufflenet-v2.onnx');
      await page.context().close();
    });

    it('shows the columns and the order that --summary was given', async () => {
      const options = { summary: true, columns: ['params', 'memory-access-fused'], sort: 'params' };
      const { page } = await visitReports(browser, reports, { options });
      const heads = page.locator('[data-sort-models]');
      expect(
        await heads.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-sort-models'))),
      ).toEqual(['model', 'params', 'memory-access-fused']);
      const sizes = reports.toSorted((a, b) => Number(b.totals.params) - Number(a.totals.params));
      // All of these lie in one folder.
      expect(await names(page)).toEqual(sizes.map(({ model }) => model.path.replace('models/', '')));
      const starts = await page
        .locator('.models-table tbody button')
        .evaluateAll((buttons) => buttons.map((each) => each.firstElementChild?.getBoundingClientRect().left));
      expect(new Set(starts).size, 'names below one another').toBe(1);
      await page.context().close();
    });

    it('draws any two figures over one another, also the user’s own', async () => {
      const { page, problems } = await visitReports(browser, reports, { options: { extra } });
      const chart = page.locator('section[aria-label="Two figures of the models"]');
      expect(await chart.locator('svg').getAttribute('aria-label')).toContain(
        'multiply-adds and memory access after fusion',
      );
      await chart.getByLabel('Figure up').selectOption('accuracy');
      await chart.getByLabel('Figure across').selectOption('peak-activations');
      expect(await chart.locator('svg').getAttribute('aria-label')).toContain('peak activations and accuracy');
      expect(await chart.locator('.model').count()).toBe(3);
      const heights = await chart.locator('.model').evaluateAll((dots) => dots.map((dot) => dot.getAttribute('cy')));
      // The better the network, the higher its point.
      expect(heights.map(Number)).toEqual(heights.map(Number).toSorted((a, b) => a - b));
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('draws each figure over the sizes of a list, with its formula, or the polynomial that fits', async () => {
      // 16 filters of 3×3×3 over 32×32 outputs and a product of 16 × 10.
      const perImage = 16 * 3 * 3 * 3 * 32 * 32 + 160;
      const sizes = [1, 8, 32].map((size): Report => {
        const report = bindReport(symbolic, new Map([['N', size]]));
        return {
          ...report,
          model: { ...report.model, path: `symbolic.onnx (N=${size})` },
          variant: { N: String(size) },
          formulas: { N: { multiplyAdds: `${perImage}*N` } },
        };
      });
      const { page, problems } = await visitReports(browser, sizes);
      const chart = page.locator('section[aria-label="By N"]');
      expect(await chart.locator('.formula').innerText()).toBe(`multiply-adds = ${perImage.toLocaleString('en')}·N`);
      await expect.poll(() => chart.locator('.model').count()).toBe(3);
      await chart.getByLabel('Figure by size').selectOption('params');
      // 16 × 3×3×3 weights, 16 biases and a matrix of 16 × 10, whatever the batch.
      expect(await chart.locator('.formula').innerText()).toBe(
        `params = ${16 * 27 + 16 + 160} (fitted to these values: the model has no formula for it)`,
      );
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it.each([1440, 390])('has no barrier and reaches over no edge, %d px wide', async (width) => {
      const { page } = await visitReports(browser, [...reports, failed], {
        options: { extra },
        context: { viewport: { width, height: 844 } },
      });
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.context().close();
    });
  },
);
