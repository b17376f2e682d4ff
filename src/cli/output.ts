import { startWholeFile } from '../files/index.js';
import type { Written } from '../text/index.js';
import type { Terminal } from './terminal.js';

/** Where a report goes. */
export interface Output {
  write(text: Written): void;
  /** Ends it: a file appears under its name, complete. */
  finish(): void | Promise<void>;
  /** Gives it up: no file is left. */
  discard(): void;
}

/** Standard output. */
export function terminalOutput(terminal: Terminal): Output {
  return { write: (text) => terminal.print(text), finish() {}, discard() {} };
}

/**
 * A file, which appears under its name when it is complete.
 * @throws NetstatError when it cannot be written, or is one of those that the run reads
 */
export const fileOutput: (path: string, reads?: readonly string[]) => Output = startWholeFile;
