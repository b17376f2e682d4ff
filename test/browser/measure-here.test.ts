import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { buildSite } from '../../scripts/build/site.js';
import { measuringParts } from '../../src/formats/html/measuring-messages.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { makeReport } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';
import { findBarriers } from './accessibility.js';
import { folder, launch, visit, visitReports } from './browser.js';
import {
  drop,
  hurryMeasuring,
  lacking,
  measure,
  open,
  panel,
  saved,
  serve,
  site,
  small,
  visitSite,
} from './measuring-site.js';
import { threeLayers } from '../testers/three-layers.js';

describe.skipIf(lacking !== undefined)(
  `"Measure here" in a browser${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  () => {
    let browser: Browser;
    let isolated: Awaited<ReturnType<typeof serve>>;
    let plain: Awaited<ReturnType<typeof serve>>;
    beforeAll(async () => {
      writeFileSync(small, threeLayers(1));
      writeFileSync(open, threeLayers('N'));
      await buildSite(site);
      hurryMeasuring();
      [isolated, plain] = await Promise.all([serve(true), serve(false)]);
      browser = await launch({ webgpu: true });
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      isolated.server.close();
      plain.server.close();
    });

    it.each(['wasm', 'webgpu'] as const)(
      'runs the model on %s and fills in tables and charts',
      { timeout: 120_000 },
      async (device) => {
        const { page, problems } = await visitSite(browser, isolated.address);
        await drop(page, small);
        expect(await page.getByRole('columnheader', { name: 'latency' }).count()).toBe(0);
        await measure(page, device);
        expect(await panel(page).innerText()).toMatch(
          device === 'wasm'
            ? /end to end\. Once, before: .+ to load the model, .+ for its first run\./u
            : /for its first run, in which shaders are compiled\./u,
        );
        expect(await page.locator('.tile', { hasText: 'Latency' }).innerText()).toContain(`${device}, 1 thread`);
        expect(await page.getByRole('columnheader', { name: 'latency' }).first().isVisible()).toBe(true);
        expect(await page.locator('.shares thead').innerText()).toContain('Latency');
        expect(await page.getByRole('button', { name: 'Latency' }).first().isVisible()).toBe(true);
        expect(await page.locator('.plot').first().innerText()).toContain('FLOPs per second');

        const { file, report } = await saved(page);
        const { measurement } = report;
        expect(measurement).toMatchObject({ runtime: 'browser', device, threads: 1 });
        expect(measurement?.version).toMatch(/^\d+\.\d+\.\d+, \w+ \d+/u);
        const layers = measurement?.kernels.flatMap((kernel) => kernel.layers) ?? [];
        expect([...layers, ...(measurement?.removed ?? [])].toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
        expect(measurement?.explainedShare).toBe(1);
        expect(measurement?.start?.firstRunMs).toBeGreaterThan(0);
        // Other tools of netstat read it.
        expect(netstat(['render', file]).stdout).toContain(`browser ${measurement?.version}`);
        expect(netstat(['compare', file, file])).toMatchObject({ status: 0 });
        expect(problems).toEqual([]);
        await page.context().close();
      },
    );

    it('loads nothing before it is asked to, then its own files only, and works without a network', async () => {
      const { page, problems, asked } = await visitSite(browser, plain.address);
      await drop(page, small);
      expect(asked).toEqual(['']);
      await measure(page);
      const { script, binary } = measuringParts.wasm;
      expect(asked).toEqual(['', `measure/${script}`, `measure/${binary}`]);
      await page.context().setOffline(true);
      await measure(page);
      expect(await panel(page).innerText()).toContain('end to end');
      expect(asked).toHaveLength(3);
      expect(problems).toEqual([]);
      await page.context().close();
    }, 60_000);

    it('says that the clock is coarse in a page that is not isolated', async () => {
      const { page } = await visitSite(browser, plain.address);
      await drop(page, small);
      expect(await panel(page).getByText('threads').count()).toBe(0);
      await measure(page);
      expect((await saved(page)).report.measurement?.machine['isolated']).toContain('coarser clock');
      await page.context().close();
    });

    it('may not reach anything else', async () => {
      const { page } = await visitSite(browser, plain.address);
      const reach = (address: string): Promise<unknown> =>
        page.evaluate(
          (to) =>
            fetch(to, { mode: 'no-cors' }).then(
              () => 'reached',
              () => 'refused',
            ),
          address,
        );
      expect(await reach(isolated.address)).toBe('refused');
      expect(await reach(plain.address)).toBe('reached');
      // Nor does a script run that is not the page's own.
      const injected = `{
        const script = document.createElement('script');
        script.textContent = 'globalThis.hasRun = true';
        document.body.append(script);
        'hasRun' in globalThis;
      }`;
      expect(await page.evaluate(injected)).toBe(false);
      await page.context().close();
    });

    it('can be stopped, and begins anew', { timeout: 90_000 }, async () => {
      const { page, problems } = await visitSite(browser, isolated.address);
      await drop(page, 'fixtures/mobilenet-v2.onnx');
      const start = panel(page).getByRole('button', { name: 'Measure here' });
      await start.click();
      await expect.poll(() => panel(page).getByRole('status').innerText(), { timeout: 30_000 }).toBe('Measuring');
      expect(await start.isDisabled()).toBe(true);
      await panel(page).getByRole('button', { name: 'Stop' }).click();
      await expect.poll(() => start.isEnabled()).toBe(true);
      expect(await panel(page).getByRole('progressbar').isVisible()).toBe(false);
      expect(await page.locator('.tile', { hasText: 'Latency' }).count()).toBe(0);
      await start.click();
      await expect.poll(() => panel(page).getByRole('progressbar').isVisible(), { timeout: 30_000 }).toBe(true);
      expect(await findBarriers(page)).toEqual([]);
      await drop(page, small);
      await measure(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    // By WebAssembly only: what stands for a graphics card in tests is the processor, too.
    it(
      'measures what the device does at most, for the roofline and bounds, on wish',
      { timeout: 120_000 },
      async () => {
        const { page, problems } = await visitSite(browser, isolated.address);
        await drop(page, small);
        await measure(page);
        expect((await saved(page)).report.roofline).toBeUndefined();
        await panel(page).getByRole('button', { name: 'Measure the roof' }).click();
        await panel(page)
          .getByText(/^At most \d/u)
          .waitFor({ timeout: 90_000 });
        const { report } = await saved(page);
        const { roofline, measurement } = report;
        const sets = roofline?.bandwidths?.map(({ workingSetBytes }) => workingSetBytes / 2 ** 20) ?? [];
        expect(sets.length).toBeGreaterThan(3);
        expect(Math.max(...sets)).toBeCloseTo(48, 0);
        for (const { layers, flops, bound } of measurement?.kernels ?? []) {
          if (layers.length === 0) continue;
          // The model has no integers: a kernel computes no faster than the best probe.
          expect(bound?.ms).toBeGreaterThanOrEqual(((flops ?? 0) * 0.7) / ((roofline?.flopsPerSecond ?? 0) / 1000));
        }
        expect(await page.locator('.plot .roof').count()).toBe(1);
        // A second measurement has it at once.
        await measure(page);
        await panel(page)
          .getByText(/^At most \d/u)
          .waitFor();
        expect(await panel(page).getByRole('button', { name: 'Measure the roof' }).count()).toBe(0);
        expect(await findBarriers(page)).toEqual([]);
        expect(problems).toEqual([]);
        await page.context().close();
      },
    );

    it('says that zeros stood for weights that lie in a file, and runs with the file when it is dropped', async () => {
      const { page, problems } = await visitSite(browser, isolated.address);
      const data = path.join(folder, 'weights.bin');
      writeFileSync(data, new Uint8Array(8 * 8 * 3 * 3 * 4 + 4096));
      await drop(page, small);
      await measure(page);
      const sentence = 'Zeros stood for the weights in weights.bin.';
      expect(await panel(page).innerText()).toContain(sentence);
      await page.locator('input[type=file]').first().setInputFiles([data]);
      await expect.poll(() => panel(page).innerText(), { timeout: 30_000 }).not.toContain(sentence);
      await expect.poll(() => panel(page).innerText(), { timeout: 30_000 }).toContain('end to end');
      expect((await saved(page)).report.measurement?.notes.join(' ')).not.toContain('zeros');
      // Along with the model they are there from the start.
      const { page: anew } = await visitSite(browser, isolated.address);
      await anew.locator('input[type=file]').first().setInputFiles([data, small]);
      await anew.locator('.tiles').waitFor();
      await measure(anew);
      expect(await panel(anew).innerText()).not.toContain('Zeros');
      await anew.context().close();
      expect(problems).toEqual([]);
      await page.context().close();
    }, 60_000);

    it('takes an open batch for 1 and shows that', async () => {
      const { page } = await visitSite(browser, isolated.address);
      await drop(page, open);
      await measure(page);
      expect(await page.locator('input[data-symbol=N]').inputValue()).toBe('1');
      // 8 × 8 channels of 3 × 3 at 16 × 16 places.
      expect(await page.locator('.tile', { hasText: 'Multiply-adds' }).innerText()).toContain('147,456');
      expect((await saved(page)).report.bindings).toEqual({ N: 1 });
      await page.context().close();
    });

    it('says why a model cannot run', async () => {
      const { page } = await visitSite(browser, isolated.address);
      const unknown = path.join(folder, 'unknown.onnx');
      writeFileSync(
        unknown,
        model({
          opset: 17,
          inputs: [value('x', 'float32', [1, 8])],
          outputs: ['y'],
          nodes: [node('NoSuchOperator', ['x'], ['y'])],
        }),
      );
      await drop(page, unknown);
      await measure(page);
      expect(await panel(page).getByRole('alert').innerText()).toContain('NoSuchOperator');
      await page.context().close();
    });

    const parts = Object.values(measuringParts.wasm).map((name) => path.join(site, 'measure', name));

    it('works in a page from disk once its files are chosen', { timeout: 60_000 }, async () => {
      const { page, problems } = await visit(browser, path.join(site, 'index.html'));
      await drop(page, small);
      await measure(page);
      expect(await panel(page).getByRole('alert').innerText()).toContain(measuringParts.wasm.script);
      await panel(page).getByLabel('The files for measuring').setInputFiles(parts);
      await page.locator('.tile', { hasText: 'Latency' }).waitFor({ timeout: 30_000 });
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('measures the model of a saved page when it is dropped there, and no other', { timeout: 60_000 }, async () => {
      const report = makeReport('small.onnx', readModel(memorySource(threeLayers(1))));
      const { page, problems } = await visitReports(browser, [report]);
      const give = async (file: string): Promise<void> => {
        await panel(page).getByLabel('The model to measure').setInputFiles([file]);
        await page.locator('.measure-outcome > *').first().waitFor({ timeout: 30_000 });
      };
      await give(small);
      await panel(page).getByLabel('The files for measuring').setInputFiles(parts);
      await page.locator('.tile', { hasText: 'Latency' }).waitFor({ timeout: 30_000 });
      const other = path.join(folder, 'other.onnx');
      writeFileSync(
        other,
        model({
          opset: 17,
          inputs: [value('x', 'float32', [1, 8])],
          outputs: ['y'],
          nodes: [node('Relu', ['x'], ['y'])],
        }),
      );
      await give(other);
      await expect
        .poll(() => page.locator('.measure-outcome').innerText())
        .toBe('this file is another model than the page shows');
      expect(problems).toEqual([]);
      await page.context().close();
    });
  },
);
