import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeInlineWeights } from '../../bench/big-models.js';
import { buildSite } from '../../scripts/build/site.js';
import { inspectBytes } from '../../src/index.js';
import type { ModelReport } from '../../src/index.js';
import { findBarriers } from './accessibility.js';
import { folder, launch, missing, visit } from './browser.js';

const site = path.join(folder, 'site');
const home = path.join(site, 'index.html');

async function drop(page: Page, files: readonly string[]): Promise<void> {
  await page.locator('body > input[type=file]').setInputFiles([...files]);
}

/** A report under the name of a file. */
function named(report: ModelReport, name: string): ModelReport {
  return { ...report, model: { ...report.model, path: name } };
}

/** The exact figure under a tile's short one. */
function tile(page: Page, name: string): Promise<string> {
  return page.locator('.tile', { hasText: name }).first().innerText();
}

describe.skipIf(missing !== undefined)(
  `the drop-in page in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      await buildSite(site);
      browser = await launch();
    }, 60_000);
    afterAll(() => browser.close());

    it('is one file, beside which lies what it loads to measure', () =>
      expect(readdirSync(site).filter((name) => name !== 'measure')).toEqual(['index.html']));

    it.each(['light', 'dark'] as const)('has no barrier: %s', async (colorScheme) => {
      const { page, problems } = await visit(browser, home, { colorScheme });
      expect(await findBarriers(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    const fixtures = readdirSync('fixtures')
      .filter((file) => file.endsWith('.onnx'))
      .map((file) => path.join('fixtures', file));
    // A folder of models of one's own can be tried as well: NETSTAT_MODELS=~/models npx vitest run test/browser.
    const own = process.env['NETSTAT_MODELS'];
    const others =
      own === undefined
        ? []
        : readdirSync(own)
            .filter((file) => file.endsWith('.onnx'))
            .map((file) => path.join(own, file));

    it.each([...fixtures, ...others])('reads %s from disk, as the library does', async (file) => {
      const { page, problems } = await visit(browser, home);
      await drop(page, [file]);
      await page.locator('.tiles').waitFor();
      const { totals } = inspectBytes(readFileSync(file));
      expect(await page.locator('h1').innerText()).toBe(path.basename(file));
      for (const [name, figure] of [
        ['Multiply-adds', totals.multiplyAdds],
        ['FLOPs', totals.flops],
        ['Params', totals.params],
      ] as const) {
        if (typeof figure === 'number') expect(await tile(page, name)).toContain(figure.toLocaleString('en'));
      }
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('computes anew when a dimension gets a value, findings too', async () => {
      const { page, problems } = await visit(browser, home);
      const file = 'fixtures/shufflenet-v2.dynamic.onnx';
      await drop(page, [file]);
      await page.locator('input[data-symbol=N]').fill('8');
      const { totals, findings } = inspectBytes(readFileSync(file), { dims: { N: 8 } });
      await expect.poll(() => tile(page, 'Multiply-adds')).toContain(totals.multiplyAdds?.toLocaleString('en'));
      expect(await page.locator('#findings h2 .count').innerText()).toBe(String(findings.length));
      const rules = new Set(findings.map(({ rule, severity }) => `${severity} ${rule}`));
      expect(await page.locator('.finding').count()).toBe(rules.size);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('takes a model that is dropped on it', async () => {
      const { page } = await visit(browser, home);
      const bytes = readFileSync('fixtures/mobilenet-v2.onnx').toString('base64');
      await page.evaluate(`{
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob('${bytes}'), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], 'dropped.onnx'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }`);
      await page.locator('.tiles').waitFor();
      expect(await page.locator('h1').innerText()).toBe('dropped.onnx');
      await page.context().close();
    });

    it('says in a line why a file is no model, and takes another', async () => {
      const { page, problems } = await visit(browser, home);
      const cut = path.join(mkdtempSync(path.join(folder, 'cut-')), 'cut.onnx');
      writeFileSync(cut, readFileSync('fixtures/mobilenet-v2.onnx').subarray(0, 500));
      await drop(page, [cut]);
      const line = await page.getByRole('alert').innerText();
      expect(line).toMatch(/^cut\.onnx: .*\.?$/);
      expect(line).not.toContain('\n');
      await drop(page, ['fixtures/mobilenet-v2.onnx']);
      await page.locator('.tiles').waitFor();
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('shows several models side by side', async () => {
      const { page } = await visit(browser, home);
      await drop(page, ['fixtures/mobilenet-v2.onnx', 'fixtures/shufflenet-v2.onnx']);
      await page.locator('.tiles').waitFor();
      expect(await page.locator('circle.model').count()).toBe(2);
      await page.context().close();
    });

    it('reads a file of 2.5 GB by place: only its structure', async () => {
      const { page, problems } = await visit(browser, home);
      const big = path.join(mkdtempSync(path.join(folder, 'big-')), 'big.onnx');
      const weights = 40; // of 64 MiB, which are holes: they take no room on most disks
      writeInlineWeights(big, weights);
      await drop(page, [big]);
      await page.locator('.tiles').waitFor();
      expect(await tile(page, 'Params')).toContain((weights * 4096 ** 2).toLocaleString('en'));
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('opens a report that netstat saved, as JSON or a line a model', async () => {
      const { page, problems } = await visit(browser, home);
      const reports = ['mobilenet-v2', 'shufflenet-v2'].map((name) =>
        named(inspectBytes(readFileSync(`fixtures/${name}.onnx`)), `${name}.onnx`),
      );
      const at = mkdtempSync(path.join(folder, 'saved-'));
      const [json, lines] = [path.join(at, 'two.json'), path.join(at, 'two.jsonl')];
      writeFileSync(json, JSON.stringify({ schemaVersion: 1, netstat: '0.1.0', models: reports }));
      writeFileSync(lines, reports.map((report) => `${JSON.stringify(report)}\n`).join(''));
      for (const file of [json, lines]) {
        await drop(page, [file]);
        await expect.poll(() => page.locator('.models-table tbody tr').count()).toBe(2);
        expect(await page.locator('h1').innerText()).toBe('mobilenet-v2.onnx');
        expect(await tile(page, 'Multiply-adds')).toContain('300,774,272');
      }
      expect(problems).toEqual([]);
      await page.context().close();
    });

    it('binds sizes of a saved report by its formulas, and says that its findings stay', async () => {
      const { page } = await visit(browser, home);
      const file = path.join(mkdtempSync(path.join(folder, 'saved-')), 'open.json');
      const model = readFileSync('fixtures/shufflenet-v2.dynamic.onnx');
      writeFileSync(file, JSON.stringify(named(inspectBytes(model), 'open.onnx')));
      await drop(page, [file]);
      await page.locator('input[data-symbol=N]').fill('8');
      const { totals } = inspectBytes(model, { dims: { N: 8 } });
      await expect.poll(() => tile(page, 'Multiply-adds')).toContain(totals.multiplyAdds?.toLocaleString('en'));
      expect(await page.locator('#findings .notice').innerText()).toContain('netstat lint open.onnx --dim N=8');
      await page.context().close();
    });

    it('says in a line why a file is no saved report', async () => {
      const { page } = await visit(browser, home);
      const file = path.join(mkdtempSync(path.join(folder, 'saved-')), 'package.json');
      writeFileSync(file, '{"name": "something"}');
      await drop(page, [file]);
      expect(await page.getByRole('alert').innerText()).toMatch(/^package\.json: is no report of netstat; .*$/u);
      await page.context().close();
    });

    it('works from a web server', async () => {
      const server = createServer((_, response) =>
        response.setHeader('Content-Type', 'text/html').end(readFileSync(home)),
      );
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await drop(page, ['fixtures/mobilenet-v2.onnx']);
      await page.locator('.tiles').waitFor();
      expect(await tile(page, 'Multiply-adds')).toContain('300,774,272');
      await page.close();
      server.close();
    });
  },
);
