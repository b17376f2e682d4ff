import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileOutput } from './output.js';
import type { Output } from './output.js';

/**
 * A page that the browser shows when it is complete: a file, in the folder for temporary files unless told.
 * @throws NetstatError when it cannot be written
 */
export function browserOutput(path = join(mkdtempSync(join(tmpdir(), 'netstat-')), 'report.html')): Output {
  const file = fileOutput(path);
  return {
    ...file,
    async finish() {
      file.finish();
      const { default: open } = await import('open');
      await open(resolve(path));
    },
  };
}
