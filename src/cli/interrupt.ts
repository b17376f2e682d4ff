/** The signals that end a program, and the exit codes that shells give for them. */
const interrupts = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into `process.exit`, so that `exit` handlers clean up. Returns a function that
 * stops listening.
 */
export function endOnInterrupt(): () => void {
  const listeners = interrupts.map(([signal, code]) => ({ signal, end: (): never => process.exit(code) }));
  for (const { signal, end } of listeners) process.once(signal, end);
  return () => {
    for (const { signal, end } of listeners) process.off(signal, end);
  };
}
