import { build, type BuildOptions, type Metafile } from 'esbuild';

const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minifySyntax: true,
  legalComments: 'none',
  external: ['onnxruntime-node'],
  loader: { '.md': 'text' },
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Bundles the library as ES modules into dist: index.js, which runs anywhere, and the Node entries, which share their parts. */
export async function buildLibrary(entries: Record<string, string>): Promise<Metafile[]> {
  const { index, ...node } = entries;
  const builds: Promise<{ metafile: Metafile }>[] = [];
  if (index !== undefined) {
    builds.push(build({ ...common, entryPoints: { index }, platform: 'neutral', mainFields: ['module', 'main'], conditions: ['browser'] }));
  }
  if (Object.keys(node).length > 0) {
    const requireBuiltins = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";
    builds.push(build({ ...common, entryPoints: node, platform: 'node', splitting: true, banner: { js: requireBuiltins } }));
  }
  return (await Promise.all(builds)).map(({ metafile }) => metafile);
}
