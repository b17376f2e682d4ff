import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';
import { folder, launch, missing } from './browser.js';

/** Where Netron's page may be: the folder that NETRON_FOLDER names, or `source` in it, or a package. */
const netron = [process.env['NETRON_FOLDER'] ?? '', 'node_modules/netron', 'test/node_modules/netron']
  .flatMap((place) => (place === '' ? [] : [place, path.join(place, 'source')]))
  .find((place) => existsSync(path.join(place, 'index.html')));

const lacking =
  missing ?? (netron === undefined ? 'there is no Netron; NETRON_FOLDER=… names the folder of its source' : undefined);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

describe.skipIf(lacking !== undefined)(`Netron${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  let browser: Browser;
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://localhost').pathname;
      const file = path.join(netron ?? '', name === '/' ? 'index.html' : path.basename(name));
      response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('shows the figures of the attachment beside the node that is clicked', { timeout: 90_000 }, async () => {
    const attachment = path.join(folder, 'shufflenet-v2.netron.json');
    expect(netstat(['fixtures/shufflenet-v2.onnx', '--output', attachment])).toMatchObject({ status: 0 });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    // It asks whether it may use cookies, and nothing else of the network.
    await context.addCookies([{ name: 'consent', value: '1', url: address }]);
    await context.route(
      (url) => !url.href.startsWith(address),
      (route) => route.abort(),
    );
    const page = await context.newPage();
    await page.goto(address);
    const files = page.locator('#open-file-dialog');
    await page.locator('body.welcome:not(.spinner)').waitFor({ timeout: 30_000 });
    await files.setInputFiles(['fixtures/shufflenet-v2.onnx']);
    const convolution = page.locator('g.node', { hasText: 'Conv' }).first();
    await convolution.waitFor({ timeout: 30_000 });
    await files.setInputFiles([attachment]);
    const figure = page.locator('#sidebar .sidebar-item', { has: page.locator('input[value="multiply-adds"]') });
    await expect
      .poll(
        async () => {
          await convolution.locator('path, rect').first().click({ force: true });
          return figure.count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    // The first convolution of ShuffleNet V2: 24 filters of 3·3·3 at 112·112 places.
    expect((await figure.innerText()).trim()).toBe(String(24 * 27 * 112 * 112));
    const shown = process.env['NETRON_SCREENSHOT'];
    if (shown !== undefined) await page.screenshot({ path: shown });
    await context.close();
  });
});
