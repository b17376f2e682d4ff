import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { bundledWhole, lightImports } from '../../scripts/build/light-imports.js';
import { toCommonJs } from '../../scripts/build/common-js.js';
import { pagePlugin } from '../../scripts/build/page.js';
import { measuringPagePlugin } from '../../scripts/build/measuring-page.js';
import type * as Kinds from './kinds.js';

const folder = path.resolve('.tmp/fuzz');
const node20 = { platform: 'node', target: 'node20.19', minify: true, logLevel: 'error' } as const;

/**
 * The kinds with the parser and the commands as the program is built, and beside them the thread that commands start
 * for many models. Without a build each command line takes three times as long.
 */
export async function bundleKinds(): Promise<typeof Kinds> {
  mkdirSync(folder, { recursive: true });
  // The package is of type "module"; this folder is not.
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const [kinds] = await Promise.all([bundle('test/fuzz/kinds.ts'), bundle('src/cli/worker.ts')]);
  return createRequire(import.meta.url)(kinds) as typeof Kinds;
}

/** Bundles an entry into one file of its name, and gives the file's place. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    write: false,
    ...node20,
    external: ['onnxruntime-node', 'onnxruntime-web'],
    alias: { ...bundledWhole },
    loader: { '.md': 'text' },
    plugins: [lightImports, pagePlugin, measuringPagePlugin],
  });
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.js`);
  writeFileSync(outfile, await toCommonJs(outputFiles[0]?.text ?? '', node20));
  return outfile;
}
