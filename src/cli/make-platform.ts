import { collect, fitPlatform, headOf } from '../platform/index.js';
import type { Platform } from '../platform/index.js';
import { programCall } from '../ir/index.js';
import { version } from '../report/index.js';
import { HERE, keepPlatform, readSavedReports } from '../runtimes/index.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** What a platform is made of, and where it goes. */
export interface PlatformWishes {
  readonly from: readonly string[];
  readonly output: string | undefined;
}

/**
 * Makes a platform of measured reports and writes it.
 * @throws NetstatError when a file cannot be read or holds no measurement
 */
export function makePlatform({ from, output }: PlatformWishes, terminal: Terminal): ExitCode {
  const reports = readSavedReports(from);
  const platform = fitPlatform(headOf(reports, version, null), collect(reports));
  describePlatform(platform, keepPlatform(platform, output), output, terminal);
  return exitCode.fine;
}

/** Says what a platform holds and how to use it. */
export function describePlatform(
  { name, networks, classes }: Platform,
  file: string,
  output: string | undefined,
  terminal: Terminal,
): void {
  const kernels = Object.values(classes).reduce((sum, { samples }) => sum + samples.length, 0);
  terminal.print(
    `${name}: ${kernels} kernels of ${Object.keys(classes).length} classes, from ${networks.length} networks\n`,
  );
  terminal.note(`kept in ${file}; ${programCall()} model.onnx --platform ${output ?? HERE} predicts by it`);
}
