import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import { escapeLog } from '../../src/text/index.js';
import { launch, missing } from '../browser/browser.js';
import { savedFiles } from '../fuzz/saved-files.js';
import { netstat } from '../testers/run-netstat.js';
import { hostileModel, hostileProfile, nameIn, nastyNames } from './names.js';
import { checkLog, checks, formats } from './name-checks.js';
import type { Format } from './name-checks.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-names-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The files of a name, and the options that name it. */
interface Files {
  readonly nasty: string;
  readonly model: string;
  readonly other: string;
  readonly profile: string;
  /** Scenarios of such names. */
  readonly config: string;
  /** A platform that is called so. */
  readonly platform: string;
  /** Figures of a model that are called so. */
  readonly extra: string;
  /** A run of the paper on a machine that is called so. */
  readonly paper: string;
  /** A platform made from a sweep of a runtime that is called so. */
  readonly sweep: string;
  /** Where the report of the model is saved. */
  readonly saved: string;
}

function writeFiles(nasty: string, index: number): Files {
  // A file's name holds neither.
  const file = nasty.replaceAll(/[/\0]/gu, '_');
  const write = (name: string, content: Uint8Array | string): string => {
    const place = path.join(folder, `${index}`, name);
    writeFileSync(place, content);
    return place;
  };
  mkdirSync(path.join(folder, `${index}`));
  return {
    nasty,
    model: write(`${file}file.onnx`, hostileModel(nasty)),
    other: write(`${file}other.onnx`, hostileModel(nasty, 16)),
    profile: write('profile.json', hostileProfile(nasty)),
    config: write(
      'config.json',
      JSON.stringify({ scenarios: { [`${nasty}scenario`]: { dims: { [nameIn('size', nasty)]: 2 } } } }),
    ),
    platform: write(
      'platform.json',
      JSON.stringify({
        kind: 'netstat calibration',
        name: `${nasty}device`,
        flopsPerSecond: 1e10,
        bytesPerSecond: 1e10,
      }),
    ),
    extra: write(
      'extra.csv',
      `model,"${`${nasty}figure`.replaceAll('"', '""')}"\n"${`${file}file`.replaceAll('"', '""')}",1\n`,
    ),
    paper: write(
      'paper.json',
      JSON.stringify({
        kind: 'netstat paper',
        platform: {
          runtime: `${nasty}runtime`,
          version: `${nasty}version`,
          device: `${nasty}device`,
          threads: 1,
          machine: { processor: `${nasty}processor` },
        },
        tables: [],
        verdicts: ['G1', 'G2', 'G3', 'G4'].map((guideline) => ({
          guideline,
          columns: 6,
          holding: 0,
          here: [0.99, 1.03],
          paper: [0.51, 0.83],
          holds: 'no',
        })),
      }),
    ),
    sweep: write('sweep.json', JSON.stringify({ ...platform, ...named(nasty) })),
    saved: path.join(folder, `${index}`, `${file}saved.json`),
  };
}

/** A platform as a sweep makes it. */
const platform: object = JSON.parse(
  savedFiles('{}').find(({ name }) => name === 'platform.json')?.content ?? '{}',
) as object;

/** The texts of a platform that say where it was measured. */
function named(nasty: string): object {
  return { name: `${nasty}platform`, runtime: `${nasty}runtime`, version: `${nasty}version`, device: `${nasty}device` };
}

