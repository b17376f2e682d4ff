import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** The replacement of an import that costs time at every start and is hardly ever used. */
interface Substitute {
  readonly imported: string;
  /** Only where these packages import it. */
  readonly by?: readonly string[];
  /** Whether they `require` it. */
  readonly required?: boolean;
  /** The module in its place. A `require` in it loads the real one. */
  readonly contents: string;
}

const substitutes: readonly Substitute[] = [
  // Builds an Intl.Segmenter, 18 ms. yargs needs widths for its help, tables for what is not Latin or Greek.
  { imported: 'string-width', contents: `export default (...text) => require('string-width').default(...text);` },
  // 2 ms, to word mistakes of the program; one of them, that there is no package.json beside it, is made at every
  // start and passed over.
  {
    imported: 'assert',
    by: ['yargs'],
    contents: `
      const check = (holds, message) => { if (!holds) throw new Error(message); };
      export const notStrictEqual = (a, b, message = 'should differ') => check(!Object.is(a, b), message);
      export const strictEqual = (a, b, message = 'should be equal') => check(Object.is(a, b), message);`,
  },
  // 2 ms for `fs.promises`, which only a search that waits needs.
  {
    imported: 'fs',
    by: ['lilconfig'],
    required: true,
    contents: `
      const { accessSync, readFileSync } = require('fs');
      module.exports = { accessSync, readFileSync, promises: {} };`,
  },
  // 2 ms, for what CommonJS has.
  { imported: 'node:module', by: ['yargs', 'yargs-parser'], contents: 'export const createRequire = () => require;' },
  // Starts a WebAssembly module, 0.6 ms, for 64-bit integers as objects, which protobufjs can do without: netstat reads
  // and writes those integers itself.
  { imported: 'long', by: ['protobufjs'], required: true, contents: 'module.exports = undefined;' },
  // To find the version of the program that calls yargs, which is told it.
  { imported: 'escalade/sync', by: ['yargs'], contents: 'export default () => undefined;' },
];

/**
 * The asynchronous search of lilconfig, which is not used. It has an `import()`, and the compiled code of a file with
 * one cannot be kept: 1 ms.
 */
const unreached = 'await import(/* webpackIgnore: true */ fileUrl)';

/**
 * yargs renders the help of every named command that it runs, a third of the start of `lint`, for a caller that asks
 * for the last help later. Nobody does: a failure is a line, and `--help` renders its own.
 */
const unasked = 'yargs.getInternalMethods().getUsageInstance().cacheHelpMessage();';
const commandsOfYargs = /[\\/]yargs[\\/]build[\\/]lib[\\/]command\.js$/;

const namespace = 'light-imports';

/** Puts the substitutes in their places. */
export const lightImports: Plugin = {
  name: namespace,
  setup({ onResolve, onLoad }) {
    for (const [index, { imported, by, required = false }] of substitutes.entries()) {
      onResolve({ filter: new RegExp(`^${imported}$`) }, ({ path, importer, resolveDir, namespace: from, kind }) => {
        // A `require` of another version of the package is not served by a module.
        const replaces =
          kind === (required ? 'require-call' : 'import-statement') &&
          from !== namespace &&
          (by?.some((name) => importer.replaceAll('\\', '/').includes(`/node_modules/${name}/`)) ?? true);
        return replaces ? { path, namespace, pluginData: { index, resolveDir } } : undefined;
      });
    }
    onLoad(
      { filter: /.*/, namespace },
      ({ pluginData: { index, resolveDir } }: { pluginData: { index: number; resolveDir: string } }) => {
        const contents = substitutes[index]?.contents;
        return contents === undefined ? undefined : { contents, resolveDir };
      },
    );
    for (const [filter, text] of [
      [/[\\/]lilconfig[\\/]src[\\/]index\.js$/, unreached],
      [commandsOfYargs, unasked],
    ] as const) {
      onLoad({ filter }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        if (!source.includes(text)) throw new Error(`${path} has no more: ${text}`);
        return { contents: source.replace(text, text.endsWith(';') ? '' : 'undefined') };
      });
    }
  },
};

/** Takes that help away in tests too, some of which run a thousand commands in one process. */
export const unaskedHelpVitePlugin = {
  name: 'unasked-help',
  transform: (code: string, id: string) => (commandsOfYargs.test(id) ? code.replace(unasked, '') : undefined),
};

/** Packages that have another entry for bundlers: jiti's usual one looks for its compiler in a file beside it. */
export const bundledWhole: Readonly<Record<string, string>> = { jiti: 'jiti/static' };
