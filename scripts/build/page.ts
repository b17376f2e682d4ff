import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { PageBundle } from '../../src/formats/html/page-bundle.js';
import { rulePages } from './rule-pages.js';

const folder = 'src/formats/html';

/** The module in whose place the built page is put. */
export const pageModule = /[\\/]formats[\\/]html[\\/]page-bundle\.[jt]s$/;

/** The first browsers that know `light-dark()`. */
const target = ['chrome123', 'firefox120', 'safari17.5'];

const browser = {
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  metafile: true,
} as const;

/**
 * Leaves out modules of which nothing is used. Modules of src/ do nothing when they are loaded but make what they
 * export; so the page has the columns and figures of the command line without the operators that calculate them.
 */
const unusedModules: Plugin = {
  name: 'unused-modules',
  setup({ onResolve }) {
    const source = path.resolve('src');
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path: name, resolveDir }) => {
      const file = path.resolve(resolveDir, name).replace(/\.js$/, '.ts');
      return file.startsWith(source + path.sep) ? { path: file, sideEffects: false } : undefined;
    });
  },
};

/** A bundled script of the page or the drop-in page, with the licences of what is in it. */
export async function bundleScript(
  entry: string,
  define: Readonly<Record<string, string>> = {},
  plugins: readonly Plugin[] = [],
): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const {
    outputFiles: [file],
    metafile,
  } = await build({
    ...browser,
    target,
    entryPoints: [path.join(folder, entry)],
    format: 'iife',
    define,
    plugins: [...plugins, unusedModules],
  });
  // A script ends at the first such tag, wherever it stands.
  const text = (file?.text ?? '')
    .replaceAll(/<\/(?=script)/gi, String.raw`<\/`)
    .replaceAll('<!--', String.raw`\x3C!--`);
  return { text: `${licences(metafile)}${text.trim()}`, metafile };
}

/** The page's parts for a script of it. */
export async function bundlePage(script: string): Promise<PageBundle> {
  const {
    outputFiles: [file],
  } = await build({ ...browser, target, entryPoints: [path.join(folder, 'page/style.css')] });
  const style = (file?.text ?? '').trim();
  return { script, scriptHash: hashOf(script), style, styleHash: hashOf(style), rulePages: rulePages() };
}

/** Builds the page once for all bundles that hold it. */
let page: Promise<{ readonly bundle: PageBundle; readonly metafile: Metafile }> | undefined;
export function builtPage(): Promise<{ readonly bundle: PageBundle; readonly metafile: Metafile }> {
  page ??= bundleScript('page/main.ts').then(async ({ text, metafile }) => ({
    bundle: await bundlePage(text),
    metafile,
  }));
  return page;
}

/** The text of the module that holds the built page. */
export async function pageModuleText(): Promise<string> {
  return `export const pageBundle = ${JSON.stringify((await builtPage()).bundle)};\n`;
}

/** Puts the built page in its module's place. */
export const pagePlugin: Plugin = {
  name: 'page',
  setup({ onLoad }) {
    onLoad({ filter: pageModule }, async () => ({ contents: await pageModuleText(), loader: 'js' }));
  },
};

/** The same for tests, which run the source. */
export const pageVitePlugin = {
  name: 'page',
  load: (id: string) => (pageModule.test(id.replace(/\?.*$/, '')) ? pageModuleText() : undefined),
};

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The notices of the packages in a bundle, those of one wording together. */
function licences({ inputs }: Metafile): string {
  const packages = [
    ...new Set(Object.keys(inputs).flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])),
  ].toSorted();
  const byText = new Map<string, string[]>();
  for (const at of packages) {
    const file = existsSync(at) ? readdirSync(at).find((name) => /^licen[cs]e/i.test(name)) : undefined;
    const text = file === undefined ? '' : readFileSync(path.join(at, file), 'utf8').trim();
    const [notice = '', ...rest] = text.split(/\n\s*\n/u);
    const wording = rest.join('\n\n');
    const line = `${path.basename(at)}: ${notice.replaceAll(/\s+/gu, ' ')}`;
    byText.set(wording, [...(byText.get(wording) ?? []), line]);
  }
  return [...byText].map(([wording, lines]) => `/*!\n${lines.join('\n')}\n\n${wording}\n*/\n`).join('');
}
