/** Ends as other programs do on Ctrl-C; what is to be cleaned up then waits for the exit. */
export function endOnInterrupt(): void {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) process.once(signal, () => process.exit(code));
}
