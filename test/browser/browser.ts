import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import html from '../../src/formats/html/index.js';
import type { FormatOptions } from '../../src/formats/define.js';
import type { FailedModel, Report } from '../../src/report/index.js';
import { print } from '../testers/test-format.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const playwright = await import('playwright-core').catch(() => undefined);

/** Why the tests of a browser cannot run; undefined when they can. */
export const missing =
  playwright === undefined
    ? '`npm run test:setup` has not installed playwright-core'
    : existsSync(executablePath)
      ? undefined
      : `there is no ${executablePath}; say with CHROMIUM=… where Chromium is`;

/** Where Debian has the description of SwiftShader, which is Vulkan on the processor. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Starts Chromium without a screen; it does nothing on the network. With `webgpu` it has a graphics adapter, on the
 * processor.
 */
export async function launch({ webgpu = false } = {}): Promise<Browser> {
  if (playwright === undefined) throw new Error(missing);
  return playwright.chromium.launch({
    executablePath,
    ...(webgpu && existsSync(swiftShader) && { env: { ...process.env, VK_ICD_FILENAMES: swiftShader } }),
    args: [
      '--headless',
      '--no-sandbox',
      ...(webgpu ? ['--enable-unsafe-webgpu'] : ['--disable-gpu']),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A folder for the pages of one test file; the process takes it away. */
export const folder = mkdtempSync(path.join(tmpdir(), 'netstat-browser-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * A page in the browser, with whatever went wrong in it: errors, what its policy stopped, and what it asked of the
 * network.
 */
export interface Watched {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a file as a person would from disk. */
export async function visit(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('request', (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) problems.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, problems };
}

/** Writes the page of some reports and opens it. */
export async function visitReports(
  browser: Browser,
  reports: readonly (Report | FailedModel)[],
  {
    options = {},
    context = {},
  }: { readonly options?: Partial<FormatOptions>; readonly context?: BrowserContextOptions } = {},
): Promise<Watched> {
  const file = path.join(mkdtempSync(path.join(folder, 'page-')), 'report.html');
  writeFileSync(file, print(html, reports, options));
  return visit(browser, file, context);
}
