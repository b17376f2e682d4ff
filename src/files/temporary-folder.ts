import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { messageOf, NetstatError } from '../ir/index.js';

/**
 * Makes a folder of its own in the system's folder for temporary files.
 * @throws NetstatError when none can be made there
 */
export function newTemporaryFolder(): string {
  try {
    return mkdtempSync(path.join(tmpdir(), 'netstat-'));
  } catch (cause) {
    throw new NetstatError(
      'cannot-write',
      `${tmpdir()}: no temporary files can be written there ` +
        `(${messageOf(cause)}); set TMPDIR to a folder that can ` +
        'be written',
      { cause },
    );
  }
}

/** To load `node:os` takes half a millisecond, and most runs need no such folder. */
function tmpdir(): string {
  return process.getBuiltinModule('node:os').tmpdir();
}
