import { build, type Plugin } from 'esbuild';

/** The module in whose place the built script is put. */
const scriptModule = /[\\/]runtimes[\\/]browser[\\/]page-script\.[jt]s$/;

/** The text of the module that holds the script of the page that measures. */
async function scriptModuleText(): Promise<string> {
  const {
    outputFiles: [file],
  } = await build({
    entryPoints: ['src/runtimes/browser/page/main.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    logLevel: 'warning',
    write: false,
  });
  return `export const pageScript = ${JSON.stringify((file?.text ?? '').trim())};\n`;
}

/** Puts the built script in its module's place. */
export const measuringPagePlugin: Plugin = {
  name: 'measuring-page',
  setup({ onLoad }) {
    onLoad({ filter: scriptModule }, async () => ({ contents: await scriptModuleText(), loader: 'js' }));
  },
};

/** The same for tests, which run the source. */
export const measuringPageVitePlugin = {
  name: 'measuring-page',
  load: (id: string) => (scriptModule.test(id.replace(/\?.*$/, '')) ? scriptModuleText() : undefined),
};
