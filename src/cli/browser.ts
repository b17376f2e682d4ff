import { join, resolve } from 'node:path';
import { newTemporaryFolder } from '../files/index.js';
import { fileOutput } from './output.js';
import type { Output } from './output.js';

/**
 * A page that the browser shows when it is complete: a file, in the folder for temporary files unless told.
 * @throws NetstatError when it cannot be written, or is one of those that the run reads
 */
export function browserOutput(path = join(newTemporaryFolder(), 'report.html'), reads: readonly string[] = []): Output {
  const file = fileOutput(path, reads);
  return {
    ...file,
    async finish() {
      await file.finish();
      const { default: open } = await import('open');
      await open(resolve(path));
    },
  };
}
