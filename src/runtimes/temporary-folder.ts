import { rmSync } from 'node:fs';
import { newTemporaryFolder } from '../files/index.js';
import { atExit } from './at-exit.js';

/** A folder that is gone at the latest when the program ends. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Makes a folder for files that a runtime cannot do without.
 * @throws NetstatError when none can be made
 */
export function makeTemporaryFolder(): TemporaryFolder {
  const folder = newTemporaryFolder();
  const remove = (): void => {
    callOff();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const callOff = atExit(remove);
  return { path: folder, remove };
}
