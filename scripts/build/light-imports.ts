import type { Plugin } from 'esbuild';

/**
 * What packages import at their start, at a cost, and hardly ever use: in its place stands the same thing, loaded at its first use.
 * A key is a part of the importing file's path, and what it imports.
 */
const substitutes: Readonly<Record<string, string>> = {
  // Builds an Intl.Segmenter, 18 ms; yargs needs widths for its help only.
  'node_modules/yargs string-width': `export default (...text) => require('string-width').default(...text);`,
  'node_modules/cliui string-width': `export default (...text) => require('string-width').default(...text);`,
  // 2 ms, to say what went wrong.
  'node_modules/yargs assert': `
    export function notStrictEqual(a, b, message) { if (Object.is(a, b)) require('assert').notStrictEqual(a, b, message); }
    export function strictEqual(a, b, message) { if (!Object.is(a, b)) require('assert').strictEqual(a, b, message); }`,
  // 2 ms, for what CommonJS has.
  'node_modules/yargs node:module': 'export const createRequire = () => require;',
};

/** Puts the substitutes in their places. */
export const lightImports: Plugin = {
  name: 'light-imports',
  setup({ onResolve, onLoad }) {
    for (const [key, contents] of Object.entries(substitutes)) {
      const [importerPart = '', imported = ''] = key.split(' ');
      onResolve({ filter: new RegExp(`^${imported}$`) }, ({ path, importer, resolveDir }) =>
        importer.replaceAll('\\', '/').includes(`${importerPart}/`) ? { path, namespace: key, pluginData: { resolveDir } } : undefined);
      onLoad({ filter: /.*/, namespace: key }, ({ pluginData }: { pluginData: { resolveDir: string } }) => ({ contents, resolveDir: pluginData.resolveDir }));
    }
  },
};
