import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { bundledWhole, lightImports } from '../../scripts/build/light-imports.js';
import { toCommonJs } from '../../scripts/build/common-js.js';
import { pagePlugin } from '../../scripts/build/page.js';
import { measuringPagePlugin } from '../../scripts/build/measuring-page.js';
import type * as Kinds from './kinds.js';

/** The kinds with the parser and the commands as the program is built: without it each command line takes three times as long. */
export async function bundleKinds(): Promise<typeof Kinds> {
  const outfile = path.resolve('.tmp/fuzz/kinds.cjs');
  const node20 = { platform: 'node', target: 'node20.19', minify: true, logLevel: 'error' } as const;
  const { outputFiles } = await build({
    entryPoints: ['test/fuzz/kinds.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    ...node20,
    external: ['onnxruntime-node', 'onnxruntime-web'],
    alias: { ...bundledWhole },
    loader: { '.md': 'text' },
    plugins: [lightImports, pagePlugin, measuringPagePlugin],
  });
  mkdirSync(path.dirname(outfile), { recursive: true });
  writeFileSync(outfile, await toCommonJs(outputFiles[0]?.text ?? '', node20));
  return createRequire(import.meta.url)(outfile) as typeof Kinds;
}