/** Every command that prints names, in every format that it has. */
function commandLines({
  nasty: name,
  model,
  other,
  profile,
  config,
  platform: device,
  extra,
  paper,
  sweep,
  saved,
}: Files): readonly (readonly [Format, readonly string[]])[] {
  // No argument holds a NUL.
  const nasty = name.replaceAll('\0', '');
  const size = nameIn('size', nasty);
  const each = (wanted: readonly Format[], given: readonly string[]): (readonly [Format, readonly string[]])[] =>
    wanted.map((format) => [format, [...given, '--format', format, '--no-config']]);
  return [
    // The page of a report is put into the built program: it is tested below.
    ...each(
      formats.filter((format) => format !== 'html' && format !== 'sarif' && format !== 'junit' && format !== 'github'),
      [model],
    ),
    ...each(['table', 'csv', 'markdown'], [model, other, '--summary']),
    ...each(['table', 'csv', 'json', 'markdown'], [model, '--dim', `${size}=1,2`]),
    ...each(['table', 'json', 'markdown', 'junit', 'sarif', 'github'], ['lint', model]),
    ...each(['table', 'json', 'markdown', 'html'], ['compare', model, other, '--base-name', `${nasty}base`]),
    ...each(['table', 'csv', 'json'], ['arena', model]),
    ...each(['table', 'csv', 'json', 'markdown', 'trace'], ['measure', model, '--profile', profile]),
    ...(['table', 'csv', 'json', 'markdown'] as const).flatMap((format) => [
      [format, [model, '--config', config, '--format', format]] as const,
      [format, [model, '--config', config, '--scenario', `${nasty}scenario`, '--format', format]] as const,
    ]),
    ...each(['table', 'csv', 'json', 'markdown'], [model, '--scenario', `a:${size}=1`]),
    ...each(['table', 'csv', 'json', 'markdown'], [model, '--dim', `${size}=2`, '--platform', device]),
    ...each(['table', 'sarif', 'markdown', 'github'], ['lint', model, '--dim', `${size}=2`, '--platform', device]),
    ...each(['table', 'csv', 'markdown'], [model, other, '--summary', '--extra', extra]),
    ...each(['table', 'csv', 'json', 'markdown'], ['what-if', model, '--channels', '**=16']),
    ...each(['table'], ['what-if', model, '--channels', `${nameIn('node', nasty)}=16`]),
    ...each(['table', 'markdown'], [model, '--depth', '1']),
    ...each(['table', 'json'], [model, '--convention', 'thop']),
    ...each(['table', 'json', 'markdown', 'sarif', 'github', 'junit'], ['lint', model, '--platform', paper]),
    ...each(['table', 'csv', 'json', 'markdown'], [model, '--dim', `${size}=2`, '--platform', sweep]),
    ...each(['table', 'sarif', 'github'], ['lint', model, '--dim', `${size}=2`, '--platform', sweep]),
    ...each(['table', 'json'], ['what-if', model, '--dim', `${size}=2`, '--channels', '**=16', '--platform', sweep]),
    ['table', ['explain', model, '0', '--dim', `${size}=2`, '--platform', sweep]],
    ...each(['table', 'csv', 'json', 'jsonl', 'markdown', 'netron', 'model-explorer', 'trace'], [saved]),
    ...each(['table', 'sarif', 'junit', 'github', 'markdown'], ['lint', saved]),
    ...each(['table', 'json', 'markdown', 'html'], ['compare', saved, other]),
    ...each(['netron', 'model-explorer'], ['measure', model, '--profile', profile]),
    ['table', ['explain', saved, nameIn('node', nasty)]],
    ['table', ['explain', saved, '--number', '216']],
    ['table', ['explain', model, nameIn('node', nasty)]],
    ['table', ['explain', model, '0']],
    ['table', ['explain', model, '1']],
    ['table', ['explain', model, '--number', '216']],
    // What cannot be done is said in a line, with the name in it.
    ...[
      [model, '--dim', `${nasty}=1`],
      [model, '--dim', `${size}=${nasty}`],
      [model, '--shape', `${nasty}=1`],
      [model, '--columns', nasty],
      [model, '--sort', nasty],
      [model, '--rule', nasty],
      [model, '--format', nasty],
      [model, '--convention', nasty],
      [model, '--config', nasty],
      [model, '--platform', nasty],
      [model, '--value', `${nasty}=1`],
      [`${model}${nasty}`],
      ['explain', nasty],
      ['explain', model, nasty],
      ['explain', model, '--number', nasty],
      ['compare', model, other, '--max-increase', `${nasty}=1`],
      ['measure', model, '--runtime', nasty],
      ['measure', model, '--profile', nasty],
      ['paper', '--format', nasty],
      ['paper', '--runtime', nasty],
      ['paper', '--platform', nasty],
      ['paper', '--platform', sweep, '--format', nasty],
    ].map((given) => ['table', given] as const),
  ];
}

