import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedImports, refusedImportsOfSource } from '../../scripts/import-rules.js';
import { nodeOnly, portable } from '../../scripts/layers.js';

describe('a folder imports', () => {
  it.each([
    ['src/analysis/a.ts', "import { a } from '../ops/index.js';\nexport default a;"],
    [
      'src/analysis/views/a.ts',
      "import { a } from '../../dim/index.js';\nimport { b } from '../order.js';\nexport default [a, b];",
    ],
    [
      'src/cli/a.ts',
      "import { a } from '../files/index.js';\nimport { b } from '../node.js';\nimport fs from 'node:fs';\n" +
        'export default [a, b, fs];',
    ],
    ['src/files/a.ts', "import { a } from '../index.js';\nexport default a;"],
    ['src/node.ts', "export * from './index.js';\nexport * from './files/index.js';"],
  ])('folders above it: %s', (file, text) => expect(refusedImports(file, text)).toEqual([]));

  it.each([
    ['a folder below', 'src/ops/a.ts', "import { a } from '../analysis/index.js';\nexport default a;"],
    [
      'the type of a folder below',
      'src/ops/a.ts',
      "import type { A } from '../analysis/index.js';\nexport type B = A;",
    ],
    ['a folder below, later', 'src/ops/a.ts', "export const a = () => import('../formats/index.js');"],
    ['a folder below, to export it', 'src/ops/a.ts', "export * from '../formats/index.js';"],
    [
      'a folder below, from a folder in it',
      'src/ops/ai.onnx/a.ts',
      "import { a } from '../../analysis/index.js';\nexport default a;",
    ],
    ['another file than the index', 'src/analysis/a.ts', "import { a } from '../ops/define.js';\nexport default a;"],
    ['the public API, from the core', 'src/formats/a.ts', "import { a } from '../index.js';\nexport default a;"],
    ['Node, from the core', 'src/formats/html/a.ts', "import fs from 'node:fs';\nexport default fs;"],
    ['Node, from the public API', 'src/index.ts', "import fs from 'node:fs';\nexport default fs;"],
    [
      'a folder below, from any depth',
      'src/ops/a/b/c/d/e.ts',
      "import { a } from '../../../../../analysis/index.js';\nexport default a;",
    ],
    ['the type of a folder below, in a type', 'src/ops/a.ts', "export type A = import('../analysis/index.js').A;"],
    ['Node without its prefix, from the core', 'src/dim/a.ts', "import fs from 'fs';\nexport default fs;"],
    ['what lies outside of src/', 'src/ops/a.ts', "export * from '../../scripts/layers.js';"],
    ['anything, from a folder without a place', 'src/elsewhere/a.ts', "export * from '../dim/index.js';"],
    ['the command line, from the public API', 'src/node.ts', "export * from './cli/index.js';"],
  ])('not %s', (_, file, text) => expect(refusedImports(file, text)).toHaveLength(1));
});

describe('the source', () => {
  it('keeps the order of the folders', () => expect(refusedImportsOfSource()).toEqual([]));
});

/** The files, of those of one text each, in which the linter refuses a global. */
function filesWithRefusedGlobals(files: readonly string[], text: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-globals-'));
  try {
    copyFileSync('.oxlintrc.json', path.join(folder, '.oxlintrc.json'));
    for (const file of files) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const linter = path.resolve('node_modules/oxlint/bin/oxlint');
    const { stdout } = spawnSync(process.execPath, [linter, '--format', 'json'], { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: readonly { readonly code: string; readonly filename: string }[];
    };
    return diagnostics
      .filter(({ code }) => code.includes('no-restricted-globals'))
      .map(({ filename }) => filename.split(path.sep).join('/'))
      .toSorted();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('globals of Node', () => {
  it('are refused in the core and nowhere else', () => {
    const [core, node] = [portable, nodeOnly].map((folders) => folders.map((folder) => `src/${folder}/deep/down/a.ts`));
    const files = ['src/index.ts', 'src/node.ts', ...(core ?? []), ...(node ?? [])];
    expect(filesWithRefusedGlobals(files, 'export default process.env;')).toEqual(
      ['src/index.ts', ...(core ?? [])].toSorted(),
    );
  });
});
