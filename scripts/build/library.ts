import { build, type BuildOptions, type Metafile } from 'esbuild';
import { bundledWhole } from './light-imports.js';
import { measuringPagePlugin } from './measuring-page.js';
import { output } from './output.js';
import { pagePlugin } from './page.js';

const common = {
  outdir: output,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minifySyntax: true,
  minifyWhitespace: true,
  // An error that nobody catches prints the line that threw it.
  lineLimit: 160,
  legalComments: 'none',
  external: ['onnxruntime-node', 'onnxruntime-web'],
  alias: { ...bundledWhole },
  loader: { '.md': 'text' },
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Dependencies that are CommonJS call `require`. The name of what makes it is one that no module imports. */
const requireBuiltins =
  "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);";

/**
 * Bundles the library as ES modules into dist: index.js, which runs anywhere, and the Node entries, which share their
 * parts.
 */
export async function buildLibrary({
  index,
  ...node
}: Readonly<Record<'index' | 'node', string>>): Promise<Metafile[]> {
  const builds = await Promise.all([
    build({
      ...common,
      entryPoints: { index },
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['browser'],
    }),
    build({
      ...common,
      plugins: [measuringPagePlugin, pagePlugin],
      entryPoints: node,
      platform: 'node',
      splitting: true,
      banner: { js: requireBuiltins },
    }),
  ]);
  return builds.map(({ metafile }) => metafile);
}
