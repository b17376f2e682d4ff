/** The signals that end a program, and the exit codes that shells give for them. */
const interrupts = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Does something that leaves processes and folders behind when a signal ends it: meanwhile SIGINT, SIGTERM and SIGHUP
 * are `process.exit`, so that `exit` handlers clean up. Afterwards nothing listens any more.
 */
export async function endingOnInterrupt<T>(action: () => Promise<T>): Promise<T> {
  const listeners = interrupts.map(([signal, code]) => ({ signal, end: (): never => process.exit(code) }));
  for (const { signal, end } of listeners) process.once(signal, end);
  try {
    return await action();
  } finally {
    for (const { signal, end } of listeners) process.off(signal, end);
  }
}
