/** The signals that end a program, and the exit codes that shells give for them. */
const interrupts = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Ends on Ctrl-C and the like through the `exit` event, where what is to be cleaned up waits: without a listener there
 * is no such event. Gives what ends the listening.
 */
export function endOnInterrupt(): () => void {
  const listeners = interrupts.map(([signal, code]) => ({ signal, end: (): never => process.exit(code) }));
  for (const { signal, end } of listeners) process.once(signal, end);
  return () => {
    for (const { signal, end } of listeners) process.off(signal, end);
  };
}
