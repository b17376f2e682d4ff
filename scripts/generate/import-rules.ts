import { nodeOnly, portable } from '../layers.js';
import type { Generator } from '../generator.js';

/** How deep below src/<folder>/ files may lie. */
const depths = [1, 2, 3];

const globals = ['process', 'Buffer', 'require', '__dirname', '__filename'];
const portableGlobals = globals.map((name) => ({ name, message: 'The core runs in a browser.' }));

/** Linter settings for the files that match `files`: they import, of what `from` matches, only `allowed`. */
function override(files: string, from: string, allowed: readonly string[], runsAnywhere: boolean) {
  const folders = {
    group: [from, ...allowed.map((file) => `!${file}`)],
    message: 'Import only folders listed above this one in scripts/layers.ts, through their index.js.',
  };
  const node = {
    group: ['node:*'],
    message: 'The core runs in a browser: only files/, runtimes/, cli/ and node.ts import Node.',
  };
  return {
    files: [files],
    rules: {
      'no-restricted-imports': ['error', { patterns: runsAnywhere ? [folders, node] : [folders] }],
      ...(runsAnywhere && { 'no-restricted-globals': ['error', ...portableGlobals] }),
    },
  };
}

/** Linter settings for one folder of src/, which may import `below` through their index, and the files `roots` of src/. */
function folderOverrides(folder: string, below: readonly string[], roots: readonly string[], runsAnywhere: boolean) {
  return depths.map((depth) => {
    const up = '../'.repeat(depth);
    const allowed = [...below.map((other) => `${up}${other}/index.js`), ...roots.map((root) => `${up}${root}`)];
    return override(`src/${folder}/${'*/'.repeat(depth - 1)}*.ts`, `${up}**`, allowed, runsAnywhere);
  });
}

/** Linter settings for a file of src/ itself. */
function rootOverride(file: string, folders: readonly string[], roots: readonly string[], runsAnywhere: boolean) {
  return override(
    `src/${file}`,
    './**',
    [...folders.map((folder) => `./${folder}/index.js`), ...roots.map((root) => `./${root}`)],
    runsAnywhere,
  );
}

export default {
  path: '.oxlintrc.imports.json',
  generate() {
    const overrides = [
      ...portable.flatMap((folder, index) => folderOverrides(folder, portable.slice(0, index), [], true)),
      ...nodeOnly.flatMap((folder, index) =>
        folderOverrides(
          folder,
          [...portable, ...nodeOnly.slice(0, index)],
          folder === 'cli' ? ['index.js', 'node.js'] : ['index.js'],
          false,
        ),
      ),
      rootOverride('index.ts', portable, [], true),
      rootOverride('node.ts', [...portable, 'files', 'runtimes'], ['index.js'], false),
    ];
    return Promise.resolve(JSON.stringify({ overrides }, null, 2));
  },
} satisfies Generator;
