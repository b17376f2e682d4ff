import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { paperFacts } from '../../src/formats/index.js';
import html from '../../src/formats/html/index.js';
import type { Runtime } from '../../src/measurement/index.js';
import { measurePaper } from '../../src/paper/index.js';
import { reportOf } from '../../src/report/index.js';
import { findBarriers } from './accessibility.js';
import { folder, launch, missing, visit } from './browser.js';

/** A runtime whose kernels take a millisecond for each million bytes that their layer moves. */
const runtime: Runtime = {
  kind: 'runtime',
  name: 'fake',
  devices: ['cpu'],
  summary: '',
  oneSession: true,
  open: ({ model }) => {
    const kernels = analyse(model).layers.map(({ readBytes, writeBytes }, index) => ({
      name: `kernel ${index}`,
      ms: (Number(readBytes) + Number(writeBytes)) / 1e6,
      anchors: [{ kind: 'origin', origin: `graph.node[${index}]` } as const],
    }));
    const ms = kernels.reduce((sum, kernel) => sum + kernel.ms, 0);
    return Promise.resolve({
      version: '<b>1</b>',
      device: 'cpu',
      level: 'all',
      threads: 1,
      notes: [],
      run: (count) => Promise.resolve(Array.from({ length: count }, () => ({ ms }))),
      close: () =>
        Promise.resolve({
          kernels: kernels.map(({ ms: each, ...kernel }) => ({ ...kernel, durationsMs: [each] })),
          runs: 1,
        }),
    });
  },
};

describe.skipIf(missing !== undefined)(
  `the page of the paper's experiments${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const file = path.join(folder, 'paper.html');
    let browser: Browser;
    beforeAll(async () => {
      const result = await measurePaper({
        runtime,
        options: { level: 'all', threads: 1 },
        machine: { description: { processor: 'a <processor>' } },
        batch: 1,
        quick: true,
        profilingMs: 0,
        timeLimitMs: 1e9,
      });
      const reports = result.networks.flatMap(({ entries }) =>
        entries.map(({ name, analysis, measurement }) => reportOf(name, analysis, {}, { measurement })),
      );
      const options = { width: 80, colour: false, all: false };
      writeFileSync(file, html.paper?.(paperFacts(result), reports, options).toString() ?? '');
      browser = await launch();
    }, 60_000);
    afterAll(() => browser.close());

    it('says whether each guideline holds here, in a sentence, with its table', async () => {
      const { page, problems } = await visit(browser, file);
      const verdicts = page.locator('.verdicts > li');
      expect(await verdicts.count()).toBe(4);
      // The time is the memory access, which is what the guidelines hold down.
      expect(await verdicts.first().innerText()).toMatch(
        /^G1 holds here\n+G1 holds here: equal widths came first in 3 of 3 columns; .*\(paper: 0\.51 to 0\.\d\d\)\./u,
      );
      await verdicts.first().locator('summary').click();
      expect(await verdicts.first().locator('table').first().innerText()).toMatch(
        /1:12\s+[\d.]+\/s\s+×0\.\d\d\s+748\/s/u,
      );
      expect(await page.locator('#paper').innerText()).toContain('a <processor>');
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('draws figures 1 and 2 for this platform', async () => {
      const { page } = await visit(browser, file);
      const speeds = page.locator('#paper [aria-label^="Figure 1"]');
      // A quick run has two levels of table 8: of three networks, and of the four families.
      const names = await page.locator('.models-table tbody button').allInnerTexts();
      expect(await speeds.locator('circle').count()).toBe(names.length);
      expect(await speeds.locator('.legend').innerText()).toContain('ShuffleNet v2');
      const split = page.locator('#paper [aria-label^="Figure 2"]');
      expect(await split.locator('.bar-name').allTextContents()).toEqual([
        expect.stringContaining('ShuffleNet v1'),
        expect.stringContaining('MobileNet'),
      ]);
      const shares = (await split.locator('tbody td').allInnerTexts()).map((text) => Number.parseFloat(text));
      const sums = [0, 1].map((column) => shares.filter((_, at) => at % 2 === column).reduce((sum, x) => sum + x, 0));
      for (const sum of sums) expect(sum).toBeCloseTo(100, -1);
      expect(await page.locator('#paper [aria-label^="Table 8"]').first().innerText()).toMatch(/Paper, GPU/u);
      await page.context().close();
    });

    it.each([
      ['light', 1440],
      ['dark', 390],
    ] as const)('has no barriers, %s, %i pixels wide, and nothing sticks out', async (colorScheme, width) => {
      const { page } = await visit(browser, file, { colorScheme, viewport: { width, height: 844 } });
      await page.locator('.verdicts summary').first().click();
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await page.context().close();
    });
  },
);
