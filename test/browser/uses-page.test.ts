import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model } from '../../fixtures/build/model.js';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { analyse } from '../../src/analysis/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { reportOf } from '../../src/report/index.js';
import { mergedDecoder } from '../testers/decoders/encoder-decoders.js';
import { findBarriers } from './accessibility.js';
import { launch, missing, visitReports } from './browser.js';

const platform = { name: 'a machine', peak: { float32: 1e12 }, bytesPerSecond: 1e9 };

describe.skipIf(missing !== undefined)(
  `the page of what uses cost${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it('says which of computing and moving sets the least time of a run, by category', async () => {
      const report = reportOf('model.onnx', analyse(readModel(memorySource(model(mobileNetV2())))), {}, { platform });
      const { page, problems } = await visitReports(browser, [report]);
      const panel = page.locator('section[aria-label="Least time of a run"]');
      expect(await panel.innerText()).toMatch(/no forecast/u);
      // A thousand operations to a byte: nothing computes as much.
      const cells = await panel.locator('tbody tr td:last-child').allInnerTexts();
      expect(cells.length).toBeGreaterThan(2);
      expect(new Set(cells)).toEqual(new Set(['memory binds']));
      expect(problems).toEqual([]);
      expect(await findBarriers(page)).toEqual([]);
      await page.context().close();
    });

    it('shows the runs of each branch of a merged decoder', async () => {
      const analysis = analyse(readModel(memorySource(model(mergedDecoder()))));
      const report = reportOf('model.onnx', analysis, {}, { contexts: [64] });
      const { page, problems } = await visitReports(browser, [report]);
      const heads = (value: boolean) =>
        page.locator(`section[aria-label="Prefill and decode, cached=${value}"] tbody th`).allInnerTexts();
      expect(await heads(false)).toEqual(['prefill 64']);
      expect(await heads(true)).toEqual(['prefill 64', 'decode 64']);
      expect(problems).toEqual([]);
      await page.context().close();
    });
  },
);
