import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that is gone at the latest when the program ends. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Makes a folder for files that a runtime cannot do without. */
export function makeTemporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-'));
  const remove = (): void => {
    process.removeListener('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', remove);
  return { path: folder, remove };
}
