/** The program's exit codes. */
export const exitCode = {
  fine: 0,
  /** A budget is broken, or there is a finding of the level asked for. */
  found: 1,
  /** The user's error, or a file that cannot be read. */
  userError: 2,
  /** A bug of netstat. */
  bug: 3,
} as const;

/** A number that `exitCode` has; of several the greatest is the worst. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The worse of two exit codes. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
