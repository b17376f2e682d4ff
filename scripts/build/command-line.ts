import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { toCommonJs } from './common-js.js';
import { bundledWhole, lightImports } from './light-imports.js';
import { directImports } from './direct-imports.js';
import { measuringPagePlugin } from './measuring-page.js';
import { operatorParts } from './operator-parts.js';
import { output } from './output.js';
import { pagePlugin } from './page.js';
import { packUsualParts } from './usual-parts.js';

const folder = path.join(output, 'cli');

/** The settings that all parts of the command line are built with. */
const node20 = { platform: 'node', target: 'node20.19', minify: true, logLevel: 'error' } as const;

/**
 * Bundles the command line into dist/cli: one file an entry, and one for each part that is imported on demand.
 *
 * The parts are split as ES modules, the only form that esbuild splits, and written as CommonJS, which Node 20 starts
 * about 5 ms sooner. So the entries may not use top-level await; esbuild says so where they do.
 */
export async function buildCommandLine(entries: Readonly<Record<string, string>>): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    entryPoints: { ...entries },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    ...node20,
    legalComments: 'none',
    external: ['onnxruntime-node', 'onnxruntime-web'],
    alias: { ...bundledWhole },
    loader: { '.md': 'text' },
    plugins: [lightImports, operatorParts, pagePlugin, measuringPagePlugin, directImports],
    metafile: true,
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  // The package is of type "module"; this folder is not.
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const files = new Map(
    await Promise.all(
      outputFiles.map(async ({ path: file, text }) => [path.basename(file), await toCommonJs(text, node20)] as const),
    ),
  );
  files.set('usual-parts.js', packUsualParts(metafile, files));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  return metafile;
}

/** Bundles the file that users start, which loads main.js beside it. */
export async function buildProgram(start: string): Promise<void> {
  const outfile = path.join(folder, 'netstat.js');
  await build({
    entryPoints: [start],
    outfile,
    bundle: true,
    format: 'cjs',
    ...node20,
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(outfile, 0o755);
}
