import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { output } from './output.js';

/**
 * Writes the type declarations of the library to dist/types. Throws with the compiler's words when it finds an error.
 */
export async function buildDeclarations(): Promise<void> {
  const compile = promisify(execFile)(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '--project',
    'tsconfig.types.json',
    '--outDir',
    path.join(output, 'types'),
  ]);
  await compile.catch((error: Error & { stdout?: string }) => {
    throw new Error(error.stdout?.trim() || error.message, { cause: error });
  });
  // The compiler does not write declarations of declarations.
  for (const name of ['config.d.cts', 'node.d.cts']) {
    copyFileSync(path.join('src', name), path.join(output, 'types', name));
  }
}
