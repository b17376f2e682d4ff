import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model } from '../../fixtures/build/model.js';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { bundlePage, bundleScript } from '../../scripts/build/page.js';
import { dataBlock, documentEnd, documentStart } from '../../src/formats/html/document.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { makeReport, toJson } from '../../src/report/index.js';
import type { Report } from '../../src/report/index.js';
import { empty, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { folder, launch, missing, visit, visitReports } from './browser.js';

const mobileNet = reportOn(mobileNetV2(), 'mobilenet-v2.onnx');

/** A figure as an author adds it: one entry of the table. */
const addedEntry = `
  defineFigure({
    name: 'input-reads', json: 'inputReads', label: 'input reads', heading: ['input', 'reads'],
    kind: 'memory', unit: 'count', meaning: 'values that layers read', isHeadline: true,
    ofLayer: { counted: 'run', value: ({ inputs }) => inputs.length },
  }),
];`;

/** Adds the figure to the table that the page is built of. */
const addFigure: Plugin = {
  name: 'added-figure',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]figures[\\/]table\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(/\n\];\n$/u, addedEntry),
      loader: 'ts',
    }));
  },
};

function tile(page: Page, name: string): Promise<string> {
  return page.locator(`.tile[data-figure="${name}"]`).innerText();
}

