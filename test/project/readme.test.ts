import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureFiles } from '../../fixtures/files.js';
import { netstat } from '../testers/run-netstat.js';

const pages = ['README.md', 'docs/json.md', 'docs/library.md'];

const hasRuntime = existsSync('test/node_modules/onnxruntime-node');

/** The code of a page in one language. */
function blocks(page: string, language: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );
}

/** The programs of the pages, each with its place. */
const programs = pages.flatMap((page) => blocks(page, 'js').map((code, index) => [page, index + 1, code] as const));

describe('examples', () => {
  let folder: string;
  beforeAll(() => {
    // Inside the package, where its own name leads to what is built.
    mkdirSync('.tmp', { recursive: true });
    folder = mkdtempSync(path.join('.tmp', 'examples-'));
    symlinkSync(path.resolve('fixtures'), path.join(folder, 'fixtures'));
    // Runtimes are looked for where a program runs.
    if (hasRuntime) symlinkSync(path.resolve('test/node_modules'), path.join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(programs.filter(([, , code]) => hasRuntime || !code.includes('measure(')))(
    '%s: program %i runs',
    (_, index, code) => {
      const file = `example-${index}.mjs`;
      writeFileSync(path.join(folder, file), code);
      const printed = execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
      expect(printed).toMatch(/\S/);
      expect(printed).not.toMatch(/undefined|NaN/);
    },
  );

  it('prints the multiply-adds of ShuffleNet V2 first', () => {
    const [code = ''] = blocks('README.md', 'js');
    writeFileSync(path.join(folder, 'first.mjs'), code);
    const [totals = '', ...layers] = execFileSync(process.execPath, [path.join(folder, 'first.mjs')], {
      encoding: 'utf8',
    })
      .trimEnd()
      .split('\n');
    expect(totals).toMatch(/^145814296 2271670$/);
    expect(layers[0]).toMatch(/^\/stem\/Conv Conv \d+$/);
  });

  it('prints what the README shows', () => {
    const shown = blocks('README.md', 'console');
    expect(shown).toHaveLength(1);
    for (const block of shown) {
      const [, command = '', output] = /^\$ netstat ((?:[^\n]*\\\n)*[^\n]*)\n(.*)$/s.exec(block) ?? [];
      const { status, stdout } = netstat(command.replaceAll('\\\n', ' ').trim().split(/\s+/));
      expect(status).toBe(0);
      expect(stdout).toContain(`\n\n${output}\n`);
    }
  });

  it.each(pages.flatMap((page) => blocks(page, 'sh').map((code) => [page, code] as const)))(
    '%s: the files of `%s` are there',
    (_, code) => {
      const files = [...code.matchAll(/(?:fixtures|docs)\/[\w./-]+/g)].map(([file]) => file);
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
    },
  );
});

describe('fixtures', () => {
  it.each([...fixtureFiles()])(
    'fixtures/%s is what its TypeScript builds: `npx tsx fixtures/write.ts` writes it anew',
    (name, bytes) => {
      expect(readFileSync(path.join('fixtures', name)).equals(bytes)).toBe(true);
    },
  );
});
