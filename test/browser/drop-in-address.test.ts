import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeInlineWeights } from '../../bench/big-models.js';
import { buildSite } from '../../scripts/build/site.js';
import { inspectBytes } from '../../src/index.js';
import { startRangeServer } from '../testers/range-server.js';
import type { Content, RangeAnswer, RangeServer } from '../testers/range-server.js';
import { folder, launch, missing } from './browser.js';

const site = path.join(folder, 'address-site');
const home = pathToFileURL(path.join(site, 'index.html')).href;

const model = readFileSync('fixtures/mobilenet-v2.onnx');
const big = path.join(mkdtempSync(path.join(folder, 'big-')), 'big.onnx');
/** Tensors of 64 MiB within the file, which are holes. */
const BIG_WEIGHTS = 8;

/** Lets pages of every site read an answer, as hubs do. */
function shared(answer: RangeAnswer): RangeAnswer {
  return { ...answer, headers: { ...answer.headers, 'access-control-allow-origin': '*' } };
}

const contents: Readonly<Record<string, Content>> = {
  '/mobilenet-v2.onnx': { kind: 'bytes', bytes: model },
  '/big.onnx': { kind: 'file', path: big },
  '/report.json': { kind: 'bytes', bytes: Buffer.from(JSON.stringify(inspectBytes(model))) },
  '/gone.onnx': {
    kind: 'answer',
    answer: (_, response) => {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
    },
  },
  '/no.json': { kind: 'bytes', bytes: Buffer.from('{"name": "something"}') },
  '/page.html': { kind: 'bytes', bytes: Buffer.from('<!doctype html><title>no model</title>') },
};

describe.skipIf(missing !== undefined)(
  `the drop-in page of an address${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    let open: RangeServer;
    let closed: RangeServer;
    let whole: RangeServer;
    beforeAll(async () => {
      await buildSite(site);
      writeInlineWeights(big, BIG_WEIGHTS);
      browser = await launch();
      open = await startRangeServer(contents, { change: shared });
      closed = await startRangeServer(contents);
      // A server that knows no ranges.
      whole = await startRangeServer(
        {
          ...contents,
          '/mobilenet-v2.onnx': {
            kind: 'answer',
            answer: (_, response) => {
              const headers = { 'content-length': model.length, 'access-control-allow-origin': '*' };
              response.writeHead(200, headers).end(model);
            },
          },
        },
        { change: shared },
      );
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      for (const server of [open, closed, whole]) server.close();
    });

    async function visitAddress(url: string, hash = ''): Promise<Page> {
      const page = await browser.newPage();
      await page.goto(`${home}?url=${encodeURIComponent(url)}${hash}`);
      return page;
    }

    it.each(['open', 'whole'] as const)('reads a model from a server: %s', async (kind) => {
      const server = kind === 'open' ? open : whole;
      const page = await visitAddress(`${server.origin}/mobilenet-v2.onnx`);
      await page.locator('.tiles').waitFor();
      expect(await page.locator('h1').innerText()).toBe('mobilenet-v2.onnx');
      expect(await page.locator('.tile[data-figure="multiply-adds"]').innerText()).toContain('300,774,272');
      await page.close();
    });

    it('transfers the structure of a model, not its weights', async () => {
      // 25 MB a second and 20 ms to answer, as a good connection has.
      const far = await startRangeServer(contents, { change: shared, delay: 20, rate: 25e6 });
      const page = await visitAddress(`${far.origin}/big.onnx`);
      await page.locator('.tiles').waitFor();
      expect(await page.locator('.tile[data-figure="params"]').innerText()).toContain(
        (BIG_WEIGHTS * 4096 ** 2).toLocaleString('en'),
      );
      expect(far.sent()).toBeLessThan(0.1 * BIG_WEIGHTS * 64 * 1024 * 1024);
      await page.close();
      far.close();
    });

    it('reads a saved report, and shows it as the rest of the address says', async () => {
      const page = await visitAddress(`${open.origin}/report.json`, '#?view=list&sort=params');
      await page.locator('.tiles').waitFor();
      expect(await page.locator('.tile[data-figure="multiply-adds"]').innerText()).toContain('300,774,272');
      expect(await page.locator('#layers [aria-sort=descending]').innerText()).toContain('Params');
      await page.close();
    });

    it.each<readonly [string, () => string, RegExp]>([
      ['a server that allows no other page', () => `${closed.origin}/mobilenet-v2.onnx`, /CORS.*drop it here/u],
      ['a file that is not there', () => `${open.origin}/gone.onnx`, /answers 404/u],
      ['a page in place of a model', () => `${open.origin}/page.html`, /HTML/iu],
      ['an address of another kind', () => 'ftp://host/model.onnx', /no address of the web/u],
      ['no address at all', () => 'model.onnx', /no address of the web/u],
      ['a file that is no report', () => `${open.origin}/no.json`, /is no report of netstat/u],
    ])('says in a line what is wrong: %s', async (_, url, line) => {
      const page = await visitAddress(url());
      const said: string = await page.getByRole('alert').innerText();
      expect(said).toMatch(line);
      expect(said).not.toContain('\n');
      await page.close();
    });

    it('takes an address from its field', async () => {
      const page = await browser.newPage();
      await page.goto(home);
      await page.getByLabel('Address of a model').fill(`${open.origin}/mobilenet-v2.onnx`);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await page.locator('.tiles').waitFor();
      expect(new URL(page.url()).searchParams.get('url')).toBe(`${open.origin}/mobilenet-v2.onnx`);
      await page.close();
    });

    it('may ask nothing of the network without an address', async () => {
      const page = await browser.newPage();
      await page.goto(home);
      const asked = await page.evaluate<string>(
        `fetch('${open.origin}/report.json').then(() => 'came', () => 'refused')`,
      );
      expect(asked).toBe('refused');
      await page.close();
    });
  },
);
