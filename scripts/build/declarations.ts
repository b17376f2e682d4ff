import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Writes the type declarations of the library to dist/types. Throws with the compiler's words when it finds an error. */
export async function buildDeclarations(): Promise<void> {
  const compile = promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.types.json']);
  await compile.catch((error: Error & { stdout?: string }) => {
    throw new Error(error.stdout?.trim() || error.message, { cause: error });
  });
}