describe.skipIf(missing !== undefined)(
  `the figures of the page${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    it('has a tile for every total that one can set a limit to', async () => {
      const { page } = await visitReports(browser, [mobileNet]);
      // ExecuTorch plans 1,505,280 bytes for the int8 network, a quarter of float32.
      expect(await tile(page, 'peak-activations')).toContain((4 * 1_505_280).toLocaleString('en'));
      // One block of activations; float32 weights, and the two bounds of 35 activations.
      const arena = /([\d,]+) bytes/u.exec(await tile(page, 'arena'))?.[1]?.replaceAll(',', '');
      const memory = /([\d,]+) bytes/u.exec(await tile(page, 'memory'))?.[1]?.replaceAll(',', '');
      expect(Number(arena)).toBeGreaterThanOrEqual(4 * 1_505_280);
      expect(Number(memory) - Number(arena)).toBe(4 * (3_504_872 - 17_056 + 35 * 2));
      await page.context().close();
    });

    it('says why a chart is empty: open dimensions where there are some, else what is missing', async () => {
      for (const [report, isOpen] of [
        [symbolic, true],
        [empty, false],
      ] as const) {
        const { page } = await visitReports(browser, [report]);
        const reasons = await page.locator('.chart-empty').allInnerTexts();
        expect(reasons.length).toBeGreaterThan(0);
        expect(reasons.filter((reason) => reason.includes('open dimensions'))).toEqual(isOpen ? reasons : []);
        await page.context().close();
      }
    });

    it('lists every other total below them, each with its meaning', async () => {
      const { page } = await visitReports(browser, [mobileNet]);
      await page.getByText('More totals').click();
      const rows = await page.locator('.totals dt').allInnerTexts();
      expect(rows).toContainEqual(expect.stringMatching(/^Peak activations without fusion\n/u));
      expect(rows).toContainEqual(expect.stringMatching(/^Inputs and outputs\n/u));
      // 224 × 224 × 3 and 1000 float32 numbers.
      expect(await page.locator('.totals').innerText()).toContain(
        `${(4 * (224 * 224 * 3 + 1000)).toLocaleString('en')} bytes`,
      );
      await page.context().close();
    });

    it('draws the memory of layers with and without fusion, each with its peak', async () => {
      const { page } = await visitReports(browser, [mobileNet]);
      const curve = page.locator('section[aria-label="Activation memory"]');
      expect(await curve.locator('.curve').count()).toBe(2);
      // 6,021,120 and 9,633,792 bytes.
      expect(await curve.locator('.fused .peak-text').textContent()).toBe('peak 5.74 MiB');
      expect(await curve.locator('.unfused .peak-text').textContent()).toBe('without fusion 9.19 MiB');
      await page.context().close();
    });

    it('draws the arena: every activation at its place, none over another at the same time', async () => {
      const planned = makeReport(
        'mobilenet-v2.onnx',
        readModel(memorySource(model(mobileNetV2()))),
        {},
        {},
        { hasArena: true },
      );
      const { page } = await visitReports(browser, [planned]);
      const chart = page.locator('section[aria-label=Arena]');
      const boxes = await chart
        .locator('.buffer')
        .evaluateAll((rects) =>
          rects.map((rect) => ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)))),
        );
      // The input, and what each kernel gives: 52 convolutions, 10 additions, a mean and a product.
      expect(boxes.length).toBeGreaterThanOrEqual(1 + 52 + 10 + 1 + 1);
      const overlaps = boxes.flatMap(([x = 0, y = 0, width = 0, height = 0], at) =>
        boxes
          .slice(at + 1)
          .filter(
            ([left = 0, top = 0, across = 0, up = 0]) =>
              Math.min(x + width, left + across) - Math.max(x, left) > 0.3 &&
              Math.min(y + height, top + up) - Math.max(y, top) > 0.6,
          ),
      );
      expect(overlaps).toEqual([]);
      expect(await chart.locator('svg').getAttribute('aria-label')).toContain('Arena of 5.74 MiB');
      await page.context().close();
    });

    it('shows what prefill and decoding cost, and the scenarios side by side', async () => {
      const run = { dims: {}, multiplyAdds: 1e9, readBytes: 2 ** 30, weightReadBytes: 2 ** 29, stateReadBytes: 0 };
      const after = {
        stateWriteBytes: 0,
        stateBytes: 1024 * 65_536,
        peakActivationBytes: 2 ** 20,
        memoryBytes: 3 * 2 ** 20,
      };
      const { totals, coverage } = ordinary;
      const report: Report = {
        ...ordinary,
        generation: {
          states: [{ input: 'past', output: 'present' }],
          stateBytes: 1024 * 65_536,
          perUnit: [],
          perTokenBytes: 65_536,
          runs: [{ kind: 'decode', context: 1024, ...run, ...after }],
        },
        scenarios: [{ name: 'eight', given: { N: '8' }, totals: { ...totals, multiplyAdds: 8_000_000 }, coverage }],
      };
      const { page, problems } = await visitReports(browser, [report]);
      const runs = page.locator('section[aria-label="Prefill and decode"]');
      expect(await runs.innerText()).toContain('1 input comes back as an output, 64.0 KiB a token');
      // 1,024 tokens of 65,536 bytes.
      expect(await runs.locator('tbody tr').innerText()).toMatch(/^decode 1,024\s+1\.00G\s+1\.00 GiB.*64\.0 MiB/u);
      expect(await page.locator('section[aria-label=Scenarios]').innerText()).toMatch(/Multiply-adds\s+8\.00M/u);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('takes a new figure of the table into tiles, menus and columns', async () => {
      const { text } = await bundleScript('page/main.ts', {}, [addFigure]);
      const bundle = await bundlePage(text);
      const report = toJson(ordinary);
      const reads = report.layers.map(({ inputs }) => inputs.length);
      const withFigure = {
        ...report,
        totals: { ...report.totals, inputReads: reads.reduce((sum, count) => sum + count, 0) },
        layers: report.layers.map((layer, at) => ({ ...layer, inputReads: reads[at] })),
      };
      const file = path.join(mkdtempSync(path.join(folder, 'added-')), 'report.html');
      writeFileSync(
        file,
        [
          documentStart(bundle, { title: 'added' }),
          dataBlock('settings', { netstat: '0', table: { all: false }, models: {} }),
          dataBlock('report', withFigure),
          dataBlock('report', withFigure),
          documentEnd(bundle),
        ].join(''),
      );
      const { page, problems } = await visit(browser, file);
      expect(await tile(page, 'input-reads')).toMatch(/^Input reads\n\d+/u);
      const menu = page.getByLabel('Size of the rectangles');
      expect(await menu.locator('option').allInnerTexts()).toContain('Input reads');
      await menu.selectOption('input-reads');
      expect(await page.locator('.treemap svg').getAttribute('aria-label')).toMatch(/^Input reads/u);
      expect(await page.locator('.models-table thead').innerText()).toContain('Input reads');
      expect(await page.getByLabel('Figure up').locator('option').allInnerTexts()).toContain('Input reads');
      expect(await page.locator('[data-sort="input-reads"]').count()).toBe(1);
      expect(problems).toEqual([]);
      await page.context().close();
    });
  },
);
