import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-imports-'));
for (const file of ['.oxlintrc.json', '.oxlintrc.imports.json']) copyFileSync(file, path.join(folder, file));

afterAll(() => rmSync(folder, { recursive: true }));

/** What the linter says of the imports of a file of that path and text. */
function complaints(file: string, text: string): string[] {
  const where = path.join(folder, file);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, text);
  const linter = path.resolve('node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [linter, '--format', 'json', file], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { readonly code: string }[] };
  return diagnostics.map(({ code }) => code).filter((code) => code.includes('no-restricted'));
}

describe('a folder imports', () => {
  it.each([
    ['src/analysis/a.ts', "import { a } from '../ops/index.js';\nexport default a;"],
    [
      'src/analysis/views/a.ts',
      "import { a } from '../../dim/index.js';\nimport { b } from '../order.js';\nexport default [a, b];",
    ],
    [
      'src/cli/a.ts',
      "import { a } from '../files/index.js';\nimport { b } from '../node.js';\nimport fs from 'node:fs';\nexport default [a, b, fs];",
    ],
    ['src/files/a.ts', "import { a } from '../index.js';\nexport default a;"],
    ['src/node.ts', "export * from './index.js';\nexport * from './files/index.js';"],
  ])('folders above it: %s', (file, text) => expect(complaints(file, text)).toEqual([]));

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
    ['a global of Node, from the core', 'src/dim/a.ts', 'export default process.env;'],
    ['the command line, from the public API', 'src/node.ts', "export * from './cli/index.js';"],
  ])('not %s', (_, file, text) => expect(complaints(file, text)).toHaveLength(1));
});
