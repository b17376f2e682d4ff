import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The built program. */
export const program = path.resolve('dist/cli/netstat.js');

/** The result of a run of the program. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program without a terminal, in `cwd`; the environment holds nothing but what is given. */
export function netstat(
  given: readonly string[],
  {
    cwd = process.cwd(),
    env = {},
    input,
  }: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Bytes for standard input. */
    readonly input?: Uint8Array;
  } = {},
): Run {
  if (!existsSync(program)) throw new Error('the program is not built: run `npm run build`');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...given], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    ...(input && { input }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}
