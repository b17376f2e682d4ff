import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onnxruntimeFolder } from '../../scripts/build/measuring-parts.js';
import { measuringParts } from '../../src/formats/html/measuring-messages.js';
import type { ModelReport, ReportDocument } from '../../src/report/index.js';
import { folder, missing } from './browser.js';

/** The reason why nothing can be measured in a browser here; undefined where it can. */
export const lacking =
  missing ?? (onnxruntimeFolder() === undefined ? '`npm run test:setup` has not installed onnxruntime-web' : undefined);

/** The folder of the site, and models of a known and an open batch. */
export const site = path.join(folder, 'measuring-site');
export const small = path.join(folder, 'small.onnx');
export const open = path.join(folder, 'open.onnx');

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Makes the clock of what measures run five times as fast, so that it has soon measured for long enough. */
export function hurryMeasuring(): void {
  const faster = '{ const now = performance.now.bind(performance); performance.now = () => 5 * now(); }\n';
  for (const { script } of Object.values(measuringParts)) {
    const file = path.join(site, 'measure', script);
    writeFileSync(file, faster + readFileSync(file, 'utf8'));
  }
}

/** Serves the site; an isolated one with the headers that threads and a fine clock need. */
export async function serve(isIsolated: boolean): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer((request, response) => {
    const file = path.join(site, request.url === '/' ? 'index.html' : (request.url ?? ''));
    if (isIsolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

interface Opened {
  readonly page: Page;
  /** Errors and warnings in the page, what its policy stopped included. */
  readonly problems: string[];
  /** The paths that it asked its server for. */
  readonly asked: string[];
}

/** Opens a site in a browser, and notes what it complains of and asks for. */
export async function visitSite(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('request', (request) => {
    if (!/^(?:blob|data):/u.test(request.url())) asked.push(request.url().replace(address, ''));
  });
  await page.goto(address);
  return { page, problems, asked };
}

/** Gives a page a file, and waits for the report on it. */
export async function drop(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles([file]);
  await page.locator('.tiles').waitFor();
}

/** The part of a page that measures. */
export const panel = (page: Page) => page.getByRole('region', { name: 'Measure here' });

/** Measures on a device, and waits for what comes of it. */
export async function measure(page: Page, device: 'wasm' | 'webgpu' = 'wasm'): Promise<void> {
  await panel(page).getByLabel('on').selectOption(device);
  await panel(page)
    .getByRole('button', { name: /^Measure (?:here|again)$/u })
    .click();
  await page.locator('.measure-outcome > *').first().waitFor({ timeout: 60_000 });
}

/** The report that the page saves. */
export async function saved(page: Page): Promise<{ readonly file: string; readonly report: ModelReport }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel(page).getByRole('button', { name: 'Save the report' }).click(),
  ]);
  const file = path.join(mkdtempSync(path.join(folder, 'saved-')), download.suggestedFilename());
  await download.saveAs(file);
  const [report] = (JSON.parse(readFileSync(file, 'utf8')) as ReportDocument).models;
  if (report === undefined || 'error' in report) throw new Error('the page saved no report');
  return { file, report };
}