/** The output of a command line that runs in this process. */
async function printed(given: readonly string[]): Promise<{ readonly out: string; readonly err: readonly string[] }> {
  let out = '';
  const err: string[] = [];
  const code = await run(given, {
    width: 100,
    colour: false,
    interactive: false,
    watched: false,
    print: (text) => (out += text),
    note: (line) => err.push(escapeLog(line)),
    noteBug: (trace) => err.push(`a bug: ${trace}`),
  });
  expect(code).toBeLessThan(3);
  return { out, err };
}

describe('a name is text, whatever the command and the format', () => {
  it.each(Object.entries(nastyNames))(
    '%s',
    async (what, nasty) => {
      const files = writeFiles(nasty, Object.keys(nastyNames).indexOf(what));
      const fallen: string[] = [];
      writeFileSync(files.saved, (await printed([files.model, '--format', 'json', '--no-config'])).out);
      for (const [format, given] of commandLines(files)) {
        // What a spreadsheet calculates is nothing to others.
        if (/formula/u.test(what) && format !== 'csv') continue;
        try {
          const { out, err } = await printed(given);
          checks[format](out);
          checkLog(out.replaceAll(/^::(?:error|warning|notice) /gmu, ''));
          expect(err.filter((line) => line.includes('\n') || line.startsWith('a bug'))).toEqual([]);
          for (const line of err) checkLog(`netstat: ${line}`);
        } catch (error) {
          fallen.push(
            `${JSON.stringify(given)}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`,
          );
        }
      }
      expect(fallen).toEqual([]);
    },
    60_000,
  );
});

const all = Object.values(nastyNames).join(' ').replaceAll('\0', '');

it('the built program writes them so too, in its errors as well', () => {
  const { model, other } = writeFiles(all.slice(0, 100), 100);
  for (const given of [
    [model],
    [`${model}x`],
    [model, '--dim', `${all}=1`],
    ['compare', model, other],
    ['lint', model],
  ]) {
    const { stdout, stderr } = netstat([...given, '--no-config']);
    checkLog(stdout);
    checkLog(stderr);
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('netstat: '))).toEqual([]);
  }
});

describe.skipIf(missing !== undefined)(
  `pages in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    }, 60_000);
    afterAll(() => browser.close());

    it('show names as text', async () => {
      const models = Object.values(nastyNames).map((nasty, index) => writeFiles(nasty, 200 + index));
      const report = path.join(folder, 'report.html');
      netstat([...models.map(({ model }) => model), '--no-config', '-o', report]);
      const pages = [report];
      for (const [index, { model, other }] of models.entries()) {
        const { out } = await printed(['compare', model, other, '--format', 'html', '--no-config']);
        const page = path.join(folder, `comparison${index}.html`);
        writeFileSync(page, out);
        pages.push(page);
      }
      const context = await browser.newContext();
      for (const page of pages) {
        const tab = await context.newPage();
        const problems: string[] = [];
        tab.on('pageerror', (error) => problems.push(error.message));
        tab.on('request', (request) => {
          if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) problems.push(request.url());
        });
        await tab.goto(`file://${page}`);
        const inPage = (selector: string): Promise<number> => tab.locator(selector).count();
        expect(await tab.evaluate('"fallen" in globalThis')).toBe(false);
        expect(await inPage('img, iframe, object, embed, [onerror], a[href*="evil"]')).toBe(0);
        expect((await tab.locator('body').innerText()).length).toBeGreaterThan(20);
        expect(problems).toEqual([]);
        await tab.close();
      }
      await context.close();
    }, 60_000);
  },
);
