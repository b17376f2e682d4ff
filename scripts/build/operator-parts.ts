import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * The expression that loads a part at once, in place of an `import()`, which takes a turn of the event loop.
 * `toCommonJs` makes a `require` of it.
 */
export const loadAtOnce = 'loadPartAtOnce';

const wholeImport = /^import \* as (\w+) from ('[^']+');\n/gm;

/**
 * Makes a part of every file of operators, to be loaded when a model has one of its operators: each would run at every
 * start, a tenth of a small run for all.
 */
export const operatorParts: Plugin = {
  name: 'operator-parts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]ops[\\/]registry\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const files = new Map([...source.matchAll(wholeImport)].map(([, name = '', file = '']) => [name, file]));
      const contents = source.replaceAll(wholeImport, '').replaceAll(/load: \(\) => (\w+)/g, (_, name: string) => {
        const file = files.get(name);
        if (file === undefined) throw new Error(`${path} loads ${name}, which it does not import`);
        return `load: () => ${loadAtOnce}(import(${file}))`;
      });
      return { contents, loader: 'ts' };
    });
  },
};
