import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform, type Metafile } from 'esbuild';
import { lazyPackages } from './lazy-packages.js';

const folder = 'dist/cli';

/**
 * Bundles the command line into dist/cli: one file an entry, and one for each part that is imported on demand.
 *
 * The parts are split as ES modules, the only form that esbuild splits, and written as CommonJS, which Node 20 starts about
 * 5 ms sooner. So the entries may not use top-level await; esbuild says so where they do.
 */
export async function buildCommandLine(entries: Record<string, string>): Promise<Metafile[]> {
  if (Object.keys(entries).length === 0) return [];
  const { outputFiles, metafile } = await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    external: ['onnxruntime-node'],
    loader: { '.md': 'text' },
    plugins: [lazyPackages],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(folder, { recursive: true });
  // The package is of type "module"; this folder is not.
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  await Promise.all(outputFiles.map(async ({ path: file, text }) => {
    const name = path.relative(folder, file);
    const program = name === 'netstat.js';
    writeFileSync(file, (program ? '#!/usr/bin/env node\n' : '') + (await toCommonJs(text)));
    if (program) chmodSync(file, 0o755);
  }));
  return [metafile];
}

/** A split ES module as CommonJS. `import()` of a sibling becomes `require`, which loads no ES module loader; any other stays. */
async function toCommonJs(text: string): Promise<string> {
  const siblings = text.replaceAll(/\bimport\(("\.\/[^"]+\.js")\)/g, 'Promise.resolve().then(()=>require($1))');
  const { code } = await transform(siblings, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    define: { 'import.meta.url': 'importMetaUrl' },
    logLevel: 'warning',
  });
  return code.includes('importMetaUrl') ? `const importMetaUrl=require("node:url").pathToFileURL(__filename).href;${code}` : code;
}
